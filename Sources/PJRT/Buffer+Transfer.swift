// Copying a buffer's elements to the host and to other devices.
//
// Elements arrive dense and row-major whatever the layout on the device: the layout is asked for
// whenever there is more than one to choose from.

import CPJRT

extension Buffer {
  /// Copies the elements to host memory, and waits until they are there.
  ///
  /// - Parameter destination: Room for all elements, dense and row-major.
  /// - Throws: `PJRTError` when there is too little room, when the buffer was deleted or donated, or
  ///   when the program that computes it failed.
  public func copyToHost(into destination: UnsafeMutableRawBufferPointer) throws(PJRTError) {
    let api = client.api
    guard let event = try startTransfer(into: destination) else { return }
    defer { api.destroyEvent(event) }
    try api.awaitEvent(event)
  }

  /// Starts to copy the elements to host memory.
  ///
  /// - Parameter destination: Room for all elements; it must stay valid until the event is ready.
  /// - Throws: `PJRTError` when there is too little room or the buffer was deleted or donated.
  public func startCopyToHost(
    into destination: UnsafeMutableRawBufferPointer
  ) throws(PJRTError) -> Event {
    try Event(
      adopting: try startTransfer(into: destination), api: client.api, operation: "copy to host")
  }

  /// The elements as bytes, dense and row-major.
  ///
  /// - Throws: `PJRTError` as `copyToHost` does.
  public func bytes() throws(PJRTError) -> [UInt8] {
    let count = try hostSize()
    var failure: PJRTError?
    let result = [UInt8](unsafeUninitializedCapacity: count) { bytes, initializedCount in
      do throws(PJRTError) {
        try copyToHost(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(bytes)[..<count]))
        initializedCount = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// The elements as bytes, read without blocking a thread.
  ///
  /// - Throws: `PJRTError` as `copyToHost` does.
  public func bytes() async throws(PJRTError) -> [UInt8] {
    try await readyEvent().value()
    let readNow: () throws(PJRTError) -> [UInt8] = bytes
    return try readNow()
  }

  /// The elements as Swift values of the same size.
  ///
  /// ```swift
  /// let values = try buffer.elements(as: Float.self)
  /// ```
  ///
  /// - Throws: `PJRTError` when the sizes differ, and as `copyToHost` does.
  public func elements<Element: BitwiseCopyable>(
    as type: Element.Type
  ) throws(PJRTError) -> [Element] {
    let elementType = try elementType
    guard elementType.byteWidth == MemoryLayout<Element>.stride else {
      throw PJRTError(
        .invalidArgument,
        "\(elementType) takes \(elementType.byteWidth) bytes, \(type) takes "
          + "\(MemoryLayout<Element>.stride)",
        operation: "copy to host")
    }
    let count = try hostSize() / MemoryLayout<Element>.stride
    var failure: PJRTError?
    let result = [Element](unsafeUninitializedCapacity: count) { elements, initializedCount in
      do throws(PJRTError) {
        try copyToHost(into: UnsafeMutableRawBufferPointer(elements))
        initializedCount = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return result
  }

  /// Copies the buffer to another device of its client.
  ///
  /// - Throws: `PJRTError` when the buffer was deleted or the device is out of memory.
  public func copy(to device: Device) throws(PJRTError) -> Buffer {
    try checkNotDeleted("copy to device")
    var arguments = PJRT_Buffer_CopyToDevice_Args_make()
    arguments.buffer = handle
    arguments.dst_device = device.handle
    let api = client.api
    try api.check("copy to device", api.functions.pointee.PJRT_Buffer_CopyToDevice?(&arguments))
    return try client.adopt(arguments.dst_buffer, operation: "copy to device")
  }

  /// Copies the buffer to another memory of its client.
  ///
  /// - Throws: `PJRTError` when the buffer was deleted or the memory is full.
  public func copy(to memory: Memory) throws(PJRTError) -> Buffer {
    try checkNotDeleted("copy to memory")
    var arguments = PJRT_Buffer_CopyToMemory_Args_make()
    arguments.buffer = handle
    arguments.dst_memory = memory.handle
    let api = client.api
    try api.check("copy to memory", api.functions.pointee.PJRT_Buffer_CopyToMemory?(&arguments))
    return try client.adopt(arguments.dst_buffer, operation: "copy to memory")
  }

  /// The bytes that the elements take on the host.
  private func hostSize() throws(PJRTError) -> Int {
    var arguments = PJRT_Buffer_ToHostBuffer_Args_make()
    arguments.src = handle
    try toHost(&arguments)
    return arguments.dst_size
  }

  private func startTransfer(
    into destination: UnsafeMutableRawBufferPointer
  ) throws(PJRTError) -> OpaquePointer? {
    var arguments = PJRT_Buffer_ToHostBuffer_Args_make()
    arguments.src = handle
    // A null destination would ask for the size; an empty one may have no address.
    arguments.dst = destination.baseAddress ?? UnsafeMutableRawPointer(bitPattern: 64)
    arguments.dst_size = destination.count
    try toHost(&arguments)
    return arguments.event
  }

  private func toHost(_ arguments: inout PJRT_Buffer_ToHostBuffer_Args) throws(PJRTError) {
    try checkNotDeleted("copy to host")
    let api = client.api
    var shape = PJRT_Buffer_Dimensions_Args_make()
    shape.buffer = handle
    try api.check("copy to host", api.functions.pointee.PJRT_Buffer_Dimensions?(&shape))
    let rank = shape.num_dims
    guard rank > 1 else {
      try api.check("copy to host", api.functions.pointee.PJRT_Buffer_ToHostBuffer?(&arguments))
      return
    }
    let status = withUnsafeTemporaryAllocation(of: Int64.self, capacity: rank) { minorToMajor in
      for position in 0..<rank {
        minorToMajor.initializeElement(at: position, to: Int64(rank - 1 - position))
      }
      var layout = PJRT_Buffer_MemoryLayout_make()
      layout.type = PJRT_Buffer_MemoryLayout_Type_Tiled
      layout.tiled = PJRT_Buffer_MemoryLayout_Tiled_make()
      layout.tiled.minor_to_major = UnsafePointer(minorToMajor.baseAddress)
      layout.tiled.minor_to_major_size = rank
      return withUnsafeMutablePointer(to: &layout) { layout in
        arguments.host_layout = layout
        return api.functions.pointee.PJRT_Buffer_ToHostBuffer?(&arguments)
      }
    }
    try api.check("copy to host", status)
  }
}
