// Compiling and running programs.

import CPJRT
import PJRT
import Testing

@Suite struct ExecuteTests {
  @Test func inspectsExecutable() throws {
    let executable = try Fixture.client.compile(Fixture.add)
    #expect(try executable.name.contains("addition"))
    #expect(executable.outputCount == 2)
    #expect(executable.outputTypes == [.f32, .s32])
    #expect(executable.outputDimensions == [[4], []])
    #expect(try executable.replicaCount == 1)
    #expect(try executable.partitionCount == 1)
    #expect(try executable.outputMemoryKinds == ["device", "device"])
    #expect(try executable.addressableDevices == [Fixture.client.addressableDevices[0]])
    #expect(try !executable.fingerprint.isEmpty)
    #expect(try executable.fingerprint == Fixture.client.compile(Fixture.add).fingerprint)
    #expect(try executable.generatedCodeSize >= 0)
    #expect(try executable.costAnalysis()["flops"] == .float(4))
    let memory = try executable.memoryStats()
    #expect(memory.arguments == 32)
    #expect(memory.outputs >= 20)
    let program = try executable.optimizedProgram()
    #expect(program.format.hasPrefix("hlo"))
    #expect(!program.code.isEmpty)
  }

  @Test func runs() throws {
    let executable = try Fixture.client.compile(Fixture.add)
    let x = try Fixture.vector([1, 2, 3, 4])
    let results = try executable.execute([x, x])
    #expect(try results[0].elements(as: Float.self) == [2, 4, 6, 8])
    #expect(try results[1].elements(as: Int32.self) == [7])
  }

  @Test func programWithoutArgumentsOrResults() throws {
    let client = try Fixture.client
    let constant = try client.compile(
      """
      func.func public @main() -> tensor<i8> {
        %0 = stablehlo.constant dense<3> : tensor<i8>
        return %0 : tensor<i8>
      }
      """)
    #expect(try constant.execute([])[0].elements(as: Int8.self) == [3])
    let nothing = try client.compile("func.func public @main(%a: tensor<f32>) { return }")
    let x = try client.makeBuffer([1] as [Float], type: .f32, dimensions: [])
    #expect(try nothing.execute([x]).isEmpty)
  }

  @Test func donation() throws {
    let executable = try Fixture.client.compile(Fixture.donatingDouble)
    let x = try Fixture.vector([1, 2, 3, 4])
    let kept = try executable.execute([x], nonDonatable: [0])
    #expect(try !x.isDeleted)
    #expect(try kept[0].elements(as: Float.self) == [2, 4, 6, 8])

    let address = try x.unsafePointer()
    let doubled = try executable.execute([x])
    #expect(try x.isDeleted)
    #expect(try doubled[0].elements(as: Float.self) == [2, 4, 6, 8])
    #expect(try doubled[0].unsafePointer() == address)

    let again = #expect(throws: PJRTError.self) { try executable.execute([x]) }
    #expect(again?.code == .invalidArgument)
    #expect(again?.operation == "execute")
  }

  @Test func argumentsThatDoNotFit() throws {
    let executable = try Fixture.client.compile(Fixture.add)
    let x = try Fixture.vector([1, 2, 3, 4])
    let few = #expect(throws: PJRTError.self) { try executable.execute([x]) }
    #expect(few?.code == .invalidArgument)
    let short = try Fixture.vector([1, 2])
    let shape = #expect(throws: PJRTError.self) { try executable.execute([x, short]) }
    #expect(shape?.code == .invalidArgument)
  }

