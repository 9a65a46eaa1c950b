// The serialized compile options against bytes written by XLA's own protobuf classes (jaxlib 0.10,
// without its debug options), and against the compiler.

import PJRT
import Testing

@Suite struct CompileOptionsTests {
  @Test func oneDevice() {
    #expect(
      CompileOptions().serialized()
        == [0x1a, 15, 0x08, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 0x20, 1, 0x28, 1])
  }

  @Test func everyField() {
    var options = CompileOptions()
    options.deviceOrdinal = 0
    options.partitionCount = 2
    options.useSPMDPartitioning = true
    options.useShardyPartitioner = true
    options.deviceAssignment = [[0, 1]]
    options.allowShardingPropagationToOutput = [true, false]
    options.allowShardingPropagationToParameters = [false]
    options.isPortable = true
    options.flags = [
      "xla_backend_optimization_level": .int(0), "xla_bar": .string("x"), "xla_d": .double(1.5),
      "xla_foo": .bool(true),
    ]
    let expected =
      "1a21" + "2001" + "2802" + "3001"
      + "4a0e080110021a030a01001a030a0101"  // device assignment
      + "62020100" + "92010100" + "980101" + "2001"
      + "3a240a1e786c615f6261636b656e645f6f7074696d697a6174696f6e5f6c6576656c12021800"
      + "3a0e0a07786c615f62617212030a0178" + "3a120a05786c615f64120921000000000000f83f"
      + "3a0d0a07786c615f666f6f12021001"
    #expect(hexadecimal(options.serialized()) == expected)
  }

  @Test func assignmentIsStoredByPartition() {
    var options = CompileOptions()
    options.deviceOrdinal = 0
    options.replicaCount = 2
    options.partitionCount = 2
    options.deviceAssignment = [[0, 1], [2, 300]]
    #expect(
      hexadecimal(options.serialized())
        == "1a17" + "2002" + "2802" + "4a11080210021a040a0200021a050a0301ac02")
  }

  @Test func flagsReachTheCompiler() throws {
    var options = CompileOptions()
    options.flags = ["xla_backend_optimization_level": .int(0)]
    #expect(try Fixture.client.compile(Fixture.tanh, options: options).outputCount == 1)

    options.flags = ["xla_no_such_flag": .bool(true)]
    let error = #expect(throws: PJRTError.self) {
      try Fixture.client.compile(Fixture.tanh, options: options)
    }
    #expect(error?.code == .invalidArgument)
    #expect(error?.message.contains("xla_no_such_flag") == true)
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
