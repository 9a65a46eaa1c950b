// Complex conjugation.

import StableHLO

extension lax {
  /// Element-wise complex conjugate; real numbers become complex.
  ///
  /// - Source: `jax.lax.conj`.
  public static func conj(_ x: Tensor) -> Tensor { bind(Conj(inputDType: x.dtype), x) }
}

struct Conj: Elementwise {
  static let name = "conj"

  /// The dtype of the operand, which tells whether its cotangent is real; nil if not recorded.
  let inputDType: DType?

  init(inputDType: DType?) { self.inputDType = inputDType }

  init(params: Params) throws {
    inputDType = try params.optional("input_dtype", Params.dtype)
  }

  var params: Params {
    Params(inputDType.map { [("input_dtype", .dtype($0))] } ?? [])
  }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    guard dtypes[0].isComplex || dtypes[0] == .float32 || dtypes[0] == .float64 else {
      throw JAXError(
        .dtype, Self.userName, found: "the operand has dtype \(dtypes[0]).",
        expected: "a dtype that is complex, float32 or float64",
        remedy: "convert it first, as with lax.convertElementType.")
    }
    return dtypes[0].complexed
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    guard inputs[0].isComplex else {
      let zero = context.constant(.zero, shape: output.shape, inputs[0])
      return context.operation(
        "stablehlo.complex", [operands[0], zero], result: output.tensorType)
    }
    let part = HLO.TensorType(output.shape, inputs[0].realPart.elementType)
    let real = context.operation("stablehlo.real", operands, result: part)
    let imaginary = context.operation("stablehlo.imag", operands, result: part)
    let negated = context.elementwise("stablehlo.negate", [imaginary])
    return context.operation("stablehlo.complex", [real, negated], result: output.tensorType)
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      [
        cotangents[0].map { operands[0].aval.dtype.isComplex ? lax.conj($0) : lax.real($0) }
      ]
    }
  }
}
