// The inverse of cosine.

extension lax {
  /// Element-wise inverse cosine, from 0 to π.
  ///
  /// dy = −dx / √(1 − x²)
  ///
  /// - Source: `jax.lax.acos`; CHLO `acos`.
  public static func acos(_ x: Tensor) -> Tensor { bind(Acos(), x) }
}

struct Acos: DifferentiableUnary {
  static let name = "acos"
  static let operation = "chlo.acos"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.neg(lax.rsqrt(lax.sub(constant(1, like: x), lax.square(x)))))
  }
}
