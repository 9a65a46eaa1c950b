// The logarithm near 1.

extension lax {
  /// Element-wise log(1 + x), accurate where x is small.
  ///
  /// dy = dx / (1 + x)
  ///
  /// - Source: `jax.lax.log1p`; StableHLO `log_plus_one`.
  public static func log1p(_ x: Tensor) -> Tensor { bind(Log1p(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func log1p(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Log1p(accuracy: accuracy), x)
  }
}

struct Log1p: AccurateUnary {
  static let name = "log1p"
  static let operation = "stablehlo.log_plus_one"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.div(dx, lax.add(x, constant(1, like: x)))
  }
}
