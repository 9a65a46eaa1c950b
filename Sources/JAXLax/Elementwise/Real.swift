// The real part of complex numbers.

import StableHLO

extension lax {
  /// Element-wise real part of complex numbers.
  ///
  /// - Source: `jax.lax.real`; StableHLO `real`.
  public static func real(_ x: Tensor) -> Tensor { bind(Real(), x) }
}

struct Real: ElementwiseUnary {
  static let name = "real"
  static let operation = "stablehlo.real"
  static let accepts = DTypeSet.complex

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try Self.accepts.check(dtypes[0], Self.userName)
    return dtypes[0].realPart
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.operation(Self.operation, operands, result: output.tensorType)
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      [cotangents[0].map { lax.complex($0, constant(0, like: $0)) }]
    }
  }
}
