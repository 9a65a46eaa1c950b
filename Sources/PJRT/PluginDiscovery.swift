// Finding plugins on this machine.
//
// In order: libraries named in PJRT_NAMES_AND_LIBRARY_PATHS, as in JAX; SWIFT_JAX_PLUGIN_PATH; the
// PyPI packages of an active virtual environment (CUDA and TPU plugins are only shipped there); and
// the cache folder that `make setup` fills. JAX_PLATFORMS chooses among what is found.

import Glibc

/// A plugin found on this machine, not yet loaded.
public struct PluginLocation: Sendable, Hashable {
  /// The backend: `cpu`, `cuda`, `tpu`, or a name from PJRT_NAMES_AND_LIBRARY_PATHS.
  public let platform: String

  /// The library.
  public let path: String

  /// Creates a location.
  public init(platform: String, path: String) {
    self.platform = platform
    self.path = path
  }
}

/// Finds plugins by environment variables, virtual environment and cache folder.
///
/// ```swift
/// let plugin = try Plugin.load(path: PluginDiscovery().find().path)
/// ```
///
/// | variable | meaning |
/// |---|---|
/// | `JAX_PLATFORMS` | the backends to use, best first: `cuda,cpu`; `gpu` means `cuda` |
/// | `PJRT_NAMES_AND_LIBRARY_PATHS` | plugins by name: `cpu:/a/b.so,mine:/c/d.so` |
/// | `SWIFT_JAX_PLUGIN_PATH` | libraries, or folders that hold them, separated by colons |
/// | `SWIFT_JAX_CACHE` | the cache folder, `~/.cache/swift-jax` by default |
/// | `VIRTUAL_ENV` | a virtual environment with `jax-cuda13-pjrt` or `libtpu` installed |
public struct PluginDiscovery: Sendable {
  private let environment: [String: String]

  /// The variables of this process.
  public static var processEnvironment: [String: String] {
    var result: [String: String] = [:]
    var entry = environ
    while let variable = entry.pointee {
      let parts = String(cString: variable).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { result[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return result
  }

  /// Creates a search by the given environment variables.
  public init(environment: [String: String] = PluginDiscovery.processEnvironment) {
    self.environment = environment.filter { !$0.value.isEmpty }
  }

  /// Finds the plugin of a platform, or the best that there is.
  ///
  /// - Parameter platform: `cpu`, `gpu`, `cuda`, `tpu` or a custom name; by default whatever
  ///   `JAX_PLATFORMS` allows, else TPU before CUDA before CPU.
  /// - Throws: `PJRTError` that lists every path searched.
  public func find(platform: String? = nil) throws(PJRTError) -> PluginLocation {
    let wanted = platform.map { [Self.canonical($0)] } ?? preferredPlatforms
    let candidates = candidates.filter { wanted?.contains($0.platform) ?? true }
    if let location = ordered(candidates.filter(Self.isReadable), by: wanted).first {
      return location
    }
    let searched = candidates.map { "  \($0.path) (\($0.platform))" }.joined(separator: "\n")
    let name = wanted.map { "for \($0.joined(separator: ", ")) " } ?? ""
    throw PJRTError(
      .notFound,
      """
      no plugin \(name)was found. Searched:
      \(searched.isEmpty ? "  nowhere: no path is known for it" : searched)
      """,
      operation: "find plugin",
      remedy: "run `make setup` to install the CPU plugin, or name a plugin in "
        + "SWIFT_JAX_PLUGIN_PATH or PJRT_NAMES_AND_LIBRARY_PATHS.")
  }

  /// Every plugin found, in order of preference.
  public func locations() -> [PluginLocation] {
    let wanted = preferredPlatforms
    return ordered(
      candidates.filter { (wanted?.contains($0.platform) ?? true) && Self.isReadable($0) },
      by: wanted)
  }

  /// What `JAX_PLATFORMS` asks for; nil when it leaves the choice.
  private var preferredPlatforms: [String]? {
    environment["JAX_PLATFORMS"].map { list in
      list.split(separator: ",").map { Self.canonical($0.trimmed) }
    }
  }

  /// All paths where a plugin may be, whether there is one or not.
  private var candidates: [PluginLocation] {
    var result: [PluginLocation] = []
    for entry in environment["PJRT_NAMES_AND_LIBRARY_PATHS"]?.split(separator: ",") ?? [] {
      let parts = entry.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      result.append(
        PluginLocation(platform: Self.canonical(parts[0].trimmed), path: parts[1].trimmed))
    }
    for path in environment["SWIFT_JAX_PLUGIN_PATH"]?.split(separator: ":").map(String.init) ?? [] {
      if path.hasSuffix(".so") {
        let file = path.split(separator: "/").last.map(String.init)
        let platform = Self.libraries.first { $0.file == file }?.platform ?? "cpu"
        result.append(PluginLocation(platform: platform, path: path))
      } else {
        result += Self.libraries.map {
          PluginLocation(platform: $0.platform, path: "\(path)/\($0.file)")
        }
      }
    }
    if let folder = environment["VIRTUAL_ENV"] {
      for packages in Self.sitePackages(of: folder) {
        result.append(
          PluginLocation(
            platform: "cuda", path: "\(packages)/jax_plugins/xla_cuda13/xla_cuda_plugin.so"))
        result.append(PluginLocation(platform: "tpu", path: "\(packages)/libtpu/libtpu.so"))
      }
    }
    if let cache = environment["SWIFT_JAX_CACHE"]
      ?? environment["HOME"].map({ "\($0)/.cache/swift-jax" })
    {
      result.append(
        PluginLocation(
          platform: "cpu", path: "\(cache)/plugins/xla-cpu/current/pjrt_xla_cpu.so"))
    }
    return result
  }

  /// Sorts by platform; places keep their order within one.
  private func ordered(_ found: [PluginLocation], by wanted: [String]?) -> [PluginLocation] {
    let order = wanted ?? ["tpu", "cuda"]
    func rank(_ location: PluginLocation) -> Int {
      // A custom plugin was named on purpose: it goes before the known ones. CPU is the last resort.
      if let index = order.firstIndex(of: location.platform) { return index }
      return location.platform == "cpu" ? order.count : -1
    }
    return found.enumerated()
      .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
      .map(\.element)
  }

  private static let libraries = [
    (platform: "cpu", file: "pjrt_xla_cpu.so"),
    (platform: "cuda", file: "xla_cuda_plugin.so"),
    (platform: "tpu", file: "libtpu.so"),
  ]

  private static func canonical(_ platform: String) -> String {
    platform == "gpu" ? "cuda" : platform
  }

  private static func isReadable(_ location: PluginLocation) -> Bool {
    access(location.path, R_OK) == 0
  }

  /// The package folders of a virtual environment, one for each Python in it.
  private static func sitePackages(of folder: String) -> [String] {
    let library = "\(folder)/lib"
    guard let directory = opendir(library) else { return ["\(library)/python3/site-packages"] }
    defer { closedir(directory) }
    var versions: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      }
      if name.hasPrefix("python3") { versions.append(name) }
    }
    return versions.sorted().map { "\(library)/\($0)/site-packages" }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
