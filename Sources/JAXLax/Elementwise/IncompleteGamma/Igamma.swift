// The lower regularized incomplete gamma function.

extension lax {
  /// Element-wise lower regularized incomplete gamma function, P(a, x) = 1/Γ(a) ∫₀ˣ t^(a−1) e⁻ᵗ dt.
  ///
  ///     lax.igamma([1.0], [2.0])                          // [1 − e⁻²]
  ///
  /// dz = ∂P/∂a · da + x^(a−1) e⁻ˣ / Γ(a) · dx
  ///
  /// - Source: `jax.lax.igamma`.
  public static func igamma(_ a: Tensor, _ x: Tensor) -> Tensor { bind(Igamma(), a, x) }
}

struct Igamma: IncompleteGamma, DifferentiableBinary {
  static let name = "igamma"
  static let result = IncompleteGammaResult.value

  static func usesFraction(_ a: Tensor, _ x: Tensor) -> Tensor { (x .>= 1) .& (x .> a) }

  static func isKnown(_ a: Tensor, _ x: Tensor) -> Tensor {
    (x .== 0) .| (x .== constant(.infinity, like: x)) .| isOutsideGammaDomain(a, x)
  }

  static func join(_ a: Tensor, _ x: Tensor, series: Tensor, fraction: Tensor) -> Tensor {
    let (zero, one) = (constant(0, like: x), constant(1, like: x))
    var value = lax.select(usesFraction(a, x), 1 - fraction, series)
    value = lax.select(x .== 0, zero, value)
    value = lax.select(x .== constant(.infinity, like: x), one, value)
    return notANumber(where: isOutsideGammaDomain(a, x), else: value)
  }

  func tangent(dx da: Tensor, x a: Tensor, y x: Tensor, z: Tensor) -> Tensor {
    lax.mul(da, lax.igammaGradA(a, x))
  }

  func tangent(dy dx: Tensor, x a: Tensor, y x: Tensor, z: Tensor) -> Tensor {
    lax.mul(dx, gammaDensity(a, x))
  }
}

/// Where P(a, x) is not defined.
func isOutsideGammaDomain(_ a: Tensor, _ x: Tensor) -> Tensor {
  (x .< 0) .| (a .< 0) .| ((a .== 0) .& (x .== 0)) .| isNaN(a) .| isNaN(x)
}

/// The density of the gamma distribution, ∂P/∂x.
func gammaDensity(_ a: Tensor, _ x: Tensor) -> Tensor {
  let one = constant(1, like: a)
  let logarithm = lax.sub(
    lax.add(lax.neg(x), lax.mul(lax.sub(a, one), lax.log(x))), lax.lgamma(a))
  return lax.exp(logarithm)
}
