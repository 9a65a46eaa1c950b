// The cube root.

extension lax {
  /// Element-wise real cube root.
  ///
  /// dy = ⅓ · y⁻² · dx
  ///
  /// - Source: `jax.lax.cbrt`; StableHLO `cbrt`.
  public static func cbrt(_ x: Tensor) -> Tensor { bind(Cbrt(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func cbrt(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Cbrt(accuracy: accuracy), x)
  }
}

struct Cbrt: AccurateUnary {
  static let name = "cbrt"
  static let operation = "stablehlo.cbrt"
  static let accepts = DTypeSet.floating

  let accuracy: lax.Accuracy?

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.mul(constant(1.0 / 3, like: x), lax.integerPow(y, -2)))
  }
}
