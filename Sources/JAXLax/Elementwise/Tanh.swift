// The hyperbolic tangent.

extension lax {
  /// Element-wise hyperbolic tangent.
  ///
  /// dy = (1 + y)(1 − y) · dx
  ///
  /// -
  ///
  /// - Source: `jax.lax.tanh`; StableHLO `tanh`.
  public static func tanh(_ x: Tensor) -> Tensor { bind(Tanh(), x) }
}

struct Tanh: DifferentiableUnary {
  static let name = "tanh"
  static let operation = "stablehlo.tanh"
  static let accepts = DTypeSet.inexact

  // The product form keeps the precision that 1 − y² loses where |y| is near 1.
  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(lax.add(dx, lax.mul(dx, y)), lax.sub(constant(1, like: x), y))
  }
}
