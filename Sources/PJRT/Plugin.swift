// A loaded PJRT plugin: the library of one backend (CPU, CUDA, TPU).
//
// A plugin is opened once per process and never closed, since XLA keeps threads and registries that
// do not survive unloading.

import CPJRT
import Glibc
import Synchronization

/// The library of one backend, ready to make clients.
///
/// ```swift
/// let location = try PluginDiscovery().find(platform: "cpu")
/// let client = try Plugin.load(path: location.path).makeClient()
/// ```
public final class Plugin: Sendable {
  /// The file that the plugin was loaded from.
  public let path: String

  /// The version of the PJRT C API that the plugin was built for.
  public let apiVersion: (major: Int, minor: Int)

  /// What the plugin says about itself, such as `stablehlo_current_version`.
  public let attributes: [String: AttributeValue]

  let api: FunctionTable

  private static let loaded = Mutex<[String: Plugin]>([:])

  /// Loads the plugin at a path, or returns it if this process has loaded it before.
  ///
  /// - Throws: `PJRTError` when there is no such file, when it is damaged or not a PJRT plugin, and
  ///   when its API version is not one that this package speaks.
  public static func load(path: String) throws(PJRTError) -> Plugin {
    guard let resolved = realpath(path, nil) else {
      throw PJRTError(
        .notFound, "\(path): \(String(cString: strerror(errno)))", operation: "load plugin")
    }
    let canonicalPath = String(cString: resolved)
    free(resolved)
    return try loaded.withLock { (plugins) throws(PJRTError) in
      if let plugin = plugins[canonicalPath] { return plugin }
      let plugin = try Plugin(opening: canonicalPath)
      plugins[canonicalPath] = plugin
      return plugin
    }
  }

  private convenience init(opening path: String) throws(PJRTError) {
    guard let library = dlopen(path, RTLD_LAZY | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
      throw PJRTError(
        .failedPrecondition, "cannot open \(path): \(reason)", operation: "load plugin")
    }
    typealias GetPjrtApi = @convention(c) () -> UnsafePointer<PJRT_Api>?
    guard let symbol = dlsym(library, "GetPjrtApi") else {
      dlclose(library)
      throw PJRTError(
        .failedPrecondition, "\(path) is not a PJRT plugin: it does not export GetPjrtApi",
        operation: "load plugin")
    }
    guard let table = unsafeBitCast(symbol, to: GetPjrtApi.self)() else {
      throw PJRTError(.internal, "\(path) returned no function table", operation: "load plugin")
    }
    try self.init(path: path, table: table)
  }

  /// Checks and initializes the plugin that a function table belongs to.
  package init(path: String, table: UnsafePointer<PJRT_Api>) throws(PJRTError) {
    let version = table.pointee.pjrt_api_version
    guard version.major_version == PJRT_API_MAJOR else {
      throw PJRTError(
        .failedPrecondition,
        "\(path) has PJRT API \(version.major_version).\(version.minor_version); "
          + "this package needs \(PJRT_API_MAJOR).x",
        operation: "load plugin")
    }
    let api = FunctionTable(copying: table)
    var initialize = PJRT_Plugin_Initialize_Args()
    initialize.struct_size = PJRT_Plugin_Initialize_Args_STRUCT_SIZE
    try api.check("initialize plugin", api.functions.pointee.PJRT_Plugin_Initialize?(&initialize))
    var attributes = PJRT_Plugin_Attributes_Args_make()
    try api.check(
      "read plugin attributes", api.functions.pointee.PJRT_Plugin_Attributes?(&attributes))

    self.path = path
    self.api = api
    self.apiVersion = (Int(version.major_version), Int(version.minor_version))
    self.attributes = AttributeValue.dictionary(
      attributes.attributes, count: attributes.num_attributes)
  }

  /// Creates a client: the backend's devices, with memory and threads of their own.
  ///
  /// - Parameter options: Options that the backend knows; the CPU plugin takes `cpu_device_count`.
  /// - Throws: `PJRTError` when there is no such hardware or an option is unknown.
  public func makeClient(options: [String: AttributeValue] = [:]) throws(PJRTError) -> Client {
    var arguments = PJRT_Client_Create_Args_make()
    let status = withNamedValues(options) { values, count in
      arguments.create_options = values
      arguments.num_options = count
      return api.functions.pointee.PJRT_Client_Create?(&arguments)
    }
    try api.check("create client", status)
    guard let client = arguments.client else {
      throw PJRTError(.internal, "the plugin returned no client", operation: "create client")
    }
    return try Client(ClientHandle(client, plugin: self))
  }
}

extension Plugin {
  /// Registers the function that custom calls to a target run, through XLA's FFI.
  ///
  /// - Parameters:
  ///   - target: The name that `stablehlo.custom_call` gives.
  ///   - platform: The platform whose programs call it: `Host`, `CUDA`.
  ///   - handler: A C function of type `XLA_FFI_Handler`.
  /// - Throws: `PJRTError` when the plugin has no FFI or the name is taken.
  public func registerFFIHandler(
    _ target: String, platform: String = "Host", handler: UnsafeMutableRawPointer
  ) throws(PJRTError) {
    guard
      let ffi = findExtension(PJRT_Extension_Type_FFI)?
        .assumingMemoryBound(to: PJRT_FFI_Extension.self)
    else {
      throw PJRTError(
        .unimplemented, "the plugin has no FFI extension", operation: "register FFI handler")
    }
    var arguments = PJRT_FFI_Register_Handler_Args()
    arguments.struct_size = PJRT_FFI_Register_Handler_Args_STRUCT_SIZE
    arguments.handler = handler
    let status = target.withCString { targetName in
      platform.withCString { platformName in
        arguments.target_name = targetName
        arguments.target_name_size = target.utf8.count
        arguments.platform_name = platformName
        arguments.platform_name_size = platform.utf8.count
        return ffi.pointee.register_handler?(&arguments)
      }
    }
    try api.check("register FFI handler", status)
  }

  func findExtension(_ type: PJRT_Extension_Type) -> UnsafeMutableRawPointer? {
    var node = api.functions.pointee.extension_start
    while let current = node {
      if current.pointee.type == type { return UnsafeMutableRawPointer(current) }
      node = current.pointee.next
    }
    return nil
  }
}
