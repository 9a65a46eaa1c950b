// Sine.

extension lax {
  /// Element-wise sine.
  ///
  /// dy = cos x · dx
  ///
  /// -
  ///
  /// - Source: `jax.lax.sin`; StableHLO `sine`.
  public static func sin(_ x: Tensor) -> Tensor { bind(Sin(), x) }
}

struct Sin: DifferentiableUnary {
  static let name = "sin"
  static let operation = "stablehlo.sine"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.mul(dx, lax.cos(x)) }
}
