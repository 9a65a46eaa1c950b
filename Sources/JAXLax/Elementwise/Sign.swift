// The sign.

import StableHLO

extension lax {
  /// Element-wise sign: −1, 0 or 1; x/|x| for complex numbers.
  ///
  /// The derivative is 0.
  ///
  /// - Source: `jax.lax.sign`; StableHLO `sign`.
  public static func sign(_ x: Tensor) -> Tensor { bind(Sign(), x) }
}

struct Sign: ElementwiseUnary {
  static let name = "sign"
  static let operation = "stablehlo.sign"
  static let accepts = DTypeSet.numeric

  var derivative: DerivativeRule { .zero }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    guard inputs[0].isUnsignedInteger else {
      return context.elementwise(Self.operation, operands)
    }
    let zero = context.constant(.zero, shape: output.shape, output.dtype)
    let one = context.constant(.one, shape: output.shape, output.dtype)
    return context.select(context.compare("EQ", operands[0], zero), zero, one)
  }
}
