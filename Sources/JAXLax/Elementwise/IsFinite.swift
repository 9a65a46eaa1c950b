// The test for finite numbers.

import StableHLO

extension lax {
  /// Element-wise whether a number is neither infinite nor NaN.
  ///
  /// - Source: `jax.lax.is_finite`; StableHLO `is_finite`.
  public static func isFinite(_ x: Tensor) -> Tensor { bind(IsFinite(), x) }
}

struct IsFinite: ElementwiseUnary {
  static let name = "is_finite"
  static let operation = "stablehlo.is_finite"
  static let accepts = DTypeSet.floating

  var derivative: DerivativeRule { .zero }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try Self.accepts.check(dtypes[0], Self.userName)
    return .bool
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.operation(Self.operation, operands, result: output.tensorType)
  }
}
