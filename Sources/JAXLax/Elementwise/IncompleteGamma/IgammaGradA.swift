// The derivative of the incomplete gamma function with respect to its first argument.

extension lax {
  /// Element-wise ∂P(a, x)/∂a of the lower regularized incomplete gamma function.
  ///
  /// - Source: `jax.lax.igamma_grad_a`.
  public static func igammaGradA(_ a: Tensor, _ x: Tensor) -> Tensor { bind(IgammaGradA(), a, x) }
}

struct IgammaGradA: GammaDerivative {
  static let name = "igamma_grad_a"
  static let result = IncompleteGammaResult.derivative
}
