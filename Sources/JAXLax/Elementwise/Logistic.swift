// The logistic function.

import StableHLO

extension lax {
  /// Element-wise logistic function, 1 / (1 + e⁻ˣ).
  ///
  /// dy = y (1 − y) · dx
  ///
  /// - Source: `jax.lax.logistic`.
  public static func logistic(_ x: Tensor) -> Tensor { bind(Logistic(accuracy: nil), x) }

  /// The same, as accurately as asked for.
  public static func logistic(_ x: Tensor, accuracy: Accuracy?) -> Tensor {
    bind(Logistic(accuracy: accuracy), x)
  }
}

struct Logistic: AccurateUnary, ExponentialUnary {
  static let name = "logistic"
  static let operation = "stablehlo.logistic"
  static let accepts = DTypeSet.inexact

  let accuracy: lax.Accuracy?

  // StableHLO's own operation has other rounding than JAX's quotient.
  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    let one = context.constant(.one, shape: output.shape, output.dtype)
    let negated = context.elementwise("stablehlo.negate", operands)
    let exponential = context.elementwise("stablehlo.exponential", [negated])
    let denominator = context.elementwise("stablehlo.add", [one, exponential])
    return context.elementwise("stablehlo.divide", [one, denominator])
  }

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    let complement =
      accuracy == .highest ? lax.logistic(lax.neg(x)) : lax.sub(constant(1, like: y), y)
    return lax.mul(dx, lax.mul(y, complement))
  }
}
