// Conversion of the element type.

import StableHLO

extension lax {
  /// The elements converted to another dtype: fractions are dropped towards zero, integers wrap.
  ///
  ///     lax.convertElementType([1.7, -1.7], .int32)       // [1, -1]
  ///
  /// - Source: `jax.lax.convert_element_type`; StableHLO `convert`.
  public static func convertElementType(_ operand: Tensor, _ newDtype: DType) -> Tensor {
    convert(operand, newDtype, weakType: false)
  }

  /// The elements converted to a dtype and weak type; numbers known on the host are converted there.
  package static func convert(_ operand: Tensor, _ dtype: DType, weakType: Bool) -> Tensor {
    if operand.dtype == dtype && operand.weakType == weakType { return operand }
    if let value = operand.literalValue, !dtype.isKey {
      let exact = operand.weakType ? value : value.rounded(to: operand.dtype)
      return Tensor(
        weakType ? exact : exact.rounded(to: dtype), dtype: dtype, weakType: weakType)
    }
    return bind(ConvertElementType(newDtype: dtype, weakType: weakType), operand)
  }
}

struct ConvertElementType: Primitive {
  static let name = "convert_element_type"

  let newDtype: DType
  let weakType: Bool

  init(newDtype: DType, weakType: Bool) {
    self.newDtype = newDtype
    self.weakType = weakType
  }

  init(params: Params) throws {
    newDtype = try params.dtype("new_dtype")
    weakType = try params.bool("weak_type")
  }

  var params: Params {
    Params([("new_dtype", .dtype(newDtype)), ("sharding", .none), ("weak_type", .bool(weakType))])
  }

  var printedParams: [Params.Entry] { params.entries.filter { $0.name != "sharding" } }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard inputs[0].dtype.isKey == newDtype.isKey, newDtype != .float0 else {
      throw JAXError(
        .dtype, "convertElementType",
        found: "a conversion from \(inputs[0].dtype) to \(newDtype).",
        expected: "two dtypes of numbers or booleans",
        remedy: "use random.keyData or random.wrapKeyData for keys.")
    }
    return [inputs[0].with(dtype: newDtype, weakType: weakType)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let (from, to) = (inputs[0].dtype, newDtype)
    let shape = inputs[0].shape
    if from.isComplex && !to.isComplex {
      let part = context.operation(
        "stablehlo.real", operands, result: HLO.TensorType(shape, from.realPart.elementType))
      return [context.convert(part, to: to.elementType)]
    }
    if to == .bool && from != .bool {
      // A conversion asks whether the number differs from zero, whatever its size.
      let zero = context.constant(.zero, shape: shape, from)
      return [
        context.operation(
          "stablehlo.compare", [operands[0], zero], result: outputs[0].tensorType,
          attributes: [("comparison_direction", .raw("#stablehlo<comparison_direction NE>"))])
      ]
    }
    return [context.convert(operands[0], to: to.elementType)]
  }

  var derivative: DerivativeRule {
    newDtype.isInexact
      ? .linear { cotangents, operands in
        let operand = operands[0].aval
        return [
          cotangents[0].map { lax.convert($0, operand.dtype, weakType: operand.weakType) }
        ]
      } : .zero
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(bind(self, operands[0].tensor), axis: operands[0].axis)]
  }
}
