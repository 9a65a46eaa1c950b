// The hyperbolic sine.

extension lax {
  /// Element-wise hyperbolic sine.
  ///
  /// dy = cosh x · dx
  ///
  /// - Source: `jax.lax.sinh`; CHLO `sinh`.
  public static func sinh(_ x: Tensor) -> Tensor { bind(Sinh(), x) }
}

struct Sinh: DifferentiableUnary, ExponentialUnary {
  static let name = "sinh"
  static let operation = "chlo.sinh"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.mul(dx, lax.cosh(x)) }
}
