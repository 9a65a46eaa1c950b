// A buffer: an array in a device's memory.

import CPJRT

/// An array in a device's memory, freed when the last reference goes.
///
/// A buffer's elements never change. It may exist before they are computed: reading waits.
/// A program that a buffer is donated to takes the memory over, and the buffer is then deleted.
///
/// Both stored properties are constant, a PJRT buffer synchronises itself, and only `deinit` destroys
/// it; hence Sendable.
public final class Buffer: @unchecked Sendable {
  /// The client that the buffer belongs to.
  public let client: Client

  package let handle: OpaquePointer

  /// Takes ownership of a plugin's buffer.
  package init(handle: OpaquePointer, client: Client) {
    self.handle = handle
    self.client = client
  }

  deinit {
    var arguments = PJRT_Buffer_Destroy_Args_make()
    arguments.buffer = handle
    let api = client.api
    api.discard(api.functions.pointee.PJRT_Buffer_Destroy?(&arguments))
  }

  /// The type of the elements.
  public var elementType: ElementType {
    get throws(PJRTError) {
      var arguments = PJRT_Buffer_ElementType_Args_make()
      arguments.buffer = handle
      let api = client.api
      try api.check(
        "read element type", api.functions.pointee.PJRT_Buffer_ElementType?(&arguments))
      return try ElementType(arguments.type, operation: "read element type")
    }
  }

  /// The shape.
  public var dimensions: [Int] {
    get throws(PJRTError) {
      var arguments = PJRT_Buffer_Dimensions_Args_make()
      arguments.buffer = handle
      let api = client.api
      try api.check("read dimensions", api.functions.pointee.PJRT_Buffer_Dimensions?(&arguments))
      return UnsafeBufferPointer(start: arguments.dims, count: arguments.num_dims).map { Int($0) }
    }
  }

  /// The device that holds the buffer.
  public var device: Device {
    get throws(PJRTError) {
      var arguments = PJRT_Buffer_Device_Args_make()
      arguments.buffer = handle
      let api = client.api
      try api.check("find device", api.functions.pointee.PJRT_Buffer_Device?(&arguments))
      guard let device = client.device(arguments.device) else {
        throw PJRTError(
          .internal, "the buffer is on no device of its client", operation: "find device")
      }
      return device
    }
  }

  /// The memory that holds the buffer.
  public var memory: Memory {
    get throws(PJRTError) {
      var arguments = PJRT_Buffer_Memory_Args_make()
      arguments.buffer = handle
      let api = client.api
      try api.check("find memory", api.functions.pointee.PJRT_Buffer_Memory?(&arguments))
      guard let memory = client.memories.first(where: { $0.handle == arguments.memory }) else {
        throw PJRTError(
          .internal, "the buffer is in no memory of its client", operation: "find memory")
      }
      return memory
    }
  }

  /// The bytes that the buffer takes on its device.
  public var onDeviceSize: Int {
    get throws(PJRTError) {
      var arguments = PJRT_Buffer_OnDeviceSizeInBytes_Args_make()
      arguments.buffer = handle
      let api = client.api
      try api.check(
        "read buffer size", api.functions.pointee.PJRT_Buffer_OnDeviceSizeInBytes?(&arguments))
      return arguments.on_device_size_in_bytes
    }
  }

  /// Whether the memory was given up, by `delete` or by donation.
  public var isDeleted: Bool {
    get throws(PJRTError) {
      var arguments = PJRT_Buffer_IsDeleted_Args_make()
      arguments.buffer = handle
      let api = client.api
      try api.check("read buffer state", api.functions.pointee.PJRT_Buffer_IsDeleted?(&arguments))
      return arguments.is_deleted
    }
  }

  /// Gives the memory up before the last reference goes; any later use throws.
  public func delete() throws(PJRTError) {
    var arguments = PJRT_Buffer_Delete_Args_make()
    arguments.buffer = handle
    let api = client.api
    try api.check("delete buffer", api.functions.pointee.PJRT_Buffer_Delete?(&arguments))
  }

  /// An event that is ready when the elements are.
  public func readyEvent() throws(PJRTError) -> Event {
    try checkNotDeleted("await buffer")
    var arguments = PJRT_Buffer_ReadyEvent_Args_make()
    arguments.buffer = handle
    let api = client.api
    try api.check("await buffer", api.functions.pointee.PJRT_Buffer_ReadyEvent?(&arguments))
    return try Event(adopting: arguments.event, api: api, operation: "await buffer")
  }

  /// The address in device memory, valid while the buffer is alive and not donated.
  ///
  /// The elements may not be computed yet: await `readyEvent` first.
  public func unsafePointer() throws(PJRTError) -> UnsafeRawPointer? {
    try checkNotDeleted("find address")
    var arguments = PJRT_Buffer_UnsafePointer_Args_make()
    arguments.buffer = handle
    let api = client.api
    try api.check("find address", api.functions.pointee.PJRT_Buffer_UnsafePointer?(&arguments))
    return UnsafeRawPointer(bitPattern: arguments.buffer_pointer)
  }

  func checkNotDeleted(_ operation: StaticString) throws(PJRTError) {
    if try isDeleted {
      throw PJRTError(
        .failedPrecondition, "the buffer has been deleted or donated",
        operation: operation.description)
    }
  }
}

extension ElementType {
  init(_ type: PJRT_Buffer_Type, operation: String) throws(PJRTError) {
    guard let known = ElementType(rawValue: type.rawValue) else {
      throw PJRTError(
        .unimplemented, "element type \(type.rawValue) is unknown", operation: operation)
    }
    self = known
  }
}

extension Event {
  convenience init(
    adopting event: OpaquePointer?, api: FunctionTable, operation: String
  ) throws(PJRTError) {
    guard let event else {
      throw PJRTError(.internal, "the plugin returned no event", operation: operation)
    }
    self.init(event, api: api)
  }
}
