// The device that programs run on: one client, its default device, and the small constants already there.

import PJRT
import Synchronization

/// A client and the device that work goes to by default.
package final class Backend: Sendable {
  package let client: Client
  package let device: Device
  /// `"cpu"`, `"cuda"` or `"tpu"`.
  package let platform: String

  private struct ScalarKey: Hashable {
    let value: ScalarValue
    let dtype: DType
  }

  private let scalars = Mutex<[ScalarKey: Buffer]>([:])
  private static let scalarLimit = 4096
  private static let shared = Mutex<Backend?>(nil)

  private init() throws {
    let location = try PluginDiscovery().find()
    let plugin = try Plugin.load(path: location.path)
    var options: [String: AttributeValue] = [:]
    if location.platform == "cpu",
      let text = PluginDiscovery.processEnvironment["JAX_NUM_CPU_DEVICES"], let count = Int64(text)
    {
      options["cpu_device_count"] = .int(count)
    }
    client = try plugin.makeClient(options: options)
    guard let first = client.addressableDevices.first else {
      throw JAXError(
        .plugin, "starting the \(location.platform) back end",
        found: "the plugin at \(location.path) lists no device.")
    }
    device = first
    platform = location.platform
  }

  /// The back end of this process, started when it is first needed.
  package static func `default`() throws(JAXError) -> Backend {
    do {
      return try shared.withLock { backend in
        if let backend { return backend }
        let new = try Backend()
        backend = new
        return new
      }
    } catch {
      throw JAXError(error, .plugin, "starting the back end")
    }
  }

  /// An array on the default device with the given bytes, in row-major order.
  package func array(_ bytes: UnsafeRawBufferPointer, _ aval: ShapedArray) throws(JAXError)
    -> DeviceArray
  {
    do {
      let physical = aval.physical
      let buffer = try client.makeBuffer(
        from: bytes, type: physical.dtype.bufferType, dimensions: physical.shape, device: device)
      return DeviceArray(aval, buffer)
    } catch {
      throw JAXError(error, .execution, "copying an array of \(aval) to \(device)")
    }
  }

  /// A 0-dimensional array on the default device.
  func scalar(_ value: ScalarValue, _ aval: ShapedArray) throws(JAXError) -> DeviceArray {
    let key = ScalarKey(value: value, dtype: aval.dtype)
    if let known = scalars.withLock({ $0[key] }) { return DeviceArray(aval, known) }
    let bytes = value.bytes(aval.dtype)
    let new = try bytes.withUnsafeBytesTyped { bytes throws(JAXError) in try array(bytes, aval) }
    scalars.withLock { table in
      if table.count >= Backend.scalarLimit { table.removeAll(keepingCapacity: true) }
      table[key] = new.buffer
    }
    return new
  }
}

extension [UInt8] {
  fileprivate func withUnsafeBytesTyped<Result>(
    _ body: (UnsafeRawBufferPointer) throws(JAXError) -> Result
  ) throws(JAXError) -> Result {
    let outcome = withUnsafeBytes { bytes -> Swift.Result<Result, JAXError> in
      do throws(JAXError) { return .success(try body(bytes)) } catch { return .failure(error) }
    }
    return try outcome.get()
  }
}

extension JAXError {
  /// The error of a lower layer, told as one of this package; one of this package stays as it is.
  package init(_ error: any Error, _ kind: Kind, _ operation: String) {
    switch error {
    case let error as JAXError: self = error
    case let error as PJRTError:
      let isMemory = error.code == .resourceExhausted
      self = JAXError(
        kind, operation, found: error.message,
        remedy: isMemory
          ? "the device is out of memory: free arrays, use smaller ones, or donate with inout state."
          : nil)
    default: self = JAXError(kind, operation, found: "\(error)")
    }
  }
}
