// A value through which no derivative flows.

import StableHLO

extension lax {
  /// The same value, taken as constant by differentiation.
  ///
  ///     grad({ x in x * lax.stopGradient(x) })(3.0)       // 3
  ///
  /// - Source: `jax.lax.stop_gradient`.
  public static func stopGradient(_ x: Tensor) -> Tensor {
    x.dtype.isInexact ? bind(StopGradient(), x) : x
  }
}

struct StopGradient: Elementwise {
  static let name = "stop_gradient"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  var derivative: DerivativeRule { .zero }

  func resultDType(_ dtypes: [DType]) throws -> DType { dtypes[0] }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value { operands[0] }
}
