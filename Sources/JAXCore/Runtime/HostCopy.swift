// A copy of an array's elements on the host that is made while other work goes on.

import PJRT
import Synchronization

/// A copy to the host that has been started.
///
/// Sendable: the memory is written by the device until the event is ready, and only read afterwards.
final class HostCopy: @unchecked Sendable {
  private let memory: UnsafeMutableRawBufferPointer
  private let event: Event

  /// Starts to copy the elements of a buffer.
  init(of buffer: Buffer, byteCount: Int) throws(PJRTError) {
    memory = .allocate(byteCount: max(byteCount, 1), alignment: 64)
    do {
      event = try buffer.startCopyToHost(into: memory)
    } catch {
      memory.deallocate()
      throw error
    }
  }

  deinit {
    // The device may still be writing; whether it failed no longer matters.
    do { try event.wait() } catch {}
    memory.deallocate()
  }

  /// The elements as bytes, once they are there.
  func bytes() throws(PJRTError) -> [UInt8] {
    try event.wait()
    return Array(memory)
  }
}

extension Tensor {
  /// Starts to copy the elements to the host, so that reading them later need not wait.
  package func copyToHostAsync() {
    guard let array = content as? DeviceArray, aval.size > 0, !dtype.isKey else { return }
    do {
      let copy = try HostCopy(of: array.buffer, byteCount: aval.size * dtype.byteWidth)
      array.hostCopy.withLock { $0 = copy }
    } catch {
      raise(JAXError(error, .execution, "copyToHostAsync"))
    }
  }
}
