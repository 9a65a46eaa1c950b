// Making buffers from host memory: by copy, by loan, as a view, or uninitialized.

import CPJRT

/// What may happen to host memory that a buffer is made from, and until when.
public enum HostBufferSemantics: UInt32, Sendable, Hashable {
  /// The memory is read during the call only.
  case immutableOnlyDuringCall = 0

  /// The memory must not change until the copy is done.
  case immutableUntilTransferCompletes

  /// The buffer may be the memory itself, which must not change while the buffer lives.
  case immutableZeroCopy

  /// The buffer may be the memory itself, and a program that the buffer is donated to may write it.
  case mutableZeroCopy
}

extension Client {
  /// Copies host memory to a device.
  ///
  /// - Parameters:
  ///   - bytes: The elements; dense and row-major unless `byteStrides` says otherwise.
  ///   - type: The type of the elements.
  ///   - dimensions: The shape.
  ///   - byteStrides: The distance in bytes between neighbours along each dimension.
  ///   - device: The device; the first addressable one by default.
  ///   - memory: One of the device's memories, instead of its default one.
  /// - Throws: `PJRTError` when there are too few bytes or the device is out of memory.
  public func makeBuffer(
    from bytes: UnsafeRawBufferPointer, type: ElementType, dimensions: [Int],
    byteStrides: [Int]? = nil, device: Device? = nil, memory: Memory? = nil
  ) throws(PJRTError) -> Buffer {
    let (buffer, event) = try transfer(
      bytes, type, dimensions, byteStrides, device, memory, .immutableOnlyDuringCall)
    withExtendedLifetime(event) {}
    return buffer
  }

  /// Copies an array's elements to a device.
  ///
  /// ```swift
  /// let x = try client.makeBuffer([1, 2, 3, 4] as [Float], type: .f32, dimensions: [2, 2])
  /// ```
  ///
  /// - Throws: `PJRTError` when there are too few elements or the device is out of memory.
  public func makeBuffer<Element: BitwiseCopyable>(
    _ elements: [Element], type: ElementType, dimensions: [Int], device: Device? = nil
  ) throws(PJRTError) -> Buffer {
    // The closure cannot throw a typed error, so the result leaves it as a value.
    let result: Result<Buffer, PJRTError> = elements.withUnsafeBytes { bytes in
      Result { () throws(PJRTError) in
        try makeBuffer(from: bytes, type: type, dimensions: dimensions, device: device)
      }
    }
    return try result.get()
  }

  /// Makes a buffer from memory on loan, without a copy where the backend can.
  ///
  /// The CPU backend uses memory in place if it starts at a multiple of 64 bytes.
  ///
  /// - Parameters:
  ///   - bytes: The elements; they must stay valid until `release` is called.
  ///   - semantics: What may happen to them meanwhile.
  ///   - release: Called once the backend no longer needs the memory, on any thread. It is not called
  ///     when this method throws.
  /// - Throws: `PJRTError` when there are too few bytes or the device is out of memory.
  public func makeBuffer(
    borrowing bytes: UnsafeRawBufferPointer, type: ElementType, dimensions: [Int],
    byteStrides: [Int]? = nil, device: Device? = nil, memory: Memory? = nil,
    semantics: HostBufferSemantics, release: @escaping @Sendable () -> Void
  ) throws(PJRTError) -> Buffer {
    let (buffer, event) = try transfer(
      bytes, type, dimensions, byteStrides, device, memory, semantics)
    guard let event else {
      release()
      return buffer
    }
    try event.onReady { _ in release() }
    return buffer
  }

  /// Makes a buffer that is existing device memory.
  ///
  /// - Parameters:
  ///   - pointer: The memory: dense, row-major, on CPU at a multiple of 64 bytes.
  ///   - release: Called when the buffer is freed or donated, on any thread. It is not called when
  ///     this method throws.
  /// - Throws: `PJRTError` when the memory is not aligned.
  public func makeView(
    of pointer: UnsafeMutableRawPointer, type: ElementType, dimensions: [Int],
    device: Device? = nil, release: @escaping @Sendable () -> Void
  ) throws(PJRTError) -> Buffer {
    let device = try self.device(device, for: "make view")
    let box = Unmanaged.passRetained(ReleaseBox(release))
    var arguments = PJRT_Client_CreateViewOfDeviceBuffer_Args_make()
    arguments.client = handle.pointer
    arguments.device_buffer_ptr = pointer
    arguments.element_type = PJRT_Buffer_Type(type.rawValue)
    arguments.device = device.handle
    arguments.memory = device.defaultMemory?.handle
    arguments.on_delete_callback_arg = box.toOpaque()
    arguments.on_delete_callback = { _, argument in
      guard let argument else { return }
      Unmanaged<ReleaseBox>.fromOpaque(argument).takeRetainedValue().release()
    }
    let status = dimensions.map(Int64.init).withUnsafeBufferPointer { dimensions in
      arguments.dims = dimensions.baseAddress
      arguments.num_dims = dimensions.count
      return api.functions.pointee.PJRT_Client_CreateViewOfDeviceBuffer?(&arguments)
    }
    do {
      try api.check("make view", status)
    } catch {
      box.release()
      throw error
    }
    return try adopt(arguments.buffer, operation: "make view")
  }

