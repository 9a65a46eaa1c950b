// The elements of a known tensor as bytes: for what looks at very many of them at once.

import PJRT
import Synchronization

extension Tensor {
  /// The elements as bytes, in row-major order, waiting until they are computed.
  ///
  /// - Parameter isGuarded: whether the settings may forbid the transfer.
  /// - Throws: ``JAXError`` for a traced value, or where the computation failed.
  package func elementBytes(for operation: String, isGuarded: Bool = false) throws -> [UInt8] {
    if content is Placeholder, let error = pendingError { throw error }
    if let tracer = content as? Tracer { try tracer.checkUse(in: operation) }
    do {
      let array = try content.deviceArray(for: operation)
      if isGuarded {
        try Configuration.checkTransfer("a transfer from device to host", aval, operation)
      }
      let started = array.hostCopy.withLock { $0 }
      return try started?.bytes() ?? array.buffer.bytes()
    } catch {
      throw JAXError(error, .execution, operation)
    }
  }
}
