// Settings that hold for the operations of one closure on one thread.
//
// They are part of the ambient state of a thread, as the current trace is. Without any setting a read is one load.
// Source: jax/_src/config.py, the context managers of `jax`.

import CPJRT

/// The settings that hold on this thread.
package struct Configuration: Sendable {
  /// Whether compiled functions run one operation after the other instead.
  package var isJitDisabled = false
  /// What remembers the tracers that are made; nil where leaks are not looked for.
  package var leakCheck: LeakCheck?
  /// Whether NaN in a result is an error.
  package var isCheckingNaNs = false
  /// Whether an infinity in a result is an error.
  package var isCheckingInfs = false
  /// Whether every program that is made is checked.
  package var isCheckingPrograms = false
  /// Whether each compilation is told on the standard error stream.
  package var isLoggingCompiles = false
  /// Whether tracing a function anew is an error.
  package var isTracingForbidden = false
  /// What to do where values move between host and device without being asked to.
  package var transferGuard = TransferGuard.allow
  /// Whether `random.PRNGKey` gives typed keys.
  package var usesTypedKeys = false
  /// What to do where operands of different numbers of axes are broadcast together.
  package var rankPromotion = RankPromotion.allow
  /// The precision of contractions that name none, by its name in `lax.Precision`.
  package var matmulPrecision: String?

  /// Whether results of operations are looked at.
  package var isCheckingValues: Bool { isCheckingNaNs || isCheckingInfs }

  /// What of the settings decides how a function is traced; nil if that is as usual.
  package var tracing: [String]? {
    rankPromotion == .allow && matmulPrecision == nil
      ? nil : ["\(rankPromotion)", matmulPrecision ?? ""]
  }

  /// The settings where none are made.
  package static let standard = Configuration()

  /// The settings of this thread; nil where none are made.
  package static var made: Configuration? {
    cpjrt_configuration()?.assumingMemoryBound(to: Configuration.self).pointee
  }

  /// The settings of this thread.
  package static var current: Configuration { made ?? standard }

  /// Whether any setting is made on this thread.
  package static var isMade: Bool { cpjrt_configuration() != nil }
}

/// What happens where values move between host and device without being asked to.
///
/// - Source: `jax.transfer_guard`.
public enum TransferGuard: Sendable {
  /// They move.
  case allow
  /// They move, with a line on the standard error stream.
  case log
  /// It is an error.
  case disallow
}

extension Configuration {
  /// Does what the settings say of a transfer that nothing asked for.
  static func checkTransfer(_ transfer: String, _ aval: ShapedArray, _ operation: String)
    throws(JAXError)
  {
    guard let guarding = made?.transferGuard, guarding != .allow else { return }
    if guarding == .log {
      writeToStandardError("\(operation): \(transfer) of \(aval)")
      return
    }
    throw JAXError(
      .argument, operation, found: "\(transfer) of \(aval) inside transferGuard(.disallow).",
      expected: "values that are where they are needed",
      remedy: "move them with jax.devicePut and jax.deviceGet.")
  }
}

/// What happens where operands of different numbers of axes are broadcast together.
///
/// - Source: `jax.numpy_rank_promotion`.
public enum RankPromotion: Sendable {
  /// Axes of size 1 are put in front of the smaller shapes.
  case allow
  /// As `allow`, with a line on the standard error stream.
  case warn
  /// It is an error.
  case raise
}

/// Runs a closure with settings changed.
package func withConfiguration<Result>(
  _ change: (inout Configuration) -> Void, _ body: () throws -> Result
) rethrows -> Result {
  var configuration = Configuration.current
  change(&configuration)
  let outer = cpjrt_configuration()
  defer { cpjrt_set_configuration(outer) }
  // The slot points to this frame's variable, which outlives the closure.
  return try withUnsafePointer(to: configuration) { pointer in
    cpjrt_set_configuration(UnsafeMutableRawPointer(mutating: pointer))
    return try body()
  }
}
