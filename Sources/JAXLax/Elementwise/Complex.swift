// Complex numbers from their parts.

import StableHLO

extension lax {
  /// Element-wise complex numbers with the given real and imaginary parts.
  ///
  ///     lax.complex([1.0, 2.0], [3.0, 4.0])               // [1+3i, 2+4i]
  ///
  /// - Source: `jax.lax.complex`; StableHLO `complex`.
  public static func complex(_ x: Tensor, _ y: Tensor) -> Tensor {
    bind(Complex(), x, y)
  }
}

struct Complex: ElementwiseBinary {
  static let name = "complex"
  static let operation = "stablehlo.complex"
  static let accepts = DTypeSet(
    name: "float32 or float64", contains: { $0 == .float32 || $0 == .float64 })

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try checkEqualDTypes(dtypes, Self.userName)
    try Self.accepts.check(dtypes[0], Self.userName)
    return dtypes[0].complexed
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.operation(Self.operation, operands, result: output.tensorType)
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil, nil] }
      let (x, y) = (operands[0], operands[1])
      return [
        x.isLinear ? unbroadcast(lax.real(cotangent), to: x.aval) : nil,
        y.isLinear ? unbroadcast(lax.imag(lax.neg(cotangent)), to: y.aval) : nil,
      ]
    }
  }
}
