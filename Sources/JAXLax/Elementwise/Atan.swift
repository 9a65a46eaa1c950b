// The inverse of tangent.

extension lax {
  /// Element-wise inverse tangent, from −π/2 to π/2.
  ///
  /// dy = dx / (1 + x²)
  ///
  /// - Source: `jax.lax.atan`; CHLO `atan`.
  public static func atan(_ x: Tensor) -> Tensor { bind(Atan(), x) }
}

struct Atan: DifferentiableUnary {
  static let name = "atan"
  static let operation = "chlo.atan"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.div(dx, lax.add(constant(1, like: x), lax.square(x)))
  }
}
