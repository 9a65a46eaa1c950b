// The upper regularized incomplete gamma function.

extension lax {
  /// Element-wise upper regularized incomplete gamma function, Q(a, x) = 1 − P(a, x), accurate where it is small.
  ///
  ///     lax.igammac([1.0], [2.0])                         // [e⁻²]
  ///
  /// dz = −∂P/∂a · da − x^(a−1) e⁻ˣ / Γ(a) · dx
  ///
  /// - Source: `jax.lax.igammac`.
  public static func igammac(_ a: Tensor, _ x: Tensor) -> Tensor { bind(Igammac(), a, x) }
}

struct Igammac: IncompleteGamma, DifferentiableBinary {
  static let name = "igammac"
  static let result = IncompleteGammaResult.value

  static func usesFraction(_ a: Tensor, _ x: Tensor) -> Tensor { .!((x .< 1) .| (x .< a)) }

  static func isKnown(_ a: Tensor, _ x: Tensor) -> Tensor {
    (a .== 0) .| (x .== constant(.infinity, like: x)) .| isOutsideGammaDomain(a, x)
  }

  static func join(_ a: Tensor, _ x: Tensor, series: Tensor, fraction: Tensor) -> Tensor {
    let value = lax.select(usesFraction(a, x), fraction, 1 - series)
    let vanishes = (x .== constant(.infinity, like: x)) .| (a .== 0)
    return notANumber(
      where: isOutsideGammaDomain(a, x),
      else: lax.select(vanishes, constant(0, like: x), value))
  }

  func tangent(dx da: Tensor, x a: Tensor, y x: Tensor, z: Tensor) -> Tensor {
    lax.neg(lax.mul(da, lax.igammaGradA(a, x)))
  }

  func tangent(dy dx: Tensor, x a: Tensor, y x: Tensor, z: Tensor) -> Tensor {
    lax.neg(lax.mul(dx, gammaDensity(a, x)))
  }
}
