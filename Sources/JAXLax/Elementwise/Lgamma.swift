// The logarithm of the gamma function.

extension lax {
  /// Element-wise log |Γ(x)|.
  ///
  /// dy = ψ(x) · dx
  ///
  /// - Source: `jax.lax.lgamma`; CHLO `lgamma`.
  public static func lgamma(_ x: Tensor) -> Tensor { bind(Lgamma(), x) }
}

struct Lgamma: DifferentiableUnary {
  static let name = "lgamma"
  static let operation = "chlo.lgamma"
  static let accepts = DTypeSet.floating

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor { lax.mul(dx, lax.digamma(x)) }
}
