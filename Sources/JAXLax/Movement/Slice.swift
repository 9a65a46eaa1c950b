// Cutting a box out of an array, at places known when the program is traced.

import StableHLO

extension lax {
  /// The box of an array between two corners, or every `strides`-th element of it.
  ///
  ///     lax.slice([0, 1, 2, 3, 4], startIndices: [1], limitIndices: [5], strides: [2])     // [1, 3]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - startIndices: the first index along each axis.
  ///   - limitIndices: the index after the last along each axis.
  ///   - strides: the distance between indices along each axis; 1 if nil.
  /// - Source: `jax.lax.slice`; StableHLO `slice`.
  public static func slice(
    _ operand: Tensor, _ startIndices: [Int], _ limitIndices: [Int], strides: [Int]? = nil
  ) -> Tensor {
    bind(Slice(startIndices: startIndices, limitIndices: limitIndices, strides: strides), operand)
  }

  /// The part of an array between two indices along one axis.
  ///
  ///     lax.sliceInDim([0, 1, 2, 3, 4], -2, nil)        // [3, 4]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - startIndex: the first index; negative from the end, the first one if nil.
  ///   - limitIndex: the index after the last; negative from the end, the end if nil.
  ///   - stride: the distance between indices.
  ///   - axis: the axis.
  /// - Source: `jax.lax.slice_in_dim`.
  public static func sliceInDim(
    _ operand: Tensor, _ startIndex: Int?, _ limitIndex: Int?, stride: Int = 1, axis: Int = 0
  ) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "sliceInDim") else { return operand.withoutValue }
    let length = operand.shape[axis]
    func resolved(_ index: Int?, _ other: Int) -> Int {
      guard let index else { return other }
      return index < 0 ? index + length : index
    }
    var starts = [Int](repeating: 0, count: operand.ndim)
    var limits = operand.shape
    var strides = [Int](repeating: 1, count: operand.ndim)
    starts[axis] = resolved(startIndex, 0)
    limits[axis] = resolved(limitIndex, length)
    strides[axis] = stride
    return slice(operand, startIndices: starts, limitIndices: limits, strides: strides)
  }

  /// The part of an array at one index along an axis, which is removed unless `keepdims`.
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - index: the index; negative from the end.
  ///   - axis: the axis.
  ///   - keepdims: whether the axis stays, with size 1.
  /// - Source: `jax.lax.index_in_dim`.
  public static func indexInDim(
    _ operand: Tensor, _ index: Int, axis: Int = 0, keepdims: Bool = true
  ) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "indexInDim") else { return operand.withoutValue }
    let length = operand.shape[axis]
    guard (-length..<length).contains(index) else {
      raise(
        JAXError(
          .index, "indexInDim",
          found: "index \(index) along axis \(axis), which has size \(length).",
          expected: length == 0
            ? "an axis with elements" : "an index from \(-length) to \(length - 1)"))
      return operand.withoutValue
    }
    let start = index < 0 ? index + length : index
    let part = sliceInDim(operand, start, start + 1, axis: axis)
    return keepdims ? part : squeeze(part, dimensions: [axis])
  }

  /// An axis counted from the front; nil after raising an error if there is no such axis.
  package static func resolvedAxis(_ axis: Int, _ operand: Tensor, _ operation: String) -> Int? {
    resolvedAxis(axis, operand.aval, operation)
  }

  /// An axis counted from the front; nil after raising an error if there is no such axis.
  package static func resolvedAxis(_ axis: Int, _ aval: ShapedArray, _ operation: String) -> Int? {
    let ndim = aval.ndim
    guard (-ndim..<ndim).contains(axis) else {
      raise(
        JAXError(
          .axis, operation,
          found: "axis \(axis) of an array of shape \(aval.shape.tupleDescription).",
          expected: ndim == 0 ? "an array with axes" : "an axis from \(-ndim) to \(ndim - 1)"))
      return nil
    }
    return axis < 0 ? axis + ndim : axis
  }
}

struct Slice: Primitive {
  static let name = "slice"

  let startIndices: [Int]
  let limitIndices: [Int]
  let strides: [Int]?

  init(startIndices: [Int], limitIndices: [Int], strides: [Int]?) {
    self.startIndices = startIndices
    self.limitIndices = limitIndices
    self.strides = strides
  }

  init(params: Params) throws {
    startIndices = try params.ints("start_indices")
    limitIndices = try params.ints("limit_indices")
    strides = try params.optional("strides", Params.ints)
  }

