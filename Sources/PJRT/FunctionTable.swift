// The functions of a loaded plugin.
//
// A plugin's table may be shorter than ours (an older plugin) or longer (a newer one). It is copied
// once into a cleared table of our size, so a function that the plugin lacks is simply nil, and each
// later call reads one pointer from fixed memory.

import CPJRT

/// The function table of a plugin.
///
/// The table is written before the object is shared and never again, it is never freed (plugins stay
/// loaded until the process ends), and PJRT functions may be called from any thread; hence Sendable.
package final class FunctionTable: @unchecked Sendable {
  package let functions: UnsafePointer<PJRT_Api>

  package init(copying api: UnsafePointer<PJRT_Api>) {
    let table = UnsafeMutablePointer<PJRT_Api>.allocate(capacity: 1)
    let size = MemoryLayout<PJRT_Api>.size
    let bytes = UnsafeMutableRawPointer(table)
    bytes.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    bytes.copyMemory(from: api, byteCount: min(size, api.pointee.struct_size))
    functions = UnsafePointer(table)
  }

  /// Throws what a call returned, unless that is success.
  ///
  /// - Parameter result: `functions.pointee.NAME?(&arguments)`: nil when the plugin lacks the
  ///   function, else the plugin's error or nil.
  @inline(__always)
  package func check(_ operation: StaticString, _ result: OpaquePointer??) throws(PJRTError) {
    guard case .some(.none) = result else { throw failure(operation, result) }
  }

  /// Frees what a destructor returned; there is nobody to tell that freeing failed.
  func discard(_ result: OpaquePointer??) {
    if case .some(.some(let error)) = result { destroy(error) }
  }

  /// Converts and frees a plugin's error.
  func takeError(_ error: OpaquePointer, operation: String) -> PJRTError {
    var message = PJRT_Error_Message_Args_make()
    message.error = error
    functions.pointee.PJRT_Error_Message?(&message)
    var code = PJRT_Error_GetCode_Args_make()
    code.error = error
    if let nested = functions.pointee.PJRT_Error_GetCode?(&code) ?? nil { destroy(nested) }
    let result = PJRTError(
      PJRTError.Code(rawValue: code.code.rawValue) ?? .unknown,
      String(bytes: message.message, count: message.message_size), operation: operation)
    destroy(error)
    return result
  }

  private func destroy(_ error: OpaquePointer) {
    var arguments = PJRT_Error_Destroy_Args_make()
    arguments.error = error
    functions.pointee.PJRT_Error_Destroy?(&arguments)
  }

  @inline(never)
  private func failure(_ operation: StaticString, _ result: OpaquePointer??) -> PJRTError {
    guard case .some(.some(let error)) = result else {
      return PJRTError(
        .unimplemented,
        "the plugin (PJRT API \(functions.pointee.pjrt_api_version.major_version)."
          + "\(functions.pointee.pjrt_api_version.minor_version)) does not have this function",
        operation: operation.description)
    }
    return takeError(error, operation: operation.description)
  }
}

extension String {
  /// A string from bytes of C; ill-formed UTF-8 is repaired.
  init(bytes: UnsafePointer<CChar>?, count: Int) {
    self.init(
      decoding: UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count),
      as: UTF8.self)
  }
}
