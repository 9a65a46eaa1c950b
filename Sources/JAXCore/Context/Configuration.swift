// Settings that hold for the operations of one closure on one thread.
//
// They are part of the ambient state of a thread, as the current trace is. Without any setting a read is one load.
// Source: jax/_src/config.py, the context managers of `jax`.

import PJRT

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
  /// Takes a line about each compilation; nil if nobody asks.
  package var reportCompilation: (@Sendable (String) -> Void)?
  /// Whether tracing a function anew is an error.
  package var isTracingForbidden = false
  /// What to do where values move between host and device without being asked to.
  package var transferGuard = TransferGuard.allow
  /// Whether `random.PRNGKey` gives typed keys.
  package var usesTypedKeys = false
  /// What to do where operands of different numbers of axes are broadcast together.
  package var rankPromotion = RankPromotion.allow
  /// Whether operations are lowered as on every platform, instead of as suits the compiler of this one.
  package var usesPortableLowerings = false
  /// The precision of contractions that name none, by its name in `lax.Precision`.
  package var matmulPrecision: String?
  /// How arrays are printed; nil where no closure says so.
  package var printOptions: PrintOptions?
  /// Flags of the compiler besides those that every program is compiled with.
  package var compilerFlags: [String: CompileOptions.FlagValue] = [:]

  /// Where programs run whose operands say nothing of it; nil for the default device.
  package var placement: Placement?

  /// Whether results of operations are looked at.
  package var isCheckingValues: Bool { isCheckingNaNs || isCheckingInfs }

  /// The settings where none are made.
  package static let standard = Configuration()

  /// The settings of this thread; nil where none are made.
  package static var made: Configuration? { Context.slot?.pointee.configuration }

  /// The settings of this thread.
  package static var current: Configuration { made ?? standard }
}

extension Configuration {
  /// What of the settings decides how a function is traced: a setting that does is named here and nowhere else.
  package struct TracingKey: Hashable, Sendable {
    let isJitDisabled: Bool
    let usesTypedKeys: Bool
    let rankPromotion: RankPromotion
    let matmulPrecision: String?
  }

  /// What of the settings decides how a given program is compiled: a setting that does is named here and nowhere else.
  package struct CompilationKey: Hashable, Sendable {
    let compilerFlags: [String: CompileOptions.FlagValue]
    let placement: Placement?
    let usesPortableLowerings: Bool
  }

  /// What of the settings decides how a function is traced; nil if that is as usual.
  package var tracing: TracingKey? {
    let key = tracingKey
    return key == Configuration.standard.tracingKey ? nil : key
  }

  private var tracingKey: TracingKey {
    TracingKey(
      isJitDisabled: isJitDisabled, usesTypedKeys: usesTypedKeys, rankPromotion: rankPromotion,
      matmulPrecision: matmulPrecision)
  }

  /// What of the settings decides how a program is compiled; nil if that is as usual.
  package var compilation: CompilationKey? {
    let isUsual = compilerFlags.isEmpty && placement == nil && !usesPortableLowerings
    return isUsual
      ? nil
      : CompilationKey(
        compilerFlags: compilerFlags, placement: placement,
        usesPortableLowerings: usesPortableLowerings)
  }
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
  static func checkTransfer(
    _ transfer: String, _ aval: ShapedArray, _ operation: @autoclosure () -> String
  ) throws(JAXError) {
    guard let guarding = made?.transferGuard, guarding != .allow else { return }
    if guarding == .log {
      writeToStandardError("\(operation()): \(transfer) of \(aval)")
      return
    }
    throw JAXError(
      .argument, operation(), found: "\(transfer) of \(aval) inside transferGuard(.disallow).",
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
  var changed = Configuration.current
  change(&changed)
  var configuration: Configuration? = changed
  return try Context.exchanging({ swap(&$0.configuration, &configuration) }, body)
}

/// Runs an asynchronous closure with settings changed.
package func withConfiguration<Result: Sendable>(
  _ change: (inout Configuration) -> Void, _ body: @Sendable () async throws -> Result
) async rethrows -> Result {
  var context = CapturedContext()
  var configuration = context.configuration ?? .standard
  change(&configuration)
  context.configuration = configuration
  return try await context.run(body)
}
