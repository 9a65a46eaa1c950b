// The digamma function.

extension lax {
  /// Element-wise ψ(x), the derivative of log Γ.
  ///
  /// dy = ψ′(x) · dx
  ///
  /// - Source: `jax.lax.digamma`; CHLO `digamma`.
  public static func digamma(_ x: Tensor) -> Tensor { bind(Digamma(), x) }
}

struct Digamma: DifferentiableUnary {
  static let name = "digamma"
  static let operation = "chlo.digamma"
  static let accepts = DTypeSet.floating

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.polygamma(constant(1, like: x), x))
  }
}
