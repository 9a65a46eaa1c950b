// The regularized incomplete beta function, by its continued fraction.
//
// The fraction converges fast for x < (a+1)/(a+b+2); elsewhere Iₓ(a, b) = 1 − I₁₋ₓ(b, a) is used.
// Source: NIST DLMF 8.17.22, 8.17.4; W. J. Lentz, Appl. Opt. 15 (1976) 668, in the form of Thompson and Barnett.

import StableHLO

extension lax {
  /// Element-wise regularized incomplete beta function, Iₓ(a, b) = 1/B(a, b) ∫₀ˣ t^(a−1) (1−t)^(b−1) dt.
  ///
  ///     lax.betainc([1.0], [1.0], [0.25])                 // [0.25]
  ///
  /// dz = x^(a−1) (1−x)^(b−1) / B(a, b) · dx; there is no derivative with respect to a and b.
  ///
  /// - Source: `jax.lax.betainc`.
  public static func betainc(_ a: Tensor, _ b: Tensor, _ x: Tensor) -> Tensor {
    bind(RegularizedIncompleteBeta(), a, b, x)
  }
}

struct RegularizedIncompleteBeta: Elementwise {
  static let name = "regularized_incomplete_beta"
  static let userName = "betainc"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try checkEqualDTypes(dtypes, Self.userName)
    try DTypeSet.floating.check(dtypes[0], Self.userName)
    return dtypes[0]
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let (a, b, x) = (primals[0], primals[1], primals[2])
      try requireConstant(tangents[0], "parameter a", Self.userName)
      try requireConstant(tangents[1], "parameter b", Self.userName)
      let z = bind(self, a, b, x)
      return ([z], [tangents[2].map { broadcastTangent(lax.mul(density(a, b, x), $0), to: z) }])
    }
  }

  /// The density of the beta distribution, ∂Iₓ/∂x.
  private func density(_ a: Tensor, _ b: Tensor, _ x: Tensor) -> Tensor {
    let one = constant(1, like: x)
    let logBeta = lax.sub(lax.add(lax.lgamma(a), lax.lgamma(b)), lax.lgamma(lax.add(a, b)))
    let logWeight = lax.add(
      lax.mul(lax.sub(b, one), lax.log1p(lax.neg(x))),
      lax.mul(lax.sub(a, one), lax.log(x)))
    return lax.exp(lax.sub(logWeight, logBeta))
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    let aval = ShapedArray(shape: output.shape, dtype: output.dtype.widened)
    let arguments = operands.map { context.convert($0, to: aval.dtype.elementType) }
    let number = ShapedArray(shape: [], dtype: .int32)
    let flag = ShapedArray(shape: [], dtype: .bool)
    let half = (aval.dtype.finfo?.eps ?? 0) / 2

    let start = try context.trace(arguments, [aval, aval, aval]) {
      let (_, a, b, x) = Self.reflected($0[0], $0[1], $0[2])
      let tiny = filled(half, like: x)
      let counter = Tensor(.int(1), dtype: .int32)
      return [counter, Tensor(.bool(true), dtype: .bool), tiny, filled(0, like: x), tiny, a, b, x]
    }
    let iterations: Int64 = aval.dtype == .float32 ? 200 : 600
    let end = try context.loop(
      start, [number, flag, aval, aval, aval, aval, aval, aval],
      while: { ($0[0] .< Tensor(.int(iterations), dtype: .int32)) .& $0[1] },
      body: { Self.nextLevel($0, smallest: half) })
    let result = try context.trace(arguments + [end[4]], [aval, aval, aval, aval]) {
      [Self.finish($0[0], $0[1], $0[2], fraction: $0[3])]
    }
    return context.convert(result[0], to: output.dtype.elementType)
  }

  /// Where the fraction converges fast, and the arguments that it is evaluated at.
  private static func reflected(_ a: Tensor, _ b: Tensor, _ x: Tensor) -> (
    isDirect: Tensor, a: Tensor, b: Tensor, x: Tensor
  ) {
    let isDirect = x .< (a + 1) / (a + b + 2)
    return (
      isDirect, lax.select(isDirect, a, b), lax.select(isDirect, b, a),
      lax.select(isDirect, x, 1 - x)
    )
  }

  /// One level of the fraction: the state is level, whether it goes on, c, d, value, a, b and x.
  private static func nextLevel(_ state: [Tensor], smallest: Double) -> [Tensor] {
    let (level, value) = (state[0], state[4])
    let (a, b, x) = (state[5], state[6], state[7])
    let smallest = constant(smallest, like: x)
    func awayFromZero(_ x: Tensor) -> Tensor {
      lax.select(lax.abs(x) .< smallest, smallest, x)
    }
    let numerator = partialNumerator(level, a, b, x)
    let c = awayFromZero(1 + numerator / state[2])
    let d = lax.reciprocal(awayFromZero(1 + numerator * state[3]))
    let delta = c * d
    return [
      level + 1, anyElement(lax.abs(delta - 1) .>= smallest), c, d, value * delta, a, b, x,
    ]
  }

  /// The numerator of one level of the fraction; all denominators are 1.
  private static func partialNumerator(
    _ level: Tensor, _ a: Tensor, _ b: Tensor, _ x: Tensor
  ) -> Tensor {
    let two = Tensor(.int(2), dtype: .int32)
    let m = lax.convertElementType(lax.div(level - 1, two), x.dtype)
    // Without m, so that a tiny is not lost where subnormal numbers are flushed to 0.
    let first = -(a + b) * x / (a + 1)
    let even = lax.select(
      m .== 0, first, -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)))
    let odd = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    let numerator = lax.select(lax.rem(level, two) .== 0, even, odd)
    return lax.select(level .== 1, constant(1, like: x), numerator)
  }

  /// The function, from the value of the fraction.
  private static func finish(
    _ a: Tensor, _ b: Tensor, _ x: Tensor, fraction: Tensor
  ) -> Tensor {
    let value = scaled(a, b, x, fraction)
    let infinity = constant(.infinity, like: x)
    let aVanishes = (a .== 0) .| (b .== infinity)
    let bVanishes = (b .== 0) .| (a .== infinity)
    let isZero = (bVanishes .& (x .!= 1)) .| (aVanishes .& (x .== 0))
    let isOne = (aVanishes .& (x .!= 0)) .| (bVanishes .& (x .== 1))
    let isOutside =
      (a .< 0) .| (b .< 0) .| (x .< 0) .| (x .> 1) .| (aVanishes .& bVanishes)
      .| isNaN(a) .| isNaN(b) .| isNaN(x)
    let known = lax.select(
      isOne, constant(1, like: x), lax.select(isZero, constant(0, like: x), value))
    return notANumber(where: isOutside, else: known)
  }

  private static func scaled(
    _ originalA: Tensor, _ originalB: Tensor, _ originalX: Tensor, _ fraction: Tensor
  ) -> Tensor {
    let (isDirect, a, b, x) = reflected(originalA, originalB, originalX)
    let smallLogBeta = lax.lgamma(b) - lax.lgamma(a + b)
    let logBeta = lax.lgamma(a) + smallLogBeta
    // a Γ(a) tends to 1 as a tends to 0, which avoids a division by zero.
    let verySmall = constant(2 * (x.dtype.finfo?.tiny ?? 0), like: x)
    let factor = lax.select(
      a .< verySmall, lax.exp(lax.log1p(-x) * b - smallLogBeta),
      lax.exp(lax.log(x) * a + lax.log1p(-x) * b - logBeta) / a)
    let value = fraction * factor
    return lax.select(isDirect, value, 1 - value)
  }
}
