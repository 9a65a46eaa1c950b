// How far derivatives may be from differences, and how large the steps of differences are.
//
// A central difference with step h is wrong by about h² from curvature and by ε/h from rounding, so that h = ∛ε is best
// and leaves errors of ε^⅔. Source: Press et al., "Numerical Recipes", section 5.7.

import JAXCore

/// How far a derivative may be from what differences tell.
package struct Tolerance: Sendable {
  /// The absolute part.
  package let absolute: Double
  /// The part in proportion to the expected number.
  package let relative: Double
  /// The step of differences.
  package let step: Double

  /// The tolerance for functions with values of the given dtypes, of which the least accurate decides.
  package init(
    for dtypes: [DType], atol: Double? = nil, rtol: Double? = nil, eps: Double? = nil
  ) {
    let least = dtypes.compactMap(\.realPart.finfo).map(\.eps).max() ?? 0x1p-52
    let (tolerance, step): (Double, Double) =
      switch least {
      case ...0x1p-50: (1e-6, 6e-6)
      case ...0x1p-20: (1e-2, 5e-3)
      case ...0x1p-9: (1e-1, 1e-1)
      default: (3e-1, 2e-1)
      }
    absolute = atol ?? tolerance
    relative = rtol ?? tolerance
    self.step = eps ?? step
  }

  /// How far a number may be from the one expected.
  package func callAsFunction(_ expected: Double) -> Double {
    absolute + relative * expected.magnitude
  }
}
