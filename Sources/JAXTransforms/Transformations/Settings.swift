// Closures in which programs are made and run in another way.
//
// Source: jax/_src/api.py `disable_jit`, `named_call`; jax/_src/core.py `ensure_compile_time_eval`.

import JAXLax

/// Runs compiled functions inside of a closure one operation after the other, so that values can be printed and read in
/// them.
///
///     disableJit { jit { x in print(x); return x * 2 }(3.0) }       // prints 3.0
///
/// Functions of the library that are compiled as a whole run so too. `lax.cond` and `lax.switch` run the chosen function
/// only, and `lax.scan`, `lax.foriLoop`, `lax.map` and `lax.whileLoop` one step after the other, as far as the index, the
/// bounds or the condition are known.
///
/// - Source: `jax.disable_jit`.
public func disableJit<Result>(_ body: () throws -> Result) rethrows -> Result {
  try withConfiguration({ $0.isJitDisabled = true }, body)
}

/// Computes what a closure computes now, while the function around it is only traced.
///
/// Inside it operations on known values give known values, which may decide shapes and Swift conditions:
///
///     jit { x in
///       let count = ensureCompileTimeEval { Int((jnp.arange(4) .> 1).sum()) }
///       return x * Tensor(count)
///     }
///
/// Values of the traced function cannot be used in it.
///
/// - Source: `jax.ensure_compile_time_eval`.
public func ensureCompileTimeEval<Result>(_ body: () throws -> Result) rethrows -> Result {
  try withTrace(nil, body)
}

/// The function with its operations named, as by ``namedScope(_:_:)``.
///
///     let block = namedCall(transformerBlock, name: "block")
///
/// - Source: `jax.named_call`.
public func namedCall<A, R>(_ f: @escaping @Sendable (A) -> R, name: String) -> @Sendable (A) -> R {
  { a in namedScope(name) { f(a) } }
}

/// The function of two arguments with its operations named.
///
/// - Source: `jax.named_call`.
public func namedCall<A, B, R>(_ f: @escaping @Sendable (A, B) -> R, name: String)
  -> @Sendable (A, B) -> R
{
  { a, b in namedScope(name) { f(a, b) } }
}

/// The function of three arguments with its operations named.
///
/// - Source: `jax.named_call`.
public func namedCall<A, B, C, R>(_ f: @escaping @Sendable (A, B, C) -> R, name: String)
  -> @Sendable (A, B, C) -> R
{
  { a, b, c in namedScope(name) { f(a, b, c) } }
}

/// The function of four arguments with its operations named.
///
/// - Source: `jax.named_call`.
public func namedCall<A, B, C, D, R>(
  _ f: @escaping @Sendable (A, B, C, D) -> R, name: String
) -> @Sendable (A, B, C, D) -> R {
  { a, b, c, d in namedScope(name) { f(a, b, c, d) } }
}
