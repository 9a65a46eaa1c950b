// Squares.

import StableHLO

extension lax {
  /// Element-wise square.
  ///
  /// dy = 2x · dx
  ///
  /// - Source: `jax.lax.square`.
  public static func square(_ x: Tensor) -> Tensor { bind(Square(), x) }
}

struct Square: DifferentiableUnary {
  static let name = "square"
  static let operation = "stablehlo.multiply"
  static let accepts = DTypeSet.numeric

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    // (a + b)(a − b) + 2ab·i: where a number is large, a² − b² would be the difference of infinities.
    inputs[0].isComplex
      ? context.elementwise("chlo.square", operands)
      : context.elementwise(Self.operation, [operands[0], operands[0]])
  }

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.mul(constant(2, like: x), x))
  }
}
