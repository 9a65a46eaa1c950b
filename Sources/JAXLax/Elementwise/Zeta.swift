// The Hurwitz zeta function.

extension lax {
  /// Element-wise Hurwitz zeta function: the sum of (n + q)⁻ˣ over n ≥ 0.
  ///
  ///     lax.zeta([2.0], [1.0])                            // [π²/6]
  ///
  /// dz = ∂ζ/∂x · dx − x · ζ(x + 1, q) · dq
  ///
  /// - Source: `jax.lax.zeta`, which has no derivative, and `jax.scipy.special.zeta`, which has it; CHLO `zeta`.
  public static func zeta(_ x: Tensor, _ q: Tensor) -> Tensor { bind(Zeta(), x, q) }
}

struct Zeta: ElementwiseBinary {
  static let name = "zeta"
  static let operation = "chlo.zeta"
  static let accepts = DTypeSet.floating

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let (x, q) = (primals[0], primals[1])
      let z = bind(self, x, q)
      let fromExponent = tangents[0].map { lax.mul($0, Self.slopeInExponent(x, q)) }
      let fromBase = tangents[1].map { dq in
        lax.mul(
          dq, lax.mul(lax.neg(x), lax.zeta(lax.add(x, constant(1, like: x)), q)))
      }
      let tangent = addTangents(fromExponent, fromBase)
      return ([z], [tangent.map { broadcastTangent($0, to: z) }])
    }
  }

  /// ∂ζ/∂x, by the Euler-Maclaurin formula differentiated term by term.
  ///
  /// ζ(x, q) ≈ Σ_{k<n} (q+k)⁻ˣ + b¹⁻ˣ/(x−1) + b⁻ˣ (1/2 + Σⱼ B₂ⱼ/(2j)! · (x)₂ⱼ₋₁ b¹⁻²ʲ), with b = q + n and the rising
  /// factorial (x)ₘ. Source: F. Johansson, arXiv:1309.2877, section 2.
  private static func slopeInExponent(_ x: Tensor, _ q: Tensor) -> Tensor {
    let count = x.dtype == .float64 ? 16 : 8
    func number(_ value: Double) -> Tensor { constant(value, like: x) }
    func power(_ logarithm: Tensor) -> Tensor { lax.exp(lax.neg(lax.mul(x, logarithm))) }
    var slope = number(0)
    for k in 0..<count {
      let logarithm = lax.log(lax.add(q, number(Double(k))))
      slope = lax.sub(slope, lax.mul(logarithm, power(logarithm)))
    }
    let base = lax.add(q, number(Double(count)))
    let logarithm = lax.log(base)
    let last = power(logarithm)
    let excess = lax.sub(x, number(1))
    let integral = lax.div(lax.mul(last, base), excess)
    slope = lax.sub(
      slope, lax.mul(integral, lax.add(logarithm, lax.div(number(1), excess))))
    var product = lax.div(x, base)
    var harmonic = lax.div(number(1), x)
    var corrections = number(0.5)
    var correctionSlopes = number(0)
    for (j, coefficient) in bernoulliOverFactorial.prefix(count).enumerated() {
      if j > 0 {
        for i in [2 * j - 1, 2 * j] {
          let factor = lax.add(x, number(Double(i)))
          product = lax.mul(product, lax.div(factor, base))
          harmonic = lax.add(harmonic, lax.div(number(1), factor))
        }
      }
      let term = lax.mul(number(coefficient), product)
      corrections = lax.add(corrections, term)
      correctionSlopes = lax.add(correctionSlopes, lax.mul(term, harmonic))
    }
    return lax.add(
      slope, lax.mul(last, lax.sub(correctionSlopes, lax.mul(logarithm, corrections))))
  }

  /// B₂ⱼ/(2j)! for j from 1, with the Bernoulli numbers B.
  private static let bernoulliOverFactorial: [Double] = [
    0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07,
    2.08767569878681e-08, -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
    8.586062056277845e-15, -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19,
    3.534707039629467e-21, -8.953517427037546e-23, 2.267952452337683e-24, -5.744790668872202e-26,
  ]
}
