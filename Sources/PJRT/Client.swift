// A client: one backend at work in this process, with its devices, memories and compiler.

import CPJRT

/// The devices of one backend, and the way to compile and place data for them.
///
/// Buffers and executables keep their client alive. When the last one goes, the client waits for its
/// threads, so do not let go of it for good inside an `Event.onReady` callback, which runs on one of
/// them.
public final class Client: Sendable {
  /// The plugin that made the client.
  public var plugin: Plugin { handle.plugin }

  /// The backend's name: `cpu`, `cuda`, `tpu`.
  public let platformName: String

  /// The backend's version, for people to read.
  public let platformVersion: String

  /// The number of this process in a run of several.
  public let processIndex: Int

  /// All devices of the run, those of other processes included.
  public let devices: [Device]

  /// The devices that this process can use.
  public let addressableDevices: [Device]

  /// The memories that this process can use.
  public let memories: [Memory]

  let handle: ClientHandle
  let api: FunctionTable

  init(_ handle: ClientHandle) throws(PJRTError) {
    let api = handle.plugin.api
    let functions = api.functions
    let client = handle.pointer
    var name = PJRT_Client_PlatformName_Args_make()
    name.client = client
    try api.check("create client", functions.pointee.PJRT_Client_PlatformName?(&name))
    var version = PJRT_Client_PlatformVersion_Args_make()
    version.client = client
    try api.check("create client", functions.pointee.PJRT_Client_PlatformVersion?(&version))
    var process = PJRT_Client_ProcessIndex_Args_make()
    process.client = client
    try api.check("create client", functions.pointee.PJRT_Client_ProcessIndex?(&process))
    var reachable = PJRT_Client_AddressableMemories_Args_make()
    reachable.client = client
    try api.check("list memories", functions.pointee.PJRT_Client_AddressableMemories?(&reachable))
    var all = PJRT_Client_Devices_Args_make()
    all.client = client
    try api.check("list devices", functions.pointee.PJRT_Client_Devices?(&all))

    var memories: [Memory] = []
    for case let memory? in UnsafeBufferPointer(
      start: reachable.addressable_memories, count: reachable.num_addressable_memories)
    {
      memories.append(try Memory(memory, client: handle))
    }
    var devices: [Device] = []
    for case let device? in UnsafeBufferPointer(start: all.devices, count: all.num_devices) {
      devices.append(try Device(device, client: handle, memories: memories))
    }
    self.handle = handle
    self.api = api
    self.platformName = String(bytes: name.platform_name, count: name.platform_name_size)
    self.platformVersion = String(
      bytes: version.platform_version, count: version.platform_version_size)
    self.processIndex = Int(process.process_index)
    self.memories = memories
    self.devices = devices
    self.addressableDevices = devices.filter(\.isAddressable)
  }

  /// The devices that XLA would give a program's replicas and partitions.
  ///
  /// - Returns: Device numbers, a row for each replica, a column for each partition.
  public func defaultDeviceAssignment(
    replicaCount: Int, partitionCount: Int
  ) throws(PJRTError) -> [[Int]] {
    var ids = [Int32](repeating: 0, count: replicaCount * partitionCount)
    var arguments = PJRT_Client_DefaultDeviceAssignment_Args_make()
    arguments.client = handle.pointer
    arguments.num_replicas = Int32(replicaCount)
    arguments.num_partitions = Int32(partitionCount)
    arguments.default_assignment_size = ids.count
    let status = ids.withUnsafeMutableBufferPointer { ids in
      arguments.default_assignment = ids.baseAddress
      return api.functions.pointee.PJRT_Client_DefaultDeviceAssignment?(&arguments)
    }
    try api.check("assign devices", status)
    return (0..<replicaCount).map { replica in
      (0..<partitionCount).map { Int(ids[replica * partitionCount + $0]) }
    }
  }

  func device(_ pointer: OpaquePointer?) -> Device? { devices.first { $0.handle == pointer } }
}
