// The exponential.

extension lax {
  /// Element-wise eˣ.
  ///
  /// dy = y · dx
  ///
  /// -
  ///
  /// - Source: `jax.lax.exp`; StableHLO `exponential`.
  public static func exp(_ x: Tensor) -> Tensor { bind(Exp(), x) }
}

struct Exp: DifferentiableUnary {
  static let name = "exp"
  static let operation = "stablehlo.exponential"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.mul(dx, y) }
}
