// A compiled program, loaded on its devices.

import CPJRT

/// A compiled program, ready to run.
///
/// All stored properties are constant, PJRT executables may be used from any thread, and only
/// `deinit` destroys them; hence Sendable.
public final class LoadedExecutable: @unchecked Sendable {
  /// The client that compiled the program.
  public let client: Client

  /// The number of results.
  public let outputCount: Int

  /// The element types of the results.
  public let outputTypes: [ElementType]

  /// The shapes of the results, on one device.
  public let outputDimensions: [[Int]]

  /// The devices of this process that the program runs on.
  public let addressableDevices: [Device]

  let handle: OpaquePointer
  let executable: OpaquePointer
  let api: FunctionTable

  init(adopting pointer: OpaquePointer?, client: Client) throws(PJRTError) {
    guard let pointer else {
      throw PJRTError(.internal, "the plugin returned no executable", operation: "compile")
    }
    let api = client.api
    do throws(PJRTError) {
      var inner = PJRT_LoadedExecutable_GetExecutable_Args_make()
      inner.loaded_executable = pointer
      try api.check(
        "inspect executable", api.functions.pointee.PJRT_LoadedExecutable_GetExecutable?(&inner))
      guard let executable = inner.executable else {
        throw PJRTError(
          .internal, "the plugin returned no executable", operation: "inspect executable")
      }
      do throws(PJRTError) {
        outputTypes = try api.outputTypes(of: executable)
        outputDimensions = try api.outputDimensions(of: executable)
        var devices = PJRT_LoadedExecutable_AddressableDevices_Args_make()
        devices.executable = pointer
        try api.check(
          "inspect executable",
          api.functions.pointee.PJRT_LoadedExecutable_AddressableDevices?(&devices))
        addressableDevices = UnsafeBufferPointer(
          start: devices.addressable_devices, count: devices.num_addressable_devices
        ).compactMap(client.device)
      } catch {
        api.destroyExecutable(executable)
        throw error
      }
      self.executable = executable
    } catch {
      api.destroyLoadedExecutable(pointer)
      throw error
    }
    self.handle = pointer
    self.api = api
    self.client = client
    self.outputCount = outputTypes.count
  }

  deinit {
    api.destroyExecutable(executable)
    api.destroyLoadedExecutable(handle)
  }

  /// Whether `delete` was called.
  public var isDeleted: Bool {
    get throws(PJRTError) {
      var arguments = PJRT_LoadedExecutable_IsDeleted_Args_make()
      arguments.executable = handle
      try api.check(
        "read executable state", api.functions.pointee.PJRT_LoadedExecutable_IsDeleted?(&arguments))
      return arguments.is_deleted
    }
  }

  /// Gives up the program's memory on its devices; running it later throws.
  public func delete() throws(PJRTError) {
    var arguments = PJRT_LoadedExecutable_Delete_Args_make()
    arguments.executable = handle
    try api.check(
      "delete executable", api.functions.pointee.PJRT_LoadedExecutable_Delete?(&arguments))
  }
}

extension FunctionTable {
  fileprivate func destroyExecutable(_ executable: OpaquePointer) {
    var arguments = PJRT_Executable_Destroy_Args_make()
    arguments.executable = executable
    discard(functions.pointee.PJRT_Executable_Destroy?(&arguments))
  }

  fileprivate func destroyLoadedExecutable(_ executable: OpaquePointer) {
    var arguments = PJRT_LoadedExecutable_Destroy_Args_make()
    arguments.executable = executable
    discard(functions.pointee.PJRT_LoadedExecutable_Destroy?(&arguments))
  }

  fileprivate func outputTypes(of executable: OpaquePointer) throws(PJRTError) -> [ElementType] {
    var types = PJRT_Executable_OutputElementTypes_Args_make()
    types.executable = executable
    try check("inspect executable", functions.pointee.PJRT_Executable_OutputElementTypes?(&types))
    var result: [ElementType] = []
    for type in UnsafeBufferPointer(start: types.output_types, count: types.num_output_types) {
      result.append(try ElementType(type, operation: "inspect executable"))
    }
    return result
  }

  fileprivate func outputDimensions(of executable: OpaquePointer) throws(PJRTError) -> [[Int]] {
    var shapes = PJRT_Executable_OutputDimensions_Args_make()
    shapes.executable = executable
    try check("inspect executable", functions.pointee.PJRT_Executable_OutputDimensions?(&shapes))
    // All shapes are in one list, `dim_sizes` says how long each is.
    var next = 0
    return UnsafeBufferPointer(start: shapes.dim_sizes, count: shapes.num_outputs).map { rank in
      defer { next += rank }
      return (next..<next + rank).map { Int(shapes.dims[$0]) }
    }
  }
}
