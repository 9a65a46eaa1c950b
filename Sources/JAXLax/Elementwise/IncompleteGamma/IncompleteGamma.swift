// The regularized incomplete gamma functions: a power series where x is small, a continued fraction where it is large.
//
// Each element takes one of the two; elements that have converged, or take the other, are left alone.
// Source: S. Moshier, Cephes Mathematical Library, `igam`, `igamc`; jax/_src/lax/special.py `igamma_impl`.

import StableHLO

/// What is computed of P(a, x).
enum IncompleteGammaResult: Sendable {
  /// The function itself.
  case value
  /// ∂P/∂a.
  case derivative
  /// ∂x/∂a at constant P: how a sample x of the gamma distribution moves with a.
  case sampleDerivative
}

/// A function of a and x made from the series and the continued fraction of the incomplete gamma function.
protocol IncompleteGamma: ElementwiseBinary {
  /// What is computed of P(a, x).
  static var result: IncompleteGammaResult { get }
  /// Where the continued fraction is used instead of the series.
  static func usesFraction(_ a: Tensor, _ x: Tensor) -> Tensor
  /// Where the value is known beforehand, so that nothing is summed.
  static func isKnown(_ a: Tensor, _ x: Tensor) -> Tensor
  /// The function, from the results of the series and the continued fraction.
  static func join(_ a: Tensor, _ x: Tensor, series: Tensor, fraction: Tensor) -> Tensor
}

extension IncompleteGamma {
  static var operation: String { "stablehlo.while" }
  static var accepts: DTypeSet { .floating }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    let aval = ShapedArray(shape: output.shape, dtype: output.dtype.widened)
    let flag = aval.with(dtype: .bool)
    let arguments = operands.map { context.convert($0, to: aval.dtype.elementType) }

    let start = try context.trace(arguments, [aval, aval]) { arguments in
      let (a, x) = (arguments[0], arguments[1])
      let usesFraction = Self.usesFraction(a, x)
      let largest = constant(aval.dtype.finfo?.max ?? .infinity, like: a)
      let underflows = weightLogarithm(a, x) .< -lax.log(largest)
      let isEnabled = .!(Self.isKnown(a, x) .| underflows)
      return [isEnabled .& .!usesFraction, isEnabled .& usesFraction]
    }
    let series = try context.trace([start[0]] + arguments, [flag, aval, aval]) {
      IncompleteGammaSeries(isEnabled: $0[0], a: $0[1], x: $0[2]).state
    }
    let sum = try context.loop(
      series, series.indices.map { $0 == 0 ? flag : aval },
      while: { anyElement($0[0]) },
      body: { IncompleteGammaSeries(state: $0).next(Self.result).state })

    let fraction = try context.trace([start[1]] + arguments, [flag, aval, aval]) {
      IncompleteGammaFraction(isEnabled: $0[0], a: $0[1], x: $0[2]).state
    }
    let count = aval.with(shape: [])
    let ratio = try context.loop(
      fraction, fraction.indices.map { $0 == 0 ? flag : $0 == 1 ? count : aval },
      while: { ($0[1] .< 2000.0) .& anyElement($0[0]) },
      body: { IncompleteGammaFraction(state: $0).next(Self.result).state })

    let parts =
      arguments + IncompleteGammaSeries.results(sum) + IncompleteGammaFraction.results(ratio)
    let joined = try context.trace(parts, parts.map { _ in aval }) { parts in
      let (a, x) = (parts[0], parts[1])
      let series = IncompleteGammaSeries.finish(Self.result, a, x, sum: parts[2], slope: parts[3])
      let fraction = IncompleteGammaFraction.finish(
        Self.result, a, x, ratio: parts[4], slope: parts[5])
      return [Self.join(a, x, series: series, fraction: fraction)]
    }
    return context.convert(joined[0], to: output.dtype.elementType)
  }
}

/// log(xᵃ e⁻ˣ / Γ(a)), the logarithm of the factor of both expansions.
func weightLogarithm(_ a: Tensor, _ x: Tensor) -> Tensor { a * lax.log(x) - x - lax.lgamma(a) }

/// A not-a-number where a condition holds.
func notANumber(where condition: Tensor, else x: Tensor) -> Tensor {
  lax.select(condition, constant(.nan, like: x), x)
}
