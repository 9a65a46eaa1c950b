// The derivative of samples of the gamma distribution with respect to its parameter.
//
// Source: M. Figurnov, S. Mohamed, A. Mnih, "Implicit reparameterization gradients", NeurIPS 2018.

extension lax {
  /// Element-wise derivative with respect to a of samples x of the gamma distribution Γ(a, 1).
  ///
  /// dx/da = −∂P/∂a / ∂P/∂x
  ///
  /// - Source: `jax.lax.random_gamma_grad`.
  public static func randomGammaGrad(_ a: Tensor, _ x: Tensor) -> Tensor {
    bind(RandomGammaGrad(), a, x)
  }
}

struct RandomGammaGrad: GammaDerivative {
  static let name = "random_gamma_grad"
  static let result = IncompleteGammaResult.sampleDerivative
}
