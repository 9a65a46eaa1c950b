// The elements of a known tensor as bytes: for what looks at very many of them at once, or at few of very many.

import PJRT
import Synchronization

extension Tensor {
  /// What a closure makes of the elements as bytes in row-major order, once they are computed.
  ///
  /// On the CPU they are looked at where they are, elsewhere in a copy.
  ///
  /// - Parameter isGuarded: whether the settings may forbid the transfer.
  /// - Throws: ``JAXError`` for a traced value, or where the computation failed.
  package func withElementBytes<Result>(
    for operation: String, isGuarded: Bool = false,
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let array = try elementArray(for: operation, isGuarded: isGuarded)
    let memory: UnsafeRawBufferPointer?
    do { memory = try array.hostMemory() } catch { throw JAXError(error, .execution, operation) }
    guard let memory else {
      return try elementBytes(for: operation, isGuarded: isGuarded).withUnsafeBytes(body)
    }
    // An array that something refers to is not donated, so its memory stays what it is.
    return try withExtendedLifetime(array) { try body(memory) }
  }

  /// The array of a known tensor.
  private func elementArray(for operation: String, isGuarded: Bool) throws -> DeviceArray {
    if content is Placeholder, let error = pendingError { throw error }
    if let tracer = content as? Tracer { try tracer.checkUse(in: operation) }
    do {
      let array = try content.deviceArray(for: operation)
      if isGuarded {
        try Configuration.checkTransfer("a transfer from device to host", aval, operation)
      }
      return array
    } catch {
      throw JAXError(error, .execution, operation)
    }
  }

  /// The elements as bytes, in row-major order, waiting until they are computed.
  ///
  /// - Parameter isGuarded: whether the settings may forbid the transfer.
  /// - Throws: ``JAXError`` for a traced value, or where the computation failed.
  package func elementBytes(for operation: String, isGuarded: Bool = false) throws -> [UInt8] {
    let array = try elementArray(for: operation, isGuarded: isGuarded)
    do {
      let started = array.hostCopy.withLock { $0 }
      return try started?.bytes() ?? array.buffer.bytes()
    } catch {
      throw JAXError(error, .execution, operation)
    }
  }
}

extension DeviceArray {
  /// The elements in the memory of the host, once they are computed; nil if they are elsewhere, or lie there in another way
  /// than in Swift's arrays.
  fileprivate func hostMemory() throws(PJRTError) -> UnsafeRawBufferPointer? {
    // On the CPU arrays are dense and row-major; elements of less than a byte are packed.
    guard placement.backend.platform == "cpu", aval.dtype.bitWidth >= 8 else { return nil }
    try buffer.readyEvent().wait()
    guard let address = try buffer.unsafePointer() else { return nil }
    return UnsafeRawBufferPointer(start: address, count: aval.size * aval.dtype.byteWidth)
  }
}
