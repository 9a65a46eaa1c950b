// Options of one compilation, and their serialized form.
//
// PJRT takes XLA's CompileOptionsProto (xla/pjrt/proto/compile_options.proto). Only the fields below
// are ever written, so a small encoder of the protobuf wire format serves.

/// How to compile a program.
///
/// ```swift
/// var options = CompileOptions()
/// options.partitionCount = 2
/// options.useSPMDPartitioning = true
/// ```
public struct CompileOptions: Sendable, Hashable {
  /// The value of an XLA flag.
  public enum FlagValue: Sendable, Hashable {
    case string(String)
    case bool(Bool)
    case int(Int64)
    case double(Double)
  }

  /// The device to compile for; -1 lets the assignment or the client choose.
  public var deviceOrdinal = -1

  /// The number of copies of the program that run on different data.
  public var replicaCount = 1

  /// The number of devices that share one copy's work.
  public var partitionCount = 1

  /// Whether XLA splits the program by the shardings written in it.
  public var useSPMDPartitioning = false

  /// Whether Shardy does so; needed for shardings of the `sdy` dialect.
  public var useShardyPartitioner = false

  /// The devices to run on: a row of device numbers for each replica, a column for each partition.
  public var deviceAssignment: [[Int]]?

  /// For each parameter, or once for all, whether XLA may choose its sharding.
  public var allowShardingPropagationToParameters: [Bool] = []

  /// For each result, or once for all, whether XLA may choose its sharding.
  public var allowShardingPropagationToOutput: [Bool] = []

  /// Whether the program can run on any device of its kind, named at each execution.
  public var isPortable = false

  /// XLA flags for this compilation, such as `xla_backend_optimization_level`.
  public var flags: [String: FlagValue] = [:]

  /// Creates the options of a program for one device.
  public init() {}

  /// The options as a CompileOptionsProto.
  public func serialized() -> [UInt8] {
    var build = WireEncoder()
    if deviceOrdinal != 0 { build.varint(1, deviceOrdinal) }
    build.varint(4, replicaCount)
    build.varint(5, partitionCount)
    if useSPMDPartitioning { build.varint(6, 1) }
    if let deviceAssignment { build.message(9, Self.encode(deviceAssignment)) }
    if !allowShardingPropagationToOutput.isEmpty {
      build.packed(12, allowShardingPropagationToOutput)
    }
    if !allowShardingPropagationToParameters.isEmpty {
      build.packed(18, allowShardingPropagationToParameters)
    }
    if useShardyPartitioner { build.varint(19, 1) }

    var options = WireEncoder()
    options.message(3, build)
    if isPortable { options.varint(4, 1) }
    // Sorted, so that equal options have equal bytes and can key a cache.
    for (name, value) in flags.sorted(by: { $0.key < $1.key }) {
      var entry = WireEncoder()
      entry.string(1, name)
      entry.message(2, Self.encode(value))
      options.message(7, entry)
    }
    return options.bytes
  }

  /// A DeviceAssignmentProto: a list of devices for each partition.
  private static func encode(_ assignment: [[Int]]) -> WireEncoder {
    let partitionCount = assignment.first?.count ?? 0
    var proto = WireEncoder()
    proto.varint(1, assignment.count)
    proto.varint(2, partitionCount)
    for partition in 0..<partitionCount {
      var computation = WireEncoder()
      computation.packed(1, assignment.map { $0[partition] })
      proto.message(3, computation)
    }
    return proto
  }

  /// An OptionOverrideProto.
  private static func encode(_ value: FlagValue) -> WireEncoder {
    var proto = WireEncoder()
    switch value {
    case .string(let string): proto.string(1, string)
    case .bool(let bool): proto.varint(2, bool ? 1 : 0)
    case .int(let int): proto.varint(3, Int(int))
    case .double(let double): proto.double(4, double)
    }
    return proto
  }
}
