// The exponential near 0.

extension lax {
  /// Element-wise eˣ − 1, accurate where x is small.
  ///
  /// dy = (y + 1) · dx
  ///
  /// - Source: `jax.lax.expm1`; StableHLO `exponential_minus_one`.
  public static func expm1(_ x: Tensor) -> Tensor { bind(Expm1(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func expm1(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Expm1(accuracy: accuracy), x)
  }
}

struct Expm1: AccurateUnary, ExponentialUnary {
  static let name = "expm1"
  static let operation = "stablehlo.exponential_minus_one"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    accuracy == .highest
      ? lax.mul(dx, lax.exp(x, accuracy: accuracy))
      : lax.mul(dx, lax.add(y, constant(1, like: y)))
  }
}
