// The inverse of sine.

extension lax {
  /// Element-wise inverse sine, from −π/2 to π/2.
  ///
  /// dy = dx / √(1 − x²)
  ///
  /// - Source: `jax.lax.asin`; CHLO `asin`.
  public static func asin(_ x: Tensor) -> Tensor { bind(Asin(), x) }
}

struct Asin: DifferentiableUnary {
  static let name = "asin"
  static let operation = "chlo.asin"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.rsqrt(lax.sub(constant(1, like: x), lax.square(x))))
  }
}
