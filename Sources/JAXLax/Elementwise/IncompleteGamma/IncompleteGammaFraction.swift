// The continued fraction of the complementary incomplete gamma function Q(a, x) = 1 − P(a, x).
//
// Numerators pₖ and denominators qₖ follow one recurrence; both are scaled down when they grow large.
// Source: S. Moshier, Cephes Mathematical Library, `igamc`; NIST DLMF 8.9.2.

/// The state of the evaluation of the continued fraction and of its derivative with respect to a.
struct IncompleteGammaFraction {
  private let isEnabled: Tensor
  private let count: Tensor
  private let ratio: Tensor
  private let error: Tensor
  private let y: Tensor
  private let z: Tensor
  private let p: Tensor
  private let q: Tensor
  private let previousP: Tensor
  private let previousQ: Tensor
  private let pSlope: Tensor
  private let qSlope: Tensor
  private let previousPSlope: Tensor
  private let previousQSlope: Tensor
  private let ratioSlope: Tensor

  /// The state before the first step; elements that are not enabled stay at it.
  init(isEnabled: Tensor, a: Tensor, x: Tensor) {
    let (zeros, ones) = (filled(0, like: x), filled(1, like: x))
    let y = 1 - a
    let z = x + y + 1
    let p = x + 1
    let q = z * x
    let ratio = p / q
    let qSlope = -x
    let ratioSlope = (zeros - ratio * qSlope) / q
    self.init(
      state: [isEnabled, constant(0, like: x), ratio, ones, y, z, p, q, ones, x]
        + [zeros, qSlope, zeros, zeros, ratioSlope])
  }

  init(state: [Tensor]) {
    isEnabled = state[0]
    count = state[1]
    ratio = state[2]
    error = state[3]
    y = state[4]
    z = state[5]
    p = state[6]
    q = state[7]
    previousP = state[8]
    previousQ = state[9]
    pSlope = state[10]
    qSlope = state[11]
    previousPSlope = state[12]
    previousQSlope = state[13]
    ratioSlope = state[14]
  }

  /// The tensors of the state.
  var state: [Tensor] {
    [isEnabled, count, ratio, error, y, z, p, q, previousP, previousQ]
      + [pSlope, qSlope, previousPSlope, previousQSlope, ratioSlope]
  }

  /// The state after one more level.
  func next(_ result: IncompleteGammaResult) -> IncompleteGammaFraction {
    let epsilon = constant(y.dtype.finfo?.eps ?? 0, like: y)
    let count = count + 1
    let y = y + 1
    let z = z + 2
    let yc = y * count
    let newP = p * z - previousP * yc
    let newQ = q * z - previousQ * yc
    let isUsable = newQ .!= 0
    let quotient = newP / newQ
    let error = lax.select(
      isUsable, lax.abs((ratio - quotient) / quotient), constant(1, like: y))
    let ratio = lax.select(isUsable, quotient, ratio)

    let newPSlope = pSlope * z - p - previousPSlope * yc + previousP * count
    let newQSlope = qSlope * z - q - previousQSlope * yc + previousQ * count
    let slope = lax.select(isUsable, (newPSlope - ratio * newQSlope) / newQ, ratioSlope)
    let slopeError = lax.select(isUsable, lax.abs(slope - ratioSlope), constant(1, like: y))

    let isLarge = lax.abs(newP) .> lax.reciprocal(epsilon)
    let recurrence = [newP, newQ, p, q, newPSlope, newQSlope, pSlope, qSlope].map {
      lax.select(isLarge, $0 * epsilon, $0)
    }
    let new = [ratio, error, y, z] + recurrence + [slope]
    let hasNotConverged = (result == .value ? error : slopeError) .> epsilon
    return IncompleteGammaFraction(
      state: [isEnabled .& hasNotConverged, count]
        + zip(new, state.dropFirst(2)).map { lax.select(isEnabled, $0, $1) })
  }

  /// The ratio and its derivative, of a state.
  static func results<Element>(_ state: [Element]) -> [Element] { [state[2], state[14]] }

  /// The result asked for, from the ratio and its derivative.
  static func finish(
    _ result: IncompleteGammaResult, _ a: Tensor, _ x: Tensor, ratio: Tensor, slope: Tensor
  ) -> Tensor {
    let weight = lax.exp(weightLogarithm(a, x))
    if result == .value { return ratio * weight }
    let weightSlope = lax.log(x) - lax.digamma(a)
    return result == .derivative
      ? weight * (ratio * weightSlope + slope) : -((slope + ratio * weightSlope) * x)
  }
}
