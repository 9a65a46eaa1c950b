// Finding tracers that outlive the function they belong to, and where they were made.
//
// Inside `checkingLeaks` every tracer is remembered weakly, with the user's line that made it. Memory is reference
// counted, so a tracer that is still there when its function has returned is kept by something. Without the check a tracer
// costs nothing more. Source: jax/_src/core.py `leak_checker`.

import Synchronization

/// The tracers made inside of one run of `checkingLeaks`.
package final class LeakCheck: Sendable {
  private struct Record {
    weak var tracer: Tracer?
  }

  private let records = Mutex<[Record]>([])

  func add(_ tracer: Tracer) {
    records.withLock { $0.append(Record(tracer: tracer)) }
  }

  /// Throws if a tracer outlived its function.
  func check() throws {
    let kept = records.withLock { records in records.compactMap(\.tracer) }
    guard let leaked = kept.first(where: { !$0.trace.lifetime.isRunning }) else { return }
    throw JAXError(
      .leakedTracer, "checkingLeaks",
      found:
        "a tracer of \(leaked.aval) from \(leaked.trace.transformation)\(leaked.origin) is kept "
        + "outside the function it belongs to.",
      expected: "values made inside a transformed function end with it",
      remedy: "return the value from the transformed function instead of storing it elsewhere.")
  }
}

extension Tracer {
  /// Where the tracer was made, in words; empty if that was not recorded.
  var origin: String { place?.stack.location.map { ", made at \($0)," } ?? "" }
}

/// Checks that no tracer made in a closure outlives the transformed function it belongs to.
///
///     try catchingErrors {
///       checkingLeaks { jit { x in kept.value = x; return x * 2 }(1.0) }
///     }
///     // checkingLeaks: a tracer of float32[] from jit, made at Main.swift:12, is kept outside the function …
///
/// Inside, the error for the use of such a tracer also names the line that made it. It is slow, as the calls that lead to
/// each tracer are recorded.
///
/// - Source: `jax.checking_leaks`.
@discardableResult
public func checkingLeaks<Result>(_ body: () throws -> Result) rethrows -> Result {
  let check = LeakCheck()
  let result = try withConfiguration({ $0.leakCheck = check }, body)
  if pendingError == nil {
    do { try check.check() } catch { raise(error) }
  }
  return result
}
