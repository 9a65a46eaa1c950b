// The inverse of the hyperbolic tangent.

extension lax {
  /// Element-wise inverse hyperbolic tangent.
  ///
  /// dy = dx / ((1 + x)(1 − x))
  ///
  /// - Source: `jax.lax.atanh`; CHLO `atanh`.
  public static func atanh(_ x: Tensor) -> Tensor { bind(Atanh(), x) }
}

struct Atanh: DifferentiableUnary {
  static let name = "atanh"
  static let operation = "chlo.atanh"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    let one = constant(1, like: x)
    return lax.mul(lax.reciprocal(lax.add(one, x)), lax.div(dx, lax.sub(one, x)))
  }
}
