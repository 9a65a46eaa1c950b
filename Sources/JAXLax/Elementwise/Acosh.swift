// The inverse of the hyperbolic cosine.

extension lax {
  /// Element-wise inverse hyperbolic cosine.
  ///
  /// dy = dx / √(x² − 1)
  ///
  /// - Source: `jax.lax.acosh`; CHLO `acosh`.
  public static func acosh(_ x: Tensor) -> Tensor { bind(Acosh(), x) }
}

struct Acosh: DifferentiableUnary {
  static let name = "acosh"
  static let operation = "chlo.acosh"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.rsqrt(lax.sub(lax.square(x), constant(1, like: x))))
  }
}