  /// Makes a buffer whose elements have no defined value.
  ///
  /// - Throws: `PJRTError` when the device is out of memory.
  public func makeUninitializedBuffer(
    type: ElementType, dimensions: [Int], device: Device? = nil
  ) throws(PJRTError) -> Buffer {
    let device = try self.device(device, for: "make buffer")
    var arguments = PJRT_Client_CreateUninitializedBuffer_Args_make()
    arguments.client = handle.pointer
    arguments.shape_element_type = PJRT_Buffer_Type(type.rawValue)
    arguments.device = device.handle
    arguments.memory = device.defaultMemory?.handle
    let status = dimensions.map(Int64.init).withUnsafeBufferPointer { dimensions in
      arguments.shape_dims = dimensions.baseAddress
      arguments.shape_num_dims = dimensions.count
      return api.functions.pointee.PJRT_Client_CreateUninitializedBuffer?(&arguments)
    }
    try api.check("make buffer", status)
    return try adopt(arguments.buffer, operation: "make buffer")
  }

  /// Copies dense, row-major host memory to a device, without any array or object.
  ///
  /// - Parameter device: A device's handle.
  /// - Returns: A buffer's handle, which the caller owns.
  package func makeBufferHandle(
    data: UnsafeRawPointer?, type: ElementType, dimensions: UnsafePointer<Int64>?, rank: Int,
    device: OpaquePointer
  ) throws(PJRTError) -> OpaquePointer {
    var arguments = PJRT_Client_BufferFromHostBuffer_Args_make()
    arguments.client = handle.pointer
    arguments.data = data
    arguments.type = PJRT_Buffer_Type(type.rawValue)
    arguments.dims = dimensions
    arguments.num_dims = rank
    arguments.device = device
    try api.check(
      "copy to device", api.functions.pointee.PJRT_Client_BufferFromHostBuffer?(&arguments))
    if let event = arguments.done_with_host_buffer { api.destroyEvent(event) }
    guard let buffer = arguments.buffer else { throw missingBuffer("copy to device") }
    return buffer
  }

  private func transfer(
    _ bytes: UnsafeRawBufferPointer, _ type: ElementType, _ dimensions: [Int],
    _ byteStrides: [Int]?, _ device: Device?, _ memory: Memory?, _ semantics: HostBufferSemantics
  ) throws(PJRTError) -> (Buffer, Event?) {
    try checkExtent(bytes.count, type, dimensions, byteStrides)
    let device = try self.device(device, for: "copy to device")
    var arguments = PJRT_Client_BufferFromHostBuffer_Args_make()
    arguments.client = handle.pointer
    arguments.data = bytes.baseAddress
    arguments.type = PJRT_Buffer_Type(type.rawValue)
    arguments.host_buffer_semantics = PJRT_HostBufferSemantics(semantics.rawValue)
    arguments.device = device.handle
    arguments.memory = memory?.handle
    let status = dimensions.map(Int64.init).withUnsafeBufferPointer { dimensions in
      (byteStrides ?? []).map(Int64.init).withUnsafeBufferPointer { strides in
        arguments.dims = dimensions.baseAddress
        arguments.num_dims = dimensions.count
        if byteStrides != nil {
          arguments.byte_strides = strides.baseAddress
          arguments.num_byte_strides = strides.count
        }
        return api.functions.pointee.PJRT_Client_BufferFromHostBuffer?(&arguments)
      }
    }
    try api.check("copy to device", status)
    let event = arguments.done_with_host_buffer.map { Event($0, api: api) }
    return (try adopt(arguments.buffer, operation: "copy to device"), event)
  }

  /// Rejects a shape that reaches outside the bytes: the plugin would read whatever lies there.
  private func checkExtent(
    _ byteCount: Int, _ type: ElementType, _ dimensions: [Int], _ byteStrides: [Int]?
  ) throws(PJRTError) {
    guard dimensions.allSatisfy({ $0 >= 0 }) else {
      throw PJRTError(
        .invalidArgument, "dimensions \(dimensions) are not all positive or zero",
        operation: "copy to device")
    }
    if let byteStrides, byteStrides.count != dimensions.count {
      throw PJRTError(
        .invalidArgument,
        "there are \(byteStrides.count) strides for \(dimensions.count) dimensions",
        operation: "copy to device")
    }
    var needed = type.byteWidth
    if dimensions.contains(0) {
      needed = 0
    } else if let byteStrides {
      for (dimension, stride) in zip(dimensions, byteStrides) {
        guard stride >= 0 else {
          throw PJRTError(
            .invalidArgument, "stride \(stride) is negative", operation: "copy to device")
        }
        needed += (dimension - 1) * stride
      }
    } else {
      needed = dimensions.reduce(needed, *)
    }
    guard byteCount >= needed else {
      throw PJRTError(
        .invalidArgument,
        "\(type) with dimensions \(dimensions) takes \(needed) bytes, found \(byteCount)",
        operation: "copy to device")
    }
  }

  private func device(_ chosen: Device?, for operation: String) throws(PJRTError) -> Device {
    guard let device = chosen ?? addressableDevices.first else {
      throw PJRTError(
        .failedPrecondition, "the client has no addressable device", operation: operation)
    }
    return device
  }

  func adopt(_ buffer: OpaquePointer?, operation: String) throws(PJRTError) -> Buffer {
    guard let buffer else { throw missingBuffer(operation) }
    return Buffer(handle: buffer, client: self)
  }

  private func missingBuffer(_ operation: String) -> PJRTError {
    PJRTError(.internal, "the plugin returned no buffer", operation: operation)
  }
}

/// Carries a closure through a C callback.
private final class ReleaseBox: Sendable {
  let release: @Sendable () -> Void

  init(_ release: @escaping @Sendable () -> Void) { self.release = release }
}
