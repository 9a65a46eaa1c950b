// The device that programs run on: one client, its default device, and the small constants already there.

import Glibc
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

  /// Checks that results of the given types can exist on the device at all.
  ///
  /// Work is asynchronous, so XLA tells of missing memory only where a value is read; what can never fit is refused at
  /// the line that asks for it.
  package func checkMemory(for outputs: [ShapedArray], _ operation: String) throws(JAXError) {
    let limit = platform == "cpu" ? Backend.hostMemory : Int.max
    var total = 0
    for aval in outputs.map(\.physical) {
      let (bytes, isTooLarge) = aval.size.multipliedReportingOverflow(by: aval.dtype.byteWidth)
      let (sum, isTooMuch) = total.addingReportingOverflow(bytes)
      guard !isTooLarge, !isTooMuch, sum <= limit else {
        let size = limit == Int.max ? "" : ", which is \(limit >> 20) MiB"
        throw JAXError(
          .execution, operation,
          found: "a result of \(aval) does not fit into the memory of the device\(size).",
          expected: "results that fit into memory", remedy: JAXError.memoryRemedy)
      }
      total = sum
    }
  }

  /// The memory of this machine in bytes.
  private static let hostMemory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))

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
      self = JAXError(
        kind, operation, found: error.message.asSentence,
        remedy: error.remedy ?? JAXError.remedy(for: error, kind))
    default: self = JAXError(kind, operation, found: "\(error)")
    }
  }

  /// What to do where memory runs out.
  static let memoryRemedy =
    "free arrays, use smaller ones, or pass state as inout, so that its memory is used again."

  private static func remedy(for error: PJRTError, _ kind: Kind) -> String? {
    switch (kind, error.code) {
    case (_, .resourceExhausted): memoryRemedy
    case (.plugin, _) where error.operation == "load plugin":
      "run `make setup` to install the CPU plugin again, or name another one in SWIFT_JAX_PLUGIN_PATH."
    default: nil
    }
  }
}

extension String {
  /// The text without blanks at its end, and with a full stop there unless a list ends it.
  fileprivate var asSentence: String {
    let lines = String(reversed().drop { $0.isWhitespace }.reversed())
    return lines.last == "." || lines.contains("\n") ? lines : lines + "."
  }
}
