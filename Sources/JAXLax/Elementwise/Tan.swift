// Tangent.

extension lax {
  /// Element-wise tangent.
  ///
  /// dy = (1 + y²) · dx
  ///
  /// - Source: `jax.lax.tan`; StableHLO `tan`.
  public static func tan(_ x: Tensor) -> Tensor { bind(Tan(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func tan(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Tan(accuracy: accuracy), x)
  }
}

struct Tan: AccurateUnary, TangentUnary {
  static let name = "tan"
  static let operation = "stablehlo.tan"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.add(constant(1, like: x), lax.square(y)))
  }
}
