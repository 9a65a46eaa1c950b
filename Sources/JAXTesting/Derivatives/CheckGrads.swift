// Checking the derivatives of functions of trees against central differences.
//
// Source: jax/_src/public_test_util.py `check_grads`, `check_jvp`, `check_vjp`.

import JAXCore
import JAXTransforms

/// Checks the derivatives of a function against central differences.
///
/// The tangents that `jvp` gives are compared with (f(x + h·u) − f(x − h·u)) / 2h for a direction u. The cotangents that
/// `vjp` gives for a cotangent v are compared with the same through ⟨u, Jᵀv⟩ = ⟨Ju, v⟩, for a direction in each floating
/// leaf of the arguments. For a higher order the same is done with the function's derivative in either mode, as
/// a function of the arguments and of the direction.
///
///     try checkGrads({ x, y in x * jnp.sin(y) }, 0.5, 2.0, order: 2)
///
/// Differences need digits: give arrays of `float64` if you can. The tolerances and the step are by default those that
/// fit the least accurate dtype: 1e-6 and 6e-6 for `float64`, 1e-2 and 5e-3 for `float32`.
///
/// - Parameters:
///   - f: the function, which is called many times.
///   - args: the point to check at. It should not be one where the function has a kink.
///   - order: the highest order of derivatives to check.
///   - modes: the ways of differentiation to check, in all combinations for higher orders.
///   - atol: the absolute difference that is allowed.
///   - rtol: the difference that is allowed, relative to the expected number.
///   - eps: the step of the differences.
/// - Throws: ``JAXError`` that names the order and the mode, the leaf, what was found and what differences give.
/// - Source: `jax.test_util.check_grads`.
public func checkGrads<each Argument: PyTree, Result: PyTree>(
  _ f: @escaping @Sendable (repeat each Argument) -> Result, _ args: repeat each Argument,
  order: Int, modes: Set<DerivativeMode> = [.forward, .reverse], atol: Double? = nil,
  rtol: Double? = nil, eps: Double? = nil
) throws {
  try DerivativeCheck("checkGrads", f, repeat each args, atol: atol, rtol: rtol, eps: eps)
    .run(order: order, modes: modes)
}

/// Checks the tangents that `jvp` gives for a function against central differences.
///
///     try checkJVP({ x in jnp.sin(x) }, 0.5)
///
/// - Source: `jax.test_util.check_jvp`.
public func checkJVP<each Argument: PyTree, Result: PyTree>(
  _ f: @escaping @Sendable (repeat each Argument) -> Result, _ args: repeat each Argument,
  atol: Double? = nil, rtol: Double? = nil, eps: Double? = nil
) throws {
  try DerivativeCheck("checkJVP", f, repeat each args, atol: atol, rtol: rtol, eps: eps)
    .run(order: 1, modes: [.forward])
}

/// Checks the cotangents that `vjp` gives for a function against central differences.
///
///     try checkVJP({ x in jnp.sin(x) }, 0.5)
///
/// - Source: `jax.test_util.check_vjp`.
public func checkVJP<each Argument: PyTree, Result: PyTree>(
  _ f: @escaping @Sendable (repeat each Argument) -> Result, _ args: repeat each Argument,
  atol: Double? = nil, rtol: Double? = nil, eps: Double? = nil
) throws {
  try DerivativeCheck("checkVJP", f, repeat each args, atol: atol, rtol: rtol, eps: eps)
    .run(order: 1, modes: [.reverse])
}
