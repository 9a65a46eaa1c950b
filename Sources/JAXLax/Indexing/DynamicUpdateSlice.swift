// Replacing a box of an array, at a place known only when the program runs.

import StableHLO

extension lax {
  /// The array with the box at the given place replaced; the place may be computed.
  ///
  /// A box that would reach over the end is moved so that it lies inside; negative indices count from the end.
  ///
  ///     lax.dynamicUpdateSlice([0, 0, 0, 0], [1, 2], [1])       // [0, 1, 2, 0]
  ///
  /// - Source: `jax.lax.dynamic_update_slice`; StableHLO `dynamic_update_slice`.
  public static func dynamicUpdateSlice(
    _ operand: Tensor, _ update: Tensor, _ startIndices: [Tensor],
    allowNegativeIndices: Bool = true
  ) -> Tensor {
    guard startIndices.count == operand.ndim else {
      return bind(DynamicUpdateSlice(), [operand, update] + startIndices)[0]
    }
    let indices = resolvedStartIndices(
      startIndices, operand.shape, allowNegative: allowNegativeIndices)
    return bind(DynamicUpdateSlice(), [operand, update] + indices)[0]
  }

  /// The array with the box at the place that an array of indices gives replaced.
  ///
  /// - Source: `jax.lax.dynamic_update_slice`.
  public static func dynamicUpdateSlice(
    _ operand: Tensor, _ update: Tensor, _ startIndices: Tensor, allowNegativeIndices: Bool = true
  ) -> Tensor {
    dynamicUpdateSlice(
      operand, update, listedStartIndices(startIndices, "dynamicUpdateSlice"),
      allowNegativeIndices: allowNegativeIndices)
  }

  /// The array with a part along one axis replaced, from an index that may be computed.
  ///
  /// - Source: `jax.lax.dynamic_update_slice_in_dim`.
  public static func dynamicUpdateSliceInDim(
    _ operand: Tensor, _ update: Tensor, _ startIndex: Tensor, _ axis: Int
  ) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "dynamicUpdateSliceInDim") else {
      return operand.withoutValue
    }
    return dynamicUpdateSlice(operand, update, indices(startIndex, axis, operand))
  }

  /// The array with the part at one index along an axis replaced; the update may lack the axis.
  ///
  /// - Source: `jax.lax.dynamic_update_index_in_dim`.
  public static func dynamicUpdateIndexInDim(
    _ operand: Tensor, _ update: Tensor, _ index: Tensor, _ axis: Int
  ) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "dynamicUpdateIndexInDim") else {
      return operand.withoutValue
    }
    let part = update.ndim == operand.ndim ? update : expandDims(update, [axis])
    return dynamicUpdateSliceInDim(operand, part, index, axis: axis)
  }
}

struct DynamicUpdateSlice: Primitive {
  static let name = "dynamic_update_slice"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (operand, update) = (inputs[0], inputs[1])
    try checkEqualDTypes([operand.dtype, update.dtype], "dynamicUpdateSlice")
    guard operand.ndim == update.ndim, zip(update.shape, operand.shape).allSatisfy(<=) else {
      throw JAXError(
        .shape, "dynamicUpdateSlice",
        found: "an update of shape \(update.shape.tupleDescription) for an array of shape "
          + "\(operand.shape.tupleDescription).",
        expected: "equally many axes, none longer than that of the array")
    }
    try checkStartIndices(inputs.dropFirst(2), operand, "dynamicUpdateSlice")
    return [operand.with(dtype: operand.dtype, weakType: inputs.allSatisfy(\.weakType))]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let indices = context.startIndices(operands, inputs, from: 2)
    return [
      context.operation(
        "stablehlo.dynamic_update_slice", Array(operands[..<2]) + indices,
        result: outputs[0].tensorType)
    ]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      let none = [Tensor?](repeating: nil, count: operands.count - 2)
      guard let cotangent = cotangents[0] else { return [nil, nil] + none }
      let update = operands[1].aval
      let indices = operands.dropFirst(2).compactMap(\.known)
      func ofOperand() -> Tensor {
        let zeros = lax.zeros(update.with(dtype: cotangent.dtype))
        return bind(self, [cotangent, zeros] + indices)[0]
      }
      return [
        operands[0].isLinear ? ofOperand() : nil,
        operands[1].isLinear
          ? bind(DynamicSlice(sliceSizes: update.shape), [cotangent] + indices)[0] : nil,
      ] + none
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard operands.count > 2 else { return [operands[1]] }
    let update = operands[1]
    let axes = Array(0..<update.tensor.ndim - (update.axis == nil ? 0 : 1))
    let settings = ScatterSettings(
      dimensionNumbers: .init(
        updateWindowDims: axes, insertedWindowDims: [], scatterDimsToOperandDims: axes),
      indicesAreSorted: true, mode: .clip, uniqueIndices: true)
    return try Scatter(settings: settings, dtype: nil).batch([
      operands[0], batchedIndexVectors(Array(operands.dropFirst(2))), update,
    ])
  }
}

extension DynamicUpdateSlice: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive { self }
}
