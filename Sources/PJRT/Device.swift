// One device of a client: a chip, or one of the CPU's logical devices.

import CPJRT

/// A device that programs run on.
///
/// A device is valid for as long as anything refers to it; it keeps its client's resources alive.
/// Its stored properties are constant, and PJRT devices may be used from any thread; hence Sendable.
public final class Device: @unchecked Sendable {
  /// The device's number, unique among all processes of a run.
  public let id: Int

  /// The process that the device belongs to.
  public let processIndex: Int

  /// The vendor's name of the model, such as `cpu` or `NVIDIA H100`.
  public let kind: String

  /// Whether this process can put data there.
  public let isAddressable: Bool

  /// The number of the device on this machine; nil unless addressable.
  public let localHardwareID: Int?

  /// What the plugin tells about the device, such as its position in a mesh.
  public let attributes: [String: AttributeValue]

  /// The memories that the device reaches; empty unless addressable.
  public let memories: [Memory]

  /// The memory that buffers on the device go to; nil unless addressable.
  public let defaultMemory: Memory?

  /// A short name, such as `TFRT_CPU_0`.
  public let description: String

  package let handle: OpaquePointer
  private let client: ClientHandle

  init(_ handle: OpaquePointer, client: ClientHandle, memories known: [Memory]) throws(PJRTError) {
    let api = client.plugin.api
    let functions = api.functions
    var description = PJRT_Device_GetDescription_Args_make()
    description.device = handle
    try api.check("describe device", functions.pointee.PJRT_Device_GetDescription?(&description))
    var id = PJRT_DeviceDescription_Id_Args_make()
    id.device_description = description.device_description
    try api.check("describe device", functions.pointee.PJRT_DeviceDescription_Id?(&id))
    var process = PJRT_DeviceDescription_ProcessIndex_Args_make()
    process.device_description = description.device_description
    try api.check(
      "describe device", functions.pointee.PJRT_DeviceDescription_ProcessIndex?(&process))
    var kind = PJRT_DeviceDescription_Kind_Args_make()
    kind.device_description = description.device_description
    try api.check("describe device", functions.pointee.PJRT_DeviceDescription_Kind?(&kind))
    var name = PJRT_DeviceDescription_ToString_Args_make()
    name.device_description = description.device_description
    try api.check("describe device", functions.pointee.PJRT_DeviceDescription_ToString?(&name))
    var attributes = PJRT_DeviceDescription_Attributes_Args_make()
    attributes.device_description = description.device_description
    try api.check(
      "describe device", functions.pointee.PJRT_DeviceDescription_Attributes?(&attributes))
    var addressable = PJRT_Device_IsAddressable_Args_make()
    addressable.device = handle
    try api.check("describe device", functions.pointee.PJRT_Device_IsAddressable?(&addressable))

    var localID: Int?
    var memories: [Memory] = []
    var defaultMemory: Memory?
    if addressable.is_addressable {
      var local = PJRT_Device_LocalHardwareId_Args_make()
      local.device = handle
      try api.check("describe device", functions.pointee.PJRT_Device_LocalHardwareId?(&local))
      localID = Int(local.local_hardware_id)
      var reachable = PJRT_Device_AddressableMemories_Args_make()
      reachable.device = handle
      try api.check(
        "list a device's memories", functions.pointee.PJRT_Device_AddressableMemories?(&reachable))
      memories = UnsafeBufferPointer(start: reachable.memories, count: reachable.num_memories)
        .compactMap { pointer in known.first { $0.handle == pointer } }
      var standard = PJRT_Device_DefaultMemory_Args_make()
      standard.device = handle
      try api.check(
        "find a device's default memory", functions.pointee.PJRT_Device_DefaultMemory?(&standard))
      defaultMemory = known.first { $0.handle == standard.memory }
    }

    self.id = Int(id.id)
    self.processIndex = Int(process.process_index)
    self.kind = String(bytes: kind.device_kind, count: kind.device_kind_size)
    self.isAddressable = addressable.is_addressable
    self.localHardwareID = localID
    self.attributes = AttributeValue.dictionary(
      attributes.attributes, count: attributes.num_attributes)
    self.memories = memories
    self.defaultMemory = defaultMemory
    self.description = String(bytes: name.to_string, count: name.to_string_size)
    self.handle = handle
    self.client = client
  }

  /// Reads the device allocator's counters.
  ///
  /// - Throws: `PJRTError` when the backend does not count.
  public func memoryStats() throws(PJRTError) -> DeviceMemoryStats {
    var stats = PJRT_Device_MemoryStats_Args_make()
    stats.device = handle
    let api = client.plugin.api
    try api.check(
      "read device memory statistics", api.functions.pointee.PJRT_Device_MemoryStats?(&stats))
    return DeviceMemoryStats(
      bytesInUse: Int(stats.bytes_in_use),
      peakBytesInUse: stats.peak_bytes_in_use_is_set ? Int(stats.peak_bytes_in_use) : nil,
      bytesLimit: stats.bytes_limit_is_set ? Int(stats.bytes_limit) : nil,
      allocationCount: stats.num_allocs_is_set ? Int(stats.num_allocs) : nil,
      largestAllocation: stats.largest_alloc_size_is_set ? Int(stats.largest_alloc_size) : nil)
  }
}

/// What a device's allocator counts; nil where the backend does not.
public struct DeviceMemoryStats: Sendable, Hashable {
  /// The bytes held by live buffers and programs.
  public let bytesInUse: Int

  /// The most bytes ever in use.
  public let peakBytesInUse: Int?

  /// The most bytes that may be in use.
  public let bytesLimit: Int?

  /// The number of allocations so far.
  public let allocationCount: Int?

  /// The size of the largest allocation so far.
  public let largestAllocation: Int?
}

extension Device: Hashable, CustomStringConvertible {
  /// Returns whether both are the same device of the same client.
  public static func == (first: Device, second: Device) -> Bool { first.handle == second.handle }

  /// Hashes the device's identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(handle) }
}
