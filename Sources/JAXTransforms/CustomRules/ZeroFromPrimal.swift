// The zero tangent of a value.

import JAXLax

/// The tangent zero of a value.
///
///     zeroFromPrimal(x, symbolicZeros: true).isSymbolicZero      // true
///
/// - Parameters:
///   - primal: the value whose shape and dtype the zero has.
///   - symbolicZeros: whether it is one that derivatives skip, instead of an array of zeros.
/// - Source: `jax.custom_derivatives.zero_from_primal`.
public func zeroFromPrimal(_ primal: Tensor, symbolicZeros: Bool = false) -> Tensor {
  symbolicZeros ? Tensor(SymbolicZero(primal.aval.tangent)) : lax.zeros(primal.aval.tangent)
}

extension ShapedArray {
  /// The type of tangents and cotangents of a value; those of integers are zeros of `float32` that nothing looks at.
  var tangent: ShapedArray { dtype.isInexact ? self : with(dtype: .float32) }
}
