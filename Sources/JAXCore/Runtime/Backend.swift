// A back end: the client of one plugin, its devices, and the platform that programs are compiled for.
//
// Several may be at work in one process; each is started when it is first needed and lives as long as the process.

import Glibc
import PJRT
import Synchronization

/// The client of one plugin.
package final class Backend: Sendable {
  package let client: Client
  /// The name that the plugin is known by, as in `"cpu"`.
  package let name: String
  /// What programs are compiled for: `"cpu"`, `"cuda"` or `"tpu"`.
  package let platform: String

  private let placements = Mutex<[Device: Placement]>([:])
  private let isDefault: Bool

  /// The back ends that were started, the default one under nil too.
  private static let started = Mutex<[String?: Backend]>([:])
  /// Plugins that the program named itself.
  private static let registered = Mutex<[String: Registration]>([:])

  /// A plugin that the program named itself.
  package struct Registration: Sendable {
    let path: String
    let options: [String: AttributeValue]
  }

  private init(_ name: String, _ registration: Registration, isDefault: Bool) throws {
    var options = registration.options
    if name == "cpu", options["cpu_device_count"] == nil,
      let text = PluginDiscovery.processEnvironment["JAX_NUM_CPU_DEVICES"], let count = Int64(text)
    {
      options["cpu_device_count"] = .int(count)
    }
    client = try Plugin.load(path: registration.path).makeClient(options: options)
    guard !client.addressableDevices.isEmpty else {
      throw JAXError(
        .plugin, "starting the \(name) back end",
        found: "the plugin at \(registration.path) lists no device.")
    }
    self.name = name
    platform = ["cpu", "cuda", "tpu"].contains(name) ? name : client.platformName.lowercased()
    self.isDefault = isDefault
  }

  /// The back end that programs run on if nothing says otherwise.
  package static func `default`() throws(JAXError) -> Backend { try started(nil) }

  /// The back end with the given name.
  package static func named(_ name: String) throws(JAXError) -> Backend { try started(name) }

  /// The back end that a device belongs to.
  package static func of(_ device: Device) throws(JAXError) -> Backend {
    let backends = started.withLock { $0.values.map { $0 } }
    if let backend = backends.first(where: { $0.client.devices.contains(device) }) {
      return backend
    }
    throw JAXError(
      .argument, "\(device)", found: "a device of a client that this program made itself.",
      expected: "one of jax.devices()")
  }

  /// Makes a plugin known under a name of its own.
  package static func register(
    _ name: String, path: String, options: [String: AttributeValue]
  ) throws(JAXError) {
    let isKnown = registered.withLock { plugins in
      if plugins[name] != nil { return true }
      plugins[name] = Registration(path: path, options: options)
      return false
    }
    if isKnown {
      throw JAXError(
        .plugin, "registerPlugin", found: "a plugin named '\(name)' twice.",
        expected: "a name for each plugin")
    }
  }

  private static func started(_ name: String?) throws(JAXError) -> Backend {
    do {
      return try started.withLock { backends in
        if let known = backends[name] { return known }
        if let name, let registration = registered.withLock({ $0[name] }) {
          let new = try Backend(name, registration, isDefault: false)
          backends[name] = new
          return new
        }
        let location = try PluginDiscovery().find(platform: name)
        if let known = backends[location.platform] {
          backends[name] = known
          return known
        }
        // The default back end is the one found without a name, whichever is asked for first.
        let isDefault = try name == nil || PluginDiscovery().find() == location
        let new = try Backend(
          location.platform, Registration(path: location.path, options: [:]), isDefault: isDefault)
        backends[location.platform] = new
        if isDefault { backends[nil] = new }
        return new
      }
    } catch {
      throw JAXError(error, .plugin, "starting the back end")
    }
  }

  /// Where programs on this back end run if nothing says otherwise.
  package var standardPlacement: Placement { placement(of: client.addressableDevices[0]) }

  /// The placement with a device of this back end.
  func placement(of device: Device) -> Placement {
    placements.withLock { placements in
      if let known = placements[device] { return known }
      let new = Placement(
        device, of: self, isDefault: isDefault && device == client.addressableDevices[0])
      placements[device] = new
      return new
    }
  }

  /// Forgets the constants on all devices.
  package static func clear() {
    for backend in started.withLock({ Array($0.values) }) {
      for placement in backend.placements.withLock({ Array($0.values) }) { placement.clear() }
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

  /// Checks that so many numbers can be listed on the host at all.
  package static func checkHostMemory(forNumbers count: Int, _ operation: String) throws(JAXError) {
    guard count > hostMemory / MemoryLayout<Int>.stride else { return }
    throw JAXError(
      .execution, operation,
      found: "a list of \(count) numbers does not fit into the memory of the host, which is "
        + "\(hostMemory >> 20) MiB.",
      expected: "results that fit into memory", remedy: JAXError.memoryRemedy)
  }

  /// The memory of this machine in bytes.
  private static let hostMemory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
}

extension [UInt8] {
  func withUnsafeBytesTyped<Result>(
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
