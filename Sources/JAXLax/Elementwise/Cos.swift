// Cosine.

extension lax {
  /// Element-wise cosine.
  ///
  /// dy = −sin x · dx
  ///
  /// -
  ///
  /// - Source: `jax.lax.cos`; StableHLO `cosine`.
  public static func cos(_ x: Tensor) -> Tensor { bind(Cos(), x) }
}

struct Cos: DifferentiableUnary {
  static let name = "cos"
  static let operation = "stablehlo.cosine"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.neg(lax.mul(dx, lax.sin(x))) }
}
