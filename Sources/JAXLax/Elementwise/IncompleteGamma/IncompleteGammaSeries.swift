// The power series of the incomplete gamma function: P(a, x) = xᵃ e⁻ˣ / Γ(a+1) · (1 + x/(a+1) + x²/((a+1)(a+2)) + …).
//
// Source: S. Moshier, Cephes Mathematical Library, `igam`; NIST DLMF 8.11.4.

/// The state of the summation of the series and of its derivative with respect to a.
struct IncompleteGammaSeries {
  private let isEnabled: Tensor
  private let denominator: Tensor
  private let term: Tensor
  private let sum: Tensor
  private let x: Tensor
  private let termSlope: Tensor
  private let sumSlope: Tensor

  /// The state before the first step; elements that are not enabled stay at it.
  init(isEnabled: Tensor, a: Tensor, x: Tensor) {
    let (zeros, ones) = (filled(0, like: a), filled(1, like: a))
    self.init(state: [isEnabled, a, ones, ones, x, zeros, zeros])
  }

  init(state: [Tensor]) {
    isEnabled = state[0]
    denominator = state[1]
    term = state[2]
    sum = state[3]
    x = state[4]
    termSlope = state[5]
    sumSlope = state[6]
  }

  /// The tensors of the state.
  var state: [Tensor] { [isEnabled, denominator, term, sum, x, termSlope, sumSlope] }

  /// The state after one more term.
  func next(_ result: IncompleteGammaResult) -> IncompleteGammaSeries {
    let denominator = denominator + 1
    let termSlope = termSlope * (x / denominator) - (term * x) / (denominator * denominator)
    let sumSlope = sumSlope + termSlope
    let term = term * (x / denominator)
    let sum = sum + term
    let change = result == .value ? term / sum : lax.abs(termSlope / sumSlope)
    let epsilon = constant(x.dtype.finfo?.eps ?? 0, like: x)
    let new = [denominator, term, sum, x, termSlope, sumSlope]
    return IncompleteGammaSeries(
      state: [isEnabled .& (change .> epsilon)]
        + zip(new, state.dropFirst()).map { lax.select(isEnabled, $0, $1) })
  }

  /// The sum and its derivative, of a state.
  static func results<Element>(_ state: [Element]) -> [Element] { [state[3], state[6]] }

  /// The result asked for, from the sum and its derivative.
  static func finish(
    _ result: IncompleteGammaResult, _ a: Tensor, _ x: Tensor, sum: Tensor, slope: Tensor
  ) -> Tensor {
    let weight = lax.exp(weightLogarithm(a, x))
    if result == .value { return (sum * weight) / a }
    let weightSlope = lax.log(x) - lax.digamma(a + 1)
    return result == .derivative
      ? weight * (sum * weightSlope + slope) / a : -(slope + sum * weightSlope) * x / a
  }
}
