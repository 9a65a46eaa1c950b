// The hyperbolic tangent.

extension lax {
  /// Element-wise hyperbolic tangent.
  ///
  /// dy = (1 + y)(1 − y) · dx
  ///
  /// - Source: `jax.lax.tanh`; StableHLO `tanh`.
  public static func tanh(_ x: Tensor) -> Tensor { bind(Tanh(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func tanh(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Tanh(accuracy: accuracy), x)
  }
}

struct Tanh: AccurateUnary, TangentUnary {
  static let name = "tanh"
  static let operation = "stablehlo.tanh"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  // The product form keeps the precision that 1 − y² loses where |y| is near 1.
  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    if accuracy == .highest {
      func half(_ scale: Double) -> Tensor {
        lax.logistic(lax.mul(constant(scale, like: x), x), accuracy: accuracy)
      }
      return lax.mul(dx, lax.mul(constant(4, like: x), lax.mul(half(2), half(-2))))
    }
    return lax.mul(lax.add(dx, lax.mul(dx, y)), lax.sub(constant(1, like: x), y))
  }
}
