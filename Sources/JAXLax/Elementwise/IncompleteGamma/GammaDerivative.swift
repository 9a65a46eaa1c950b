// What the two derivatives with respect to a share: their domain, and how the expansions are joined.

/// A derivative of the incomplete gamma function with respect to a; it is not differentiated again.
protocol GammaDerivative: IncompleteGamma {}

extension GammaDerivative {
  static func usesFraction(_ a: Tensor, _ x: Tensor) -> Tensor { (x .> 1) .& (x .> a) }

  static func isKnown(_ a: Tensor, _ x: Tensor) -> Tensor { (x .== 0) .| isOutside(a, x) }

  static func join(_ a: Tensor, _ x: Tensor, series: Tensor, fraction: Tensor) -> Tensor {
    let value = lax.select(usesFraction(a, x), -fraction, series)
    return notANumber(
      where: isOutside(a, x), else: lax.select(x .== 0, constant(0, like: x), value))
  }

  private static func isOutside(_ a: Tensor, _ x: Tensor) -> Tensor {
    (x .< 0) .| (a .<= 0) .| isNaN(a) .| isNaN(x)
  }

  var derivative: DerivativeRule {
    .undefined(reason: "its own derivative is not implemented, in JAX neither.")
  }
}