  var params: Params {
    Params([
      ("limit_indices", .ints(limitIndices)), ("start_indices", .ints(startIndices)),
      ("strides", strides.map(Param.ints) ?? .none),
    ])
  }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operand = inputs[0]
    let steps = strides ?? Array(repeating: 1, count: operand.ndim)
    guard startIndices.count == operand.ndim, limitIndices.count == operand.ndim,
      steps.count == operand.ndim,
      operand.shape.indices.allSatisfy({
        0 <= startIndices[$0] && startIndices[$0] <= limitIndices[$0]
          && limitIndices[$0] <= operand.shape[$0] && steps[$0] > 0
      })
    else {
      throw JAXError(
        .index, "slice",
        found: "startIndices \(startIndices.tupleDescription), limitIndices "
          + "\(limitIndices.tupleDescription)"
          + (strides.map { ", strides \($0.tupleDescription)" } ?? "")
          + " for shape \(operand.shape.tupleDescription).",
        expected:
          "for each axis 0 ≤ start ≤ limit ≤ size, and a positive stride if strides are given")
    }
    return [
      operand.with(
        shape: operand.shape.indices.map {
          let length = limitIndices[$0] - startIndices[$0]
          return length == 0 ? 0 : (length - 1) / steps[$0] + 1
        })
    ]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let steps = strides?.within(inputs[0].shape) ?? startIndices.map { _ in 1 }
    return [
      context.operation(
        "stablehlo.slice", operands, result: outputs[0].tensorType,
        attributes: [
          ("start_indices", .ints(startIndices)), ("limit_indices", .ints(limitIndices)),
          ("strides", .ints(steps)),
        ])
    ]
  }

  /// A dynamic slice where the box does not reach from end to end, and of that every n-th element if there are strides.
  func sharedProgram(_ inputs: [ShapedArray]) -> SharedProgram? {
    let shape = inputs[0].shape
    guard let counts = try? abstractEval(inputs)[0].shape else { return nil }
    let sizes = shape.indices.map { span(ofCount: counts[$0], axis: $0) }
    let cut = shape.indices.filter { sizes[$0] != shape[$0] }
    if cut.isEmpty { return nil }
    let front = Slice(
      startIndices: shape.map { _ in 0 }, limitIndices: sizes, strides: strides)
    return SharedProgram(
      of: front, numbers: cut.map { startIndices[$0] }, upTo: cut.map { shape[$0] }.max() ?? 0
    ) { operands, numbers in
      var starts = shape.map { _ in Tensor(.zero, dtype: numbers[0].dtype) }
      for (axis, number) in zip(cut, numbers) { starts[axis] = number }
      let box = lax.dynamicSlice(
        operands[0], startIndices: starts, sliceSizes: sizes, allowNegativeIndices: false)
      return [front.strides == nil ? box : bind(front, box)]
    }
  }

  /// The distance from the first to the last of the given number of elements along an axis, both included.
  private func span(ofCount count: Int, axis: Int) -> Int {
    count == 0 ? 0 : 1 + (count - 1) * (strides?[axis] ?? 1)
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil] }
      let shape = operands[0].aval.shape
      let padding = shape.indices.map { axis -> (Int, Int, Int) in
        let end = startIndices[axis] + span(ofCount: cotangent.shape[axis], axis: axis)
        return (startIndices[axis], shape[axis] - end, (strides?[axis] ?? 1) - 1)
      }
      return [lax.pad(cotangent, Tensor(.zero, dtype: cotangent.dtype), padding)]
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis, let size = operands[0].axisSize else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    let batched = lax.slice(
      operands[0].tensor, startIndices: startIndices.inserting(0, at: axis),
      limitIndices: limitIndices.inserting(size, at: axis),
      strides: strides?.inserting(1, at: axis))
    return [Batched(batched, axis: axis)]
  }
}

extension Slice: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive {
    Slice(
      startIndices: startIndices + [0], limitIndices: limitIndices + [2],
      strides: strides.map { $0 + [1] })
  }
}

extension Array {
  /// The array with one more element at the given position.
  func inserting(_ element: Element, at position: Int) -> [Element] {
    var result = self
    result.insert(element, at: position)
    return result
  }

  /// The array without the element at the given position.
  func removing(at position: Int) -> [Element] {
    var result = self
    result.remove(at: position)
    return result
  }
}
