// The exponential.

extension lax {
  /// Element-wise eˣ.
  ///
  /// dy = y · dx
  ///
  /// - Source: `jax.lax.exp`; StableHLO `exponential`.
  public static func exp(_ x: Tensor) -> Tensor { bind(Exp(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func exp(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Exp(accuracy: accuracy), x)
  }
}

struct Exp: AccurateUnary, ExponentialUnary {
  static let name = "exp"
  static let operation = "stablehlo.exponential"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.mul(dx, y) }
}
