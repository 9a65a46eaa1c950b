// Cutting a box of known size out of an array, at a place known only when the program runs.

import StableHLO

extension lax {
  /// The box of the given size at a place that may be computed.
  ///
  /// A box that would reach over the end is moved so that it lies inside; negative indices count from the end.
  ///
  ///     lax.dynamicSlice([0, 1, 2, 3, 4], startIndices: [3], sliceSizes: [3])       // [2, 3, 4]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - startIndices: the first index along each axis.
  ///   - sliceSizes: the size along each axis.
  ///   - allowNegativeIndices: whether negative indices count from the end; otherwise they are moved to 0.
  /// - Source: `jax.lax.dynamic_slice`; StableHLO `dynamic_slice`.
  public static func dynamicSlice(
    _ operand: Tensor, _ startIndices: [Tensor], _ sliceSizes: [Int],
    allowNegativeIndices: Bool = true
  ) -> Tensor {
    guard startIndices.count == operand.ndim else {
      return bind(DynamicSlice(sliceSizes: sliceSizes), [operand] + startIndices)[0]
    }
    let indices = resolvedStartIndices(
      startIndices, operand.shape, allowNegative: allowNegativeIndices)
    return bind(DynamicSlice(sliceSizes: sliceSizes), [operand] + indices)[0]
  }

  /// The box of the given size at a place that an array of indices gives.
  ///
  /// - Source: `jax.lax.dynamic_slice`.
  public static func dynamicSlice(
    _ operand: Tensor, _ startIndices: Tensor, _ sliceSizes: [Int],
    allowNegativeIndices: Bool = true
  ) -> Tensor {
    dynamicSlice(
      operand, startIndices: listedStartIndices(startIndices, "dynamicSlice"),
      sliceSizes: sliceSizes, allowNegativeIndices: allowNegativeIndices)
  }

  /// The part of the given size along one axis, from an index that may be computed.
  ///
  /// - Source: `jax.lax.dynamic_slice_in_dim`.
  public static func dynamicSliceInDim(
    _ operand: Tensor, _ startIndex: Tensor, _ sliceSize: Int, axis: Int = 0
  ) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "dynamicSliceInDim") else {
      return operand.withoutValue
    }
    var sizes = operand.shape
    sizes[axis] = sliceSize
    return dynamicSlice(
      operand, startIndices: indices(startIndex, axis, operand), sliceSizes: sizes)
  }

  /// The part at one index along an axis, which is removed unless `keepdims`; the index may be computed.
  ///
  /// - Source: `jax.lax.dynamic_index_in_dim`.
  public static func dynamicIndexInDim(
    _ operand: Tensor, _ index: Tensor, axis: Int = 0, keepdims: Bool = true
  ) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "dynamicIndexInDim") else {
      return operand.withoutValue
    }
    let part = dynamicSliceInDim(operand, index, 1, axis: axis)
    return keepdims ? part : squeeze(part, dimensions: [axis])
  }

  /// An index along one axis, and zeros along the others.
  static func indices(_ index: Tensor, _ axis: Int, _ operand: Tensor) -> [Tensor] {
    var indices = [Tensor](
      repeating: Tensor(.zero, dtype: index.dtype, weakType: index.weakType), count: operand.ndim)
    indices[axis] = index
    return indices
  }
}

struct DynamicSlice: Primitive {
  static let name = "dynamic_slice"

  let sliceSizes: [Int]

  init(sliceSizes: [Int]) { self.sliceSizes = sliceSizes }

  init(params: Params) throws { sliceSizes = try params.ints("slice_sizes") }

  var params: Params { Params([("slice_sizes", .ints(sliceSizes))]) }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operand = inputs[0]
    try checkStartIndices(inputs.dropFirst(), operand, "dynamicSlice")
    guard sliceSizes.count == operand.ndim,
      zip(sliceSizes, operand.shape).allSatisfy({ 0 <= $0 && $0 <= $1 })
    else {
      throw JAXError(
        .shape, "dynamicSlice",
        found: "sliceSizes \(sliceSizes.tupleDescription) for an array of shape "
          + "\(operand.shape.tupleDescription).",
        expected: "one size for each axis, at most that of the array")
    }
    return [operand.with(shape: sliceSizes)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let indices = context.startIndices(operands, inputs, from: 1)
    return [
      context.operation(
        "stablehlo.dynamic_slice", [operands[0]] + indices, result: outputs[0].tensorType,
        attributes: [("slice_sizes", .ints(sliceSizes))])
    ]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      let none = [Tensor?](repeating: nil, count: operands.count - 1)
      guard let cotangent = cotangents[0] else { return [nil] + none }
      let zeros = lax.zeros(operands[0].aval.with(dtype: cotangent.dtype))
      return [bind(DynamicUpdateSlice(), [zeros, cotangent] + operands.compactMap(\.known))[0]]
        + none
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard operands.count > 1 else { return [operands[0]] }
    let axes = Array(sliceSizes.indices)
    let gather = Gather(
      dimensionNumbers: .init(offsetDims: axes, collapsedSliceDims: [], startIndexMap: axes),
      fillValue: nil, indicesAreSorted: true, mode: .clip, sliceSizes: sliceSizes,
      uniqueIndices: true)
    return try gather.batch([operands[0], batchedIndexVectors(Array(operands.dropFirst()))])
  }
}

extension DynamicSlice: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive {
    DynamicSlice(sliceSizes: sliceSizes + [2])
  }
}

extension LoweringContext {
  /// The start indices among operands, for an array on the device, which has one more axis if it holds keys.
  mutating func startIndices(_ operands: [Value], _ inputs: [ShapedArray], from first: Int)
    -> [Value]
  {
    let indices = zip(operands, inputs).dropFirst(first).map {
      wideIndices($0, $1, into: inputs[0]).value
    }
    guard indices.count < inputs[0].ndim else { return indices }
    let element = indices.last?.type.element ?? .i32
    return indices + [convert(constant(.zero, .int32), to: element)]
  }
}
