// Buffers: from and to host memory, views, metadata, copies, deletion.

import PJRT
import Synchronization
import Testing

@Suite struct BufferTests {
  @Test func metadata() throws {
    let client = try Fixture.client
    let buffer = try client.makeBuffer(
      [1, 2, 3, 4, 5, 6] as [Int16], type: .s16, dimensions: [2, 3])
    #expect(try buffer.elementType == .s16)
    #expect(try buffer.dimensions == [2, 3])
    #expect(try buffer.onDeviceSize == 12)
    #expect(try buffer.device == client.addressableDevices[0])
    #expect(try client.addressableDevices[0].memories.contains(buffer.memory))
    #expect(try !buffer.isDeleted)
  }

  @Test(arguments: ElementType.allCases.filter { $0 != .token })
  func everyElementTypeComesBack(type: ElementType) throws {
    let bytes = [UInt8](repeating: 1, count: 3 * type.byteWidth)
    let buffer = try bytes.withUnsafeBytes {
      try Fixture.client.makeBuffer(from: $0, type: type, dimensions: [3])
    }
    #expect(try buffer.elementType == type)
    #expect(try buffer.bytes() == bytes)
  }

  @Test func scalarsAndEmptyArrays() throws {
    let client = try Fixture.client
    let scalar = try client.makeBuffer([42.5] as [Double], type: .f64, dimensions: [])
    #expect(try scalar.dimensions == [])
    #expect(try scalar.elements(as: Double.self) == [42.5])
    let empty = try client.makeBuffer([] as [Float], type: .f32, dimensions: [3, 0])
    #expect(try empty.dimensions == [3, 0])
    #expect(try empty.bytes() == [])
  }

  @Test func stridesTranspose() throws {
    let columns: [Int32] = [1, 4, 2, 5, 3, 6]
    let buffer = try columns.withUnsafeBytes {
      try Fixture.client.makeBuffer(from: $0, type: .s32, dimensions: [2, 3], byteStrides: [4, 8])
    }
    #expect(try buffer.elements(as: Int32.self) == [1, 2, 3, 4, 5, 6])
  }

  @Test func rowMajorWhateverTheLayoutOnTheDevice() throws {
    let program = """
      func.func public @main(%a: tensor<2x3xi32>)
          -> (tensor<3x2xi32> {mhlo.layout_mode = "{0,1}"}) {
        %0 = stablehlo.transpose %a, dims = [1, 0] : (tensor<2x3xi32>) -> tensor<3x2xi32>
        return %0 : tensor<3x2xi32>
      }
      """
    let client = try Fixture.client
    let executable = try client.compile(program)
    let input = try client.makeBuffer(
      [1, 2, 3, 4, 5, 6] as [Int32], type: .s32, dimensions: [2, 3])
    let output = try executable.execute([input])[0]
    #expect(try output.elements(as: Int32.self) == [1, 4, 2, 5, 3, 6])
  }

