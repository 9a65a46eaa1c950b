// Cosine.

extension lax {
  /// Element-wise cosine.
  ///
  /// dy = −sin x · dx
  ///
  /// - Source: `jax.lax.cos`; StableHLO `cosine`.
  public static func cos(_ x: Tensor) -> Tensor { bind(Cos(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func cos(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Cos(accuracy: accuracy), x)
  }
}

struct Cos: AccurateUnary {
  static let name = "cos"
  static let operation = "stablehlo.cosine"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.neg(lax.mul(dx, lax.sin(x, accuracy: accuracy)))
  }
}
