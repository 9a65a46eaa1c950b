// The imaginary part of complex numbers.

import StableHLO

extension lax {
  /// Element-wise imaginary part of complex numbers.
  ///
  /// - Source: `jax.lax.imag`; StableHLO `imag`.
  public static func imag(_ x: Tensor) -> Tensor { bind(Imag(), x) }
}

struct Imag: ElementwiseUnary {
  static let name = "imag"
  static let operation = "stablehlo.imag"
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

  // Transposition is without conjugation: Im(u) is the real part of −iu.
  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      [cotangents[0].map { lax.complex(constant(0, like: $0), lax.neg($0)) }]
    }
  }
}
