// Cosine.

import StableHLO

extension lax {
  /// Element-wise cosine.
  ///
  /// dy = −sin x · dx
  ///
  /// - Source: `jax.lax.cos`; StableHLO `cosine`.
  public static func cos(_ x: Tensor) -> Tensor { bind(Cos(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func cos(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Cos(accuracy: accuracy), x)
  }
}

struct Cos: AccurateUnary {
  static let name = "cos"
  static let operation = "stablehlo.cosine"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  // cos(a + bi) = cos a cosh b − i sin a sinh b, where a product of 0 and an overflow counts as 0.
  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    guard output.dtype.isComplex else { return transcendental(operands, &context, output) }
    return try context.trace(operands, [output]) { operands in
      let parts = ComplexAngle(operands[0])
      let real = lax.mul(parts.cos, parts.cosh)
      let imaginary = lax.mul(lax.neg(parts.sin), parts.sinh)
      return [lax.complex(real, lax.select(parts.isImaginary, constant(0, like: real), imaginary))]
    }[0]
  }

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.neg(lax.mul(dx, lax.sin(x, accuracy: accuracy)))
  }
}
