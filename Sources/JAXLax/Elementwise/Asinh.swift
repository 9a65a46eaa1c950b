// The inverse of the hyperbolic sine.

extension lax {
  /// Element-wise inverse hyperbolic sine.
  ///
  /// dy = dx / √(x² + 1)
  ///
  /// - Source: `jax.lax.asinh`; CHLO `asinh`.
  public static func asinh(_ x: Tensor) -> Tensor { bind(Asinh(), x) }
}

struct Asinh: DifferentiableUnary {
  static let name = "asinh"
  static let operation = "chlo.asinh"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.rsqrt(lax.add(lax.square(x), constant(1, like: x))))
  }
}
