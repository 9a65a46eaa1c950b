// The square root.

extension lax {
  /// Element-wise square root.
  ///
  /// dy = ½ · dx / y, which is infinite at 0.
  ///
  /// - Source: `jax.lax.sqrt`; StableHLO `sqrt`.
  public static func sqrt(_ x: Tensor) -> Tensor { bind(Sqrt(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func sqrt(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Sqrt(accuracy: accuracy), x)
  }
}

struct Sqrt: AccurateUnary {
  static let name = "sqrt"
  static let operation = "stablehlo.sqrt"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.div(constant(0.5, like: x), y))
  }
}