  @Test func badExtents() throws {
    func message(_ count: Int, _ dimensions: [Int], _ strides: [Int]?) throws -> String? {
      let client = try Fixture.client
      let error = #expect(throws: PJRTError.self) {
        try [UInt8](repeating: 0, count: count).withUnsafeBytes {
          _ = try client.makeBuffer(
            from: $0, type: .f32, dimensions: dimensions, byteStrides: strides)
        }
      }
      return error?.message
    }
    #expect(
      try message(15, [2, 2], nil) == "f32 with dimensions [2, 2] takes 16 bytes, found 15")
    #expect(
      try message(16, [2, 2], [12, 4]) == "f32 with dimensions [2, 2] takes 20 bytes, found 16")
    #expect(try message(16, [2, -2], nil) == "dimensions [2, -2] are not all positive or zero")
    #expect(try message(16, [2, 2], [4]) == "there are 1 strides for 2 dimensions")
    #expect(try message(16, [4], [-4]) == "stride -4 is negative")
  }

  @Test func roomIsChecked() throws {
    let buffer = try Fixture.vector([1, 2, 3, 4])
    var room = [UInt8](repeating: 0, count: 15)
    let error = #expect(throws: PJRTError.self) {
      try room.withUnsafeMutableBytes { try buffer.copyToHost(into: $0) }
    }
    #expect(error?.code == .invalidArgument)
    let sizes = #expect(throws: PJRTError.self) { try buffer.elements(as: Double.self) }
    #expect(sizes?.message == "f32 takes 4 bytes, Double takes 8")
  }

  @Test(arguments: [
    HostBufferSemantics.immutableOnlyDuringCall, .immutableUntilTransferCompletes,
    .immutableZeroCopy, .mutableZeroCopy,
  ])
  func borrowedMemoryIsReleased(semantics: HostBufferSemantics) async throws {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 64)
    defer { memory.deallocate() }
    memory.storeBytes(of: 2.5, as: Float.self)
    let flag = Flag()
    do {
      let buffer = try Fixture.client.makeBuffer(
        borrowing: UnsafeRawBufferPointer(memory), type: .f32, dimensions: [16],
        semantics: semantics, release: { flag.set() })
      #expect(try buffer.elements(as: Float.self)[0] == 2.5)
      if semantics == .immutableZeroCopy || semantics == .mutableZeroCopy {
        #expect(!flag.isSet)
        #expect(try buffer.unsafePointer() == UnsafeRawPointer(memory.baseAddress))
      }
    }
    // Without the buffer, the memory is free in any case, as soon as the plugin's threads say so.
    for _ in 0..<1000 where !flag.isSet { try await Task.sleep(for: .milliseconds(5)) }
    #expect(flag.isSet)
  }

  @Test func viewIsTheMemoryItself() throws {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 64)
    defer { memory.deallocate() }
    let start = try #require(memory.baseAddress)
    memory.storeBytes(of: 1.5, as: Float.self)
    let flag = Flag()
    do {
      let view = try Fixture.client.makeView(
        of: start, type: .f32, dimensions: [16], release: { flag.set() })
      #expect(try view.unsafePointer() == UnsafeRawPointer(start))
      memory.storeBytes(of: 2.5, as: Float.self)
      #expect(try view.elements(as: Float.self)[0] == 2.5)
      #expect(!flag.isSet)
    }
    #expect(flag.isSet)

    let unaligned = #expect(throws: PJRTError.self) {
      try Fixture.client.makeView(of: start + 4, type: .f32, dimensions: [4], release: {})
    }
    #expect(unaligned?.code == .invalidArgument)
  }

  @Test func uninitialized() throws {
    let buffer = try Fixture.client.makeUninitializedBuffer(type: .f32, dimensions: [2, 5])
    #expect(try buffer.dimensions == [2, 5])
    #expect(try buffer.bytes().count == 40)
  }

  @Test func copiesBetweenDevices() throws {
    let client = try Fixture.client
    let buffer = try Fixture.vector([1, 2, 3])
    let other = client.addressableDevices[1]
    let copy = try buffer.copy(to: other)
    #expect(try copy.device == other)
    #expect(try copy.elements(as: Float.self) == [1, 2, 3])
    let memory = try #require(other.defaultMemory)
    #expect(try buffer.copy(to: memory).device == other)
    let direct = try client.makeBuffer([4] as [Float], type: .f32, dimensions: [1], device: other)
    #expect(try direct.device == other)
  }

  @Test func useAfterDelete() throws {
    let buffer = try Fixture.vector([1, 2, 3, 4])
    try buffer.delete()
    try buffer.delete()
    #expect(try buffer.isDeleted)
    let text = "FAILED_PRECONDITION: the buffer has been deleted or donated"
    #expect(
      #expect(throws: PJRTError.self) { try buffer.bytes() }?.description == "copy to host: \(text)"
    )
    #expect(
      #expect(throws: PJRTError.self) { try buffer.readyEvent() }?.description
        == "await buffer: \(text)")
    #expect(
      #expect(throws: PJRTError.self) { try buffer.unsafePointer() }?.description
        == "find address: \(text)")
    let device = try Fixture.client.addressableDevices[1]
    #expect(
      #expect(throws: PJRTError.self) { try buffer.copy(to: device) }?.description
        == "copy to device: \(text)")
    let executable = try Fixture.client.compile(Fixture.add)
    let error = #expect(throws: PJRTError.self) { try executable.execute([buffer, buffer]) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("deleted or donated") == true)
  }

  @Test func asynchronousReads() async throws {
    let buffer = try Fixture.vector([1, 2, 3, 4])
    try await buffer.readyEvent().value()
    #expect(try await buffer.bytes().count == 16)
    let room = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4)
    defer { room.deallocate() }
    let event = try buffer.startCopyToHost(into: UnsafeMutableRawBufferPointer(room))
    try await event.value()
    #expect(try event.isReady)
    try event.wait()
    #expect(Array(room) == [1, 2, 3, 4])
  }
}

/// A truth value that becomes true once, on any thread.
final class Flag: Sendable {
  private let value = Atomic(false)

  var isSet: Bool { value.load(ordering: .acquiring) }

  func set() { value.store(true, ordering: .releasing) }
}
