// The same bits under another dtype.

import StableHLO

extension lax {
  /// The bits of the elements, read as another dtype.
  ///
  /// A narrower dtype adds a last axis over the parts of each element, lowest bits first; a wider one removes such an axis.
  ///
  ///     lax.bitcastConvertType([1.0], .uint32)            // [0x3F80_0000]
  ///
  /// - Source: `jax.lax.bitcast_convert_type`; StableHLO `bitcast_convert`.
  public static func bitcastConvertType(_ operand: Tensor, _ newDtype: DType) -> Tensor {
    bind(BitcastConvertType(newDtype: newDtype), operand)
  }
}

struct BitcastConvertType: Primitive {
  static let name = "bitcast_convert_type"

  let newDtype: DType

  init(newDtype: DType) { self.newDtype = newDtype }

  init(params: Params) throws { newDtype = try params.dtype("new_dtype") }

  var params: Params { Params([("new_dtype", .dtype(newDtype))]) }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operand = inputs[0]
    let (old, new) = (operand.dtype.bitWidth, newDtype.bitWidth)
    let hasBits = [operand.dtype, newDtype].allSatisfy { $0.isInteger || $0.isFloating }
    guard operand.dtype == newDtype || hasBits else {
      throw JAXError(
        .dtype, "bitcastConvertType",
        found: "a conversion of bits from \(operand.dtype) to \(newDtype).",
        expected: "two integer or floating dtypes",
        remedy: "convert booleans to uint8 first, and complex numbers with lax.real and lax.imag.")
    }
    if old == new { return [operand.with(dtype: newDtype)] }
    if old > new { return [ShapedArray(shape: operand.shape + [old / new], dtype: newDtype)] }
    guard let last = operand.shape.last, last * old == new else {
      throw JAXError(
        .shape, "bitcastConvertType",
        found: "\(operand) for \(newDtype), whose elements have \(new) bits.",
        expected: "a last axis of size \(new / old), for \(old) bits each")
    }
    return [ShapedArray(shape: operand.shape.dropLast(), dtype: newDtype)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    if inputs[0].dtype == newDtype { return operands }
    return [
      context.operation(
        "stablehlo.bitcast_convert", operands, result: outputs[0].tensorType)
    ]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    return [Batched(bind(self, operands[0].tensor.movingAxis(axis, to: 0)), axis: 0)]
  }
}
