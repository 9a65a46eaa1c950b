// The settings of JAX that hold inside of a closure.
//
// Source: jax/_src/config.py.

extension jax {
  /// Makes a NaN in a result an error inside of a closure.
  ///
  ///     try catchingErrors { jax.debugNans { jnp.log(-1.0) } }       // log: NaN in a result of float32[].
  ///
  /// A compiled function is run again, operation by operation, to find the one to blame. Each result is waited for, so it
  /// is slow.
  ///
  /// - Source: `jax.debug_nans`.
  public static func debugNans<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withConfiguration({ $0.isCheckingNaNs = true }, body)
  }

  /// `debugNans` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.debug_nans`.
  public static func debugNans<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.isCheckingNaNs = true }, body)
  }

  /// Makes an infinity in a result an error inside of a closure, as ``debugNans(_:)`` does for NaN.
  ///
  /// - Source: `jax.debug_infs`.
  public static func debugInfs<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withConfiguration({ $0.isCheckingInfs = true }, body)
  }

  /// `debugInfs` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.debug_infs`.
  public static func debugInfs<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.isCheckingInfs = true }, body)
  }

  /// Checks the types of every program made inside of a closure, as debug builds always do.
  ///
  /// - Source: `jax.enable_checks`.
  public static func enableChecks<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withConfiguration({ $0.isCheckingPrograms = true }, body)
  }

  /// `enableChecks` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.enable_checks`.
  public static func enableChecks<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.isCheckingPrograms = true }, body)
  }

  /// Reports each compilation inside of a closure on the standard error stream.
  ///
  /// - Source: `jax.log_compiles`.
  public static func logCompiles<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withConfiguration({ $0.reportCompilation = writeToStandardError }, body)
  }

  /// `logCompiles` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.log_compiles`.
  public static func logCompiles<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.reportCompilation = writeToStandardError }, body)
  }

  /// Makes it an error that a compiled function is traced anew inside of a closure: nothing is compiled twice unnoticed.
  ///
  /// - Source: `jax.no_tracing`.
  public static func noTracing<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withConfiguration({ $0.isTracingForbidden = true }, body)
  }

  /// `noTracing` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.no_tracing`.
  public static func noTracing<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.isTracingForbidden = true }, body)
  }

  /// Decides what happens where arrays of different numbers of axes are broadcast together inside of a closure.
  ///
  ///     jax.numpyRankPromotion(.raise) { x + y }
  ///
  /// - Source: `jax.numpy_rank_promotion`.
  public static func numpyRankPromotion<Result>(
    _ rule: RankPromotion, _ body: () throws -> Result
  ) rethrows -> Result {
    try withConfiguration({ $0.rankPromotion = rule }, body)
  }

  /// `numpyRankPromotion` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.numpy_rank_promotion`.
  public static func numpyRankPromotion<Result: Sendable>(
    _ rule: RankPromotion, _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.rankPromotion = rule }, body)
  }

  /// The precision of contractions inside of a closure that name none.
  ///
  ///     jax.defaultMatmulPrecision(.highest) { jnp.matmul(x, y) }
  ///
  /// - Source: `jax.default_matmul_precision`.
  public static func defaultMatmulPrecision<Result>(
    _ precision: JAXLax.lax.Precision, _ body: () throws -> Result
  ) rethrows -> Result {
    try withConfiguration({ $0.matmulPrecision = precision.rawValue }, body)
  }

  /// `defaultMatmulPrecision` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.default_matmul_precision`.
  public static func defaultMatmulPrecision<Result: Sendable>(
    _ precision: JAXLax.lax.Precision, _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.matmulPrecision = precision.rawValue }, body)
  }

  /// Compiles the operations inside of a closure as on every platform, instead of as suits the compiler of this one.
  ///
  ///     jax.portableLowerings { lower { x in jnp.sum(x) }(x) }
  ///
  /// It is for comparing the two: long sums are less exact so, and some operations slower.
  public static func portableLowerings<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withConfiguration({ $0.usesPortableLowerings = true }, body)
  }

  /// `portableLowerings` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  public static func portableLowerings<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.usesPortableLowerings = true }, body)
  }

  /// Decides what happens where values move between host and device unasked inside of a closure.
  ///
  ///     jax.transferGuard(.disallow) { step(&state, batch) }
  ///
  /// Unasked are numbers in source code that a computation needs on the device, and values that are read or printed.
  ///
  /// - Source: `jax.transfer_guard`.
  public static func transferGuard<Result>(
    _ rule: TransferGuard, _ body: () throws -> Result
  ) rethrows -> Result {
    try withConfiguration({ $0.transferGuard = rule }, body)
  }

  /// `transferGuard` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.transfer_guard`.
  public static func transferGuard<Result: Sendable>(
    _ rule: TransferGuard, _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.transferGuard = rule }, body)
  }

  /// Makes `random.PRNGKey` give typed keys, as `random.key` does, inside of a closure.
  ///
  /// - Source: `jax.enable_custom_prng`.
  public static func enableCustomPrng<Result>(_ body: () throws -> Result) rethrows -> Result {
    try withConfiguration({ $0.usesTypedKeys = true }, body)
  }

  /// `enableCustomPrng` for an asynchronous closure: the setting holds across its `await`s and in its child tasks.
  ///
  /// - Source: `jax.enable_custom_prng`.
  public static func enableCustomPrng<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async rethrows -> Result {
    try await withConfiguration({ $0.usesTypedKeys = true }, body)
  }

  /// Forgets compiled programs and traced functions; what is called again is traced and compiled again.
  ///
  /// - Source: `jax.clear_caches`.
  public static func clearCaches() { clearProgramCaches() }

  /// Checks that no tracer made in a closure outlives its function: ``checkingLeaks(_:)`` under its other name.
  ///
  /// - Source: `jax.check_tracer_leaks`.
  @discardableResult
  public static func checkTracerLeaks<Result>(_ body: () throws -> Result) rethrows -> Result {
    try checkingLeaks(body)
  }
}
