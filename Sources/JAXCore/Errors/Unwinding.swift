// Leaving a closure of `catchingErrors` from any depth, for an operation that has no value to go on with.
//
// An operation on tensors goes on with placeholders after an error. What gives a Swift value has none: a made-up `false`
// or 0 may loop for ever, divide by zero or look right. Swift has no exceptions that pass through functions that do not
// throw, so the closure runs on a stack of its own (fiber.c), which is left behind: the frames on it are neither resumed
// nor used again, and what they own leaks.

import CPJRT

/// Runs a closure on a stack of its own; false without running it if there is no memory for one.
///
/// The closure is called once, before this returns, and not kept, so it need not escape: its frames may be left, and its
/// references with them, which a closure that is made to escape for a while must not lose.
@_silgen_name("cpjrt_call_on_fiber")
private func callOnFiber(_ body: () -> Void) -> Bool

/// Runs a closure that `raiseWithoutValue` can leave, and restores what the thread had before.
func leavable(_ body: () -> Void) throws(JAXError) {
  let outer = cpjrt_context()
  let ran = callOnFiber(body)
  cpjrt_set_context(outer)
  guard ran else {
    throw JAXError(
      .execution, "catchingErrors", found: "no memory for the stack that the closure runs on.",
      remedy: "end other programs, or allow more memory.")
  }
}

/// Ends an operation that has no value to give: raises the error, and leaves the enclosing `catchingErrors` at once.
package func raiseWithoutValue(_ error: any Error) -> Never {
  raise(error)
  cpjrt_leave_fiber()
  // Only the thread that runs the closure can leave it.
  stop(pendingError ?? error)
}

/// What a closure reads; if it throws, the enclosing `catchingErrors` is left.
package func reading<Result>(_ body: () throws -> Result) -> Result {
  do { return try body() } catch { raiseWithoutValue(error) }
}
