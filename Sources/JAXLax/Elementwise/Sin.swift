// Sine.

import StableHLO

extension lax {
  /// Element-wise sine.
  ///
  /// dy = cos x · dx
  ///
  /// - Source: `jax.lax.sin`; StableHLO `sine`.
  public static func sin(_ x: Tensor) -> Tensor { bind(Sin(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func sin(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Sin(accuracy: accuracy), x)
  }
}

struct Sin: AccurateUnary {
  static let name = "sin"
  static let operation = "stablehlo.sine"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  // sin(a + bi) = sin a cosh b + i cos a sinh b, where a product of 0 and an overflow counts as 0.
  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    guard output.dtype.isComplex else { return transcendental(operands, &context, output) }
    return try context.trace(operands, [output]) { operands in
      let parts = ComplexAngle(operands[0])
      let real = lax.mul(parts.sin, parts.cosh)
      let imaginary = lax.mul(parts.cos, parts.sinh)
      return [lax.complex(lax.select(parts.isImaginary, constant(0, like: real), real), imaginary)]
    }[0]
  }

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(dx, lax.cos(x, accuracy: accuracy))
  }
}
