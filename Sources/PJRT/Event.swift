// Events: the completion of something asynchronous, a copy or an execution.

import CPJRT

/// Something that will have happened: it becomes ready once, with success or an error.
///
/// The pointer is constant, PJRT events may be used from any thread, and only `deinit` destroys it;
/// hence Sendable.
public final class Event: @unchecked Sendable {
  private let handle: OpaquePointer
  private let api: FunctionTable

  init(_ handle: OpaquePointer, api: FunctionTable) {
    self.handle = handle
    self.api = api
  }

  deinit { api.destroyEvent(handle) }

  /// Whether it has happened.
  public var isReady: Bool {
    get throws(PJRTError) {
      var arguments = PJRT_Event_IsReady_Args_make()
      arguments.event = handle
      try api.check("poll event", api.functions.pointee.PJRT_Event_IsReady?(&arguments))
      return arguments.is_ready
    }
  }

  /// Blocks this thread until the event is ready.
  ///
  /// - Throws: The `PJRTError` that it ended with.
  public func wait() throws(PJRTError) { try api.awaitEvent(handle) }

  /// Suspends this task until the event is ready.
  ///
  /// - Throws: The `PJRTError` that it ended with.
  public func value() async throws(PJRTError) {
    let failure: PJRTError? = await withCheckedContinuation { continuation in
      do throws(PJRTError) {
        try onReady { continuation.resume(returning: $0) }
      } catch {
        continuation.resume(returning: error)
      }
    }
    if let failure { throw failure }
  }

  /// Calls a function once the event is ready: at once, or on a thread of the plugin.
  ///
  /// - Parameter body: Takes the error that the event ended with, if any. It must not block.
  /// - Throws: `PJRTError` when it could not be registered; then it is not called.
  public func onReady(_ body: @escaping @Sendable (PJRTError?) -> Void) throws(PJRTError) {
    let callback = Unmanaged.passRetained(Callback(event: self, body: body))
    var arguments = PJRT_Event_OnReady_Args_make()
    arguments.event = handle
    arguments.user_arg = callback.toOpaque()
    arguments.callback = { error, argument in
      guard let argument else { return }
      let callback = Unmanaged<Callback>.fromOpaque(argument).takeRetainedValue()
      let api = callback.event.api
      callback.body(error.map { api.takeError($0, operation: "await event") })
    }
    do {
      try api.check("await event", api.functions.pointee.PJRT_Event_OnReady?(&arguments))
    } catch {
      callback.release()
      throw error
    }
  }

  /// Carries a closure through a C callback, and keeps the event until then.
  private final class Callback: Sendable {
    let event: Event
    let body: @Sendable (PJRTError?) -> Void

    init(event: Event, body: @escaping @Sendable (PJRTError?) -> Void) {
      self.event = event
      self.body = body
    }
  }
}

extension FunctionTable {
  func destroyEvent(_ event: OpaquePointer) {
    var arguments = PJRT_Event_Destroy_Args_make()
    arguments.event = event
    discard(functions.pointee.PJRT_Event_Destroy?(&arguments))
  }

  func awaitEvent(_ event: OpaquePointer) throws(PJRTError) {
    var arguments = PJRT_Event_Await_Args_make()
    arguments.event = event
    try check("await event", functions.pointee.PJRT_Event_Await?(&arguments))
  }
}
