// Profiling: what XLA did, when, and on which thread or device.

import CPJRT

/// A recording of what a plugin does, from its creation until it is stopped.
///
/// ```swift
/// let profiler = try Profiler(plugin)
/// _ = try executable.execute([x])
/// let space = try profiler.stop()  // a serialized XSpace, which XProf and TensorBoard read
/// ```
///
/// A process records one profile at a time. The class is not Sendable: start and stop it in one place.
public final class Profiler {
  private let plugin: Plugin
  private let functions: UnsafePointer<PLUGIN_Profiler_Api>
  private let handle: OpaquePointer
  private var isRunning = true

  /// Starts to record.
  ///
  /// - Throws: `PJRTError` when the plugin cannot profile, or is being profiled already.
  public init(_ plugin: Plugin) throws(PJRTError) {
    guard
      let node = plugin.findExtension(PJRT_Extension_Type_Profiler)?
        .assumingMemoryBound(to: PJRT_Profiler_Extension.self),
      let api = node.pointee.profiler_api
    else {
      throw PJRTError(
        .unimplemented, "the plugin has no profiler extension", operation: "start profiler")
    }
    var create = PLUGIN_Profiler_Create_Args()
    create.struct_size = MemoryLayout<PLUGIN_Profiler_Create_Args>.size
    let functions = UnsafePointer(api)
    try functions.check("start profiler", functions.pointee.create?(&create))
    guard let handle = create.profiler else {
      throw PJRTError(.internal, "the plugin returned no profiler", operation: "start profiler")
    }
    self.plugin = plugin
    self.functions = functions
    self.handle = handle
    var start = PLUGIN_Profiler_Start_Args()
    start.struct_size = MemoryLayout<PLUGIN_Profiler_Start_Args>.size
    start.profiler = handle
    do throws(PJRTError) {
      try functions.check("start profiler", functions.pointee.start?(&start))
    } catch {
      isRunning = false
      throw error
    }
  }

  deinit {
    if isRunning { _ = try? stop() }
    var arguments = PLUGIN_Profiler_Destroy_Args()
    arguments.struct_size = MemoryLayout<PLUGIN_Profiler_Destroy_Args>.size
    arguments.profiler = handle
    try? functions.check("destroy profiler", functions.pointee.destroy?(&arguments))
  }

  /// Stops recording.
  ///
  /// - Returns: The profile: an XSpace protobuf (tsl/profiler/protobuf/xplane.proto).
  /// - Throws: `PJRTError` when it was stopped before, or the plugin lost it.
  public func stop() throws(PJRTError) -> [UInt8] {
    guard isRunning else {
      throw PJRTError(
        .failedPrecondition, "the profiler is stopped already", operation: "stop profiler")
    }
    isRunning = false
    var stop = PLUGIN_Profiler_Stop_Args()
    stop.struct_size = MemoryLayout<PLUGIN_Profiler_Stop_Args>.size
    stop.profiler = handle
    try functions.check("stop profiler", functions.pointee.stop?(&stop))

    // Without a destination, the first call tells the size.
    var collect = PLUGIN_Profiler_CollectData_Args()
    collect.struct_size = MemoryLayout<PLUGIN_Profiler_CollectData_Args>.size
    collect.profiler = handle
    try functions.check("read profile", functions.pointee.collect_data?(&collect))
    var bytes = [UInt8](repeating: 0, count: collect.buffer_size_in_bytes)
    let status = bytes.withUnsafeMutableBufferPointer { buffer in
      collect.buffer = buffer.baseAddress
      return functions.pointee.collect_data?(&collect)
    }
    try functions.check("read profile", status)
    return bytes
  }
}

extension UnsafePointer<PLUGIN_Profiler_Api> {
  /// Throws what a profiler's function returned, unless that is success.
  fileprivate func check(
    _ operation: StaticString, _ result: OpaquePointer??
  ) throws(PJRTError) {
    guard case .some(let status) = result else {
      throw PJRTError(
        .unimplemented, "the plugin's profiler does not have this function",
        operation: operation.description)
    }
    guard let status else { return }
    var message = PLUGIN_Profiler_Error_Message_Args()
    message.struct_size = MemoryLayout<PLUGIN_Profiler_Error_Message_Args>.size
    message.error = status
    pointee.error_message?(&message)
    var code = PLUGIN_Profiler_Error_GetCode_Args()
    code.struct_size = MemoryLayout<PLUGIN_Profiler_Error_GetCode_Args>.size
    code.error = status
    _ = pointee.error_get_code?(&code)
    let error = PJRTError(
      PJRTError.Code(rawValue: UInt32(bitPattern: code.code)) ?? .unknown,
      String(bytes: message.message, count: message.message_size),
      operation: operation.description)
    var destroy = PLUGIN_Profiler_Error_Destroy_Args()
    destroy.struct_size = MemoryLayout<PLUGIN_Profiler_Error_Destroy_Args>.size
    destroy.error = status
    pointee.error_destroy?(&destroy)
    throw error
  }
}
