// Sine.

extension lax {
  /// Element-wise sine.
  ///
  /// dy = cos x · dx
  ///
  /// - Source: `jax.lax.sin`; StableHLO `sine`.
  public static func sin(_ x: Tensor) -> Tensor { bind(Sin(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func sin(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Sin(accuracy: accuracy), x)
  }
}

struct Sin: AccurateUnary {
  static let name = "sin"
  static let operation = "stablehlo.sine"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.cos(x, accuracy: accuracy))
  }
}
