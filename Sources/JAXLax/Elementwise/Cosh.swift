// The hyperbolic cosine.

extension lax {
  /// Element-wise hyperbolic cosine.
  ///
  /// dy = sinh x · dx
  ///
  /// - Source: `jax.lax.cosh`; CHLO `cosh`.
  public static func cosh(_ x: Tensor) -> Tensor { bind(Cosh(), x) }
}

struct Cosh: DifferentiableUnary, ExponentialUnary {
  static let name = "cosh"
  static let operation = "chlo.cosh"
  static let accepts = DTypeSet.inexact

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.mul(dx, lax.sinh(x)) }
}
