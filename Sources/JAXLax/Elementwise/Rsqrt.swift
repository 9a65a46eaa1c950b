// The reciprocal square root.

extension lax {
  /// Element-wise 1/√x.
  ///
  /// dy = −½ · y/x · dx
  ///
  /// - Source: `jax.lax.rsqrt`; StableHLO `rsqrt`.
  public static func rsqrt(_ x: Tensor) -> Tensor { bind(Rsqrt(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func rsqrt(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Rsqrt(accuracy: accuracy), x)
  }
}

struct Rsqrt: AccurateUnary {
  static let name = "rsqrt"
  static let operation = "stablehlo.rsqrt"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.mul(constant(-0.5, like: x), lax.div(y, x)))
  }
}
