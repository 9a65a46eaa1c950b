// Powers of two.

import StableHLO

extension lax {
  /// Element-wise 2ˣ.
  ///
  /// dy = log 2 · y · dx
  ///
  /// - Source: `jax.lax.exp2`.
  public static func exp2(_ x: Tensor) -> Tensor { bind(Exp2(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func exp2(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Exp2(accuracy: accuracy), x)
  }
}

struct Exp2: AccurateUnary, ExponentialUnary {
  static let name = "exp2"
  static let operation = "stablehlo.exponential"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  private static let log2 = 0.6931471805599453

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    let scale = context.constant(.float(Self.log2), shape: output.shape, output.dtype)
    let scaled = context.elementwise("stablehlo.multiply", [scale, operands[0]])
    return transcendental([scaled], &context, output)
  }

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(constant(Self.log2, like: x), lax.mul(dx, y))
  }
}
