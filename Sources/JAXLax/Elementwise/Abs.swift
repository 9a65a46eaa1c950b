// The absolute value.

import StableHLO

extension lax {
  /// Element-wise absolute value; that of a complex number is real.
  ///
  /// dy = dx where x ≥ 0, −dx elsewhere; dy = Re(x̄ · dx) / y for complex x, 0 at 0.
  ///
  /// - Source: `jax.lax.abs`; StableHLO `abs`.
  public static func abs(_ x: Tensor) -> Tensor { bind(Abs(), x) }
}

struct Abs: DifferentiableUnary {
  static let name = "abs"
  static let operation = "stablehlo.abs"
  static let accepts = DTypeSet(
    name: "a signed integer, floating or complex", contains: { $0.isSignedInteger || $0.isInexact })

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try Self.accepts.check(dtypes[0], Self.userName)
    return dtypes[0].realPart
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.operation(Self.operation, operands, result: output.tensorType)
  }

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    guard x.dtype.isComplex else {
      return lax.select(lax.ge(x, constant(0, like: x)), dx, lax.neg(dx))
    }
    let length = replacingZeros(lax.convertElementType(y, x.dtype))
    return lax.real(lax.mul(dx, lax.div(lax.conj(x), length)))
  }
}
