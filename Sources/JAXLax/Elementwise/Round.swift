// Rounding to the nearest integer.

import StableHLO

extension lax {
  /// What becomes of numbers halfway between two integers.
  ///
  /// - Source: `jax.lax.RoundingMethod`.
  public enum RoundingMethod: Int, Hashable, Sendable {
    /// They go away from zero: 0.5 becomes 1, −0.5 becomes −1.
    case awayFromZero = 0
    /// They go to the even neighbour: 0.5 becomes 0, 1.5 becomes 2.
    case toNearestEven = 1
  }

  /// Element-wise nearest integer.
  ///
  ///     lax.round([0.5, 1.5])                             // [1, 2]
  ///     lax.round([0.5, 1.5], .toNearestEven)             // [0, 2]
  ///
  /// The derivative is 0.
  ///
  /// - Source: `jax.lax.round`; StableHLO `round_nearest_afz`, `round_nearest_even`.
  public static func round(
    _ x: Tensor, roundingMethod: RoundingMethod = .awayFromZero
  ) -> Tensor {
    bind(Round(roundingMethod: roundingMethod), x)
  }
}

struct Round: Elementwise {
  static let name = "round"

  let roundingMethod: lax.RoundingMethod

  init(roundingMethod: lax.RoundingMethod) { self.roundingMethod = roundingMethod }

  init(params: Params) throws {
    if case .int(let number)? = params["rounding_method"],
      let method = lax.RoundingMethod(rawValue: number)
    {
      roundingMethod = method
    } else {
      roundingMethod =
        try params.member("rounding_method") == "AWAY_FROM_ZERO" ? .awayFromZero : .toNearestEven
    }
  }

  // JAX's enumeration is one of integers, and is printed so.
  var params: Params { Params([("rounding_method", .int(roundingMethod.rawValue))]) }

  var derivative: DerivativeRule { .zero }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try DTypeSet.floating.check(dtypes[0], Self.userName)
    return dtypes[0]
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.elementwise(
      roundingMethod == .awayFromZero
        ? "stablehlo.round_nearest_afz" : "stablehlo.round_nearest_even", operands)
  }
}