  @Test func badPrograms() throws {
    let client = try Fixture.client
    let syntax = #expect(throws: PJRTError.self) { try client.compile("not a program") }
    #expect(syntax?.operation == "compile")
    #expect(syntax?.message.isEmpty == false)
    let operation = #expect(throws: PJRTError.self) {
      try client.compile(Fixture.tanh.replacing("stablehlo.tanh", with: "stablehlo.tanhh"))
    }
    #expect(operation?.message.contains("stablehlo.tanhh") == true)
    let format = #expect(throws: PJRTError.self) {
      try client.compile(Array(Fixture.tanh.utf8), format: "cobol")
    }
    #expect(format?.operation == "compile")
  }

  @Test func serialization() throws {
    let client = try Fixture.client
    let bytes = try client.compile(Fixture.add).serialize()
    let executable = try client.deserialize(bytes)
    #expect(executable.outputDimensions == [[4], []])
    let x = try Fixture.vector([1, 2, 3, 4])
    #expect(try executable.execute([x, x])[0].elements(as: Float.self) == [2, 4, 6, 8])

    let damaged = #expect(throws: PJRTError.self) { try client.deserialize([1, 2, 3]) }
    #expect(damaged?.operation == "load executable")
  }

  @Test func deletedExecutable() throws {
    let executable = try Fixture.client.compile(Fixture.tanh)
    #expect(try !executable.isDeleted)
    try executable.delete()
    #expect(try executable.isDeleted)
  }

  @Test func twoDevices() throws {
    let client = try Fixture.client
    var options = CompileOptions()
    options.replicaCount = 2
    options.deviceAssignment = try client.defaultDeviceAssignment(
      replicaCount: 2, partitionCount: 1)
    #expect(options.deviceAssignment == [[0], [1]])
    let executable = try client.compile(
      """
      func.func public @main(%a: tensor<2xf32>) -> tensor<2xf32> {
        %0 = "stablehlo.all_reduce"(%a) ({
        ^bb0(%x: tensor<f32>, %y: tensor<f32>):
          %s = stablehlo.add %x, %y : tensor<f32>
          stablehlo.return %s : tensor<f32>
        }) {replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<2xf32>) -> tensor<2xf32>
        return %0 : tensor<2xf32>
      }
      """, options: options)
    #expect(executable.addressableDevices == client.addressableDevices)
    let arguments = try client.addressableDevices.enumerated().map { index, device in
      [
        try client.makeBuffer(
          [Float(index + 1), 10] as [Float], type: .f32, dimensions: [2], device: device)
      ]
    }
    let results = try executable.execute(devices: arguments)
    for (result, device) in zip(results, client.addressableDevices) {
      #expect(try result[0].elements(as: Float.self) == [3, 20])
      #expect(try result[0].device == device)
    }

    let count = #expect(throws: PJRTError.self) {
      try executable.execute(devices: [arguments[0]])
    }
    #expect(
      count?.message
        == "the program runs on 2 devices of this process, found arguments for 1")
    let uneven = #expect(throws: PJRTError.self) {
      try executable.execute(devices: [arguments[0], []])
    }
    #expect(uneven?.message == "the devices have different numbers of arguments: [1, 0]")
  }

  @Test func shardedByShardy() throws {
    let client = try Fixture.client
    var options = CompileOptions()
    options.partitionCount = 2
    options.useSPMDPartitioning = true
    options.useShardyPartitioner = true
    options.deviceAssignment = [[0, 1]]
    let executable = try client.compile(
      """
      module {
        sdy.mesh @mesh = <["x"=2]>
        func.func public @main(%a: tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>})
            -> (tensor<4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}]>}) {
          %0 = stablehlo.add %a, %a : tensor<4xf32>
          return %0 : tensor<4xf32>
        }
      }
      """, options: options)
    let shards = try client.addressableDevices.map { device in
      [try client.makeBuffer([1, 2] as [Float], type: .f32, dimensions: [2], device: device)]
    }
    let results = try executable.execute(devices: shards)
    #expect(try results.map { try $0[0].elements(as: Float.self) } == [[2, 4], [2, 4]])
  }

  @Test func portableProgramRunsOnAnyDevice() throws {
    let client = try Fixture.client
    var options = CompileOptions()
    options.isPortable = true
    let executable = try client.compile(Fixture.tanh, options: options)
    for device in client.addressableDevices {
      let x = try client.makeBuffer([0] as [Float], type: .f32, dimensions: [], device: device)
      #expect(try executable.execute([x], device: device)[0].device == device)
    }
  }

  @Test func foreignFunction() throws {
    let client = try Fixture.client
    let handler: @convention(c) (UnsafeMutablePointer<XLA_FFI_CallFrame>?) -> OpaquePointer? = {
      guard let frame = $0?.pointee else { return nil }
      if let node = frame.extension_start, node.pointee.type == XLA_FFI_Extension_Metadata {
        let metadata = UnsafeMutableRawPointer(node)
          .assumingMemoryBound(to: XLA_FFI_Metadata_Extension.self).pointee.metadata
        metadata?.pointee.api_version.major_version = XLA_FFI_API_MAJOR
        metadata?.pointee.api_version.minor_version = XLA_FFI_API_MINOR
        return nil
      }
      func elements(_ buffer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Float>? {
        buffer?.assumingMemoryBound(to: XLA_FFI_Buffer.self).pointee.data?
          .assumingMemoryBound(to: Float.self)
      }
      elements(frame.rets.rets[0])?.pointee = (elements(frame.args.args[0])?.pointee ?? 0) * 3
      return nil
    }
    try client.plugin.registerFFIHandler(
      "pjrt_tests_triple", handler: unsafeBitCast(handler, to: UnsafeMutableRawPointer.self))
    let executable = try client.compile(
      """
      func.func public @main(%a: tensor<f32>) -> tensor<f32> {
        %0 = stablehlo.custom_call @pjrt_tests_triple(%a) {api_version = 4 : i32}
            : (tensor<f32>) -> tensor<f32>
        return %0 : tensor<f32>
      }
      """)
    let x = try client.makeBuffer([2] as [Float], type: .f32, dimensions: [])
    #expect(try executable.execute([x])[0].elements(as: Float.self) == [6])

    let error = #expect(throws: PJRTError.self) {
      try client.compile(
        """
        func.func public @main(%a: tensor<f32>) -> tensor<f32> {
          %0 = stablehlo.custom_call @pjrt_tests_missing(%a) {api_version = 4 : i32}
              : (tensor<f32>) -> tensor<f32>
          return %0 : tensor<f32>
        }
        """)
    }
    #expect(error?.message.contains("pjrt_tests_missing") == true)
  }
}
