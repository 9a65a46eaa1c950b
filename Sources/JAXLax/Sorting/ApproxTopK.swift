// The largest or smallest elements along an axis, where an approximation is allowed.
//
// Only TPUs have a faster approximation; everywhere else the answer is exact, by sorting.
// Source: jax/_src/lax/ann.py.

import StableHLO

extension lax {
  /// The k largest elements along an axis in decreasing order, and their indices; an approximation is allowed.
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - k: how many.
  ///   - reductionDimension: the axis; negative from the end.
  ///   - recallTarget: the share of the true k largest elements that is to be found.
  /// - Source: `jax.lax.approx_max_k`.
  public static func approxMaxK(
    _ operand: Tensor, _ k: Int, reductionDimension: Int = -1, recallTarget: Double = 0.95
  ) -> (values: Tensor, indices: Tensor) {
    let results = bind(
      ApproxTopK(
        isMaxK: true, k: k, recallTarget: recallTarget, reductionDimension: reductionDimension),
      [operand])
    return (results[0], results[results.count - 1])
  }

  /// The k smallest elements along an axis in increasing order, and their indices; an approximation is allowed.
  ///
  /// - Source: `jax.lax.approx_min_k`.
  public static func approxMinK(
    _ operand: Tensor, _ k: Int, reductionDimension: Int = -1, recallTarget: Double = 0.95
  ) -> (values: Tensor, indices: Tensor) {
    let results = bind(
      ApproxTopK(
        isMaxK: false, k: k, recallTarget: recallTarget, reductionDimension: reductionDimension),
      [operand])
    return (results[0], results[results.count - 1])
  }
}

struct ApproxTopK: Primitive {
  static let name = "approx_top_k"

  let isMaxK: Bool
  let k: Int
  let recallTarget: Double
  let reductionDimension: Int

  init(isMaxK: Bool, k: Int, recallTarget: Double, reductionDimension: Int) {
    self.isMaxK = isMaxK
    self.k = k
    self.recallTarget = recallTarget
    self.reductionDimension = reductionDimension
  }

  init(params: Params) throws {
    isMaxK = try params.bool("is_max_k")
    k = try params.int("k")
    recallTarget = try params.float("recall_target")
    reductionDimension = try params.int("reduction_dimension")
    let aggregates = try params.bool("aggregate_to_topk")
    guard aggregates, try params.int("reduction_input_size_override") < 0 else {
      throw JAXError(
        .argument, "approx_top_k", found: "a search of one part of a larger array.",
        expected: "aggregate_to_topk True and no reduction_input_size_override")
    }
  }

  var params: Params {
    Params([
      ("aggregate_to_topk", .bool(true)), ("is_max_k", .bool(isMaxK)), ("k", .int(k)),
      ("recall_target", .float(recallTarget)), ("reduction_dimension", .int(reductionDimension)),
      ("reduction_input_size_override", .int(-1)),
    ])
  }

  /// The axis, counted from the front.
  private func axis(_ ndim: Int) -> Int {
    reductionDimension < 0 ? reductionDimension + ndim : reductionDimension
  }

  func outputCount(_ inputs: [ShapedArray]) -> Int { 2 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operand = inputs[0]
    let name = isMaxK ? "approxMaxK" : "approxMinK"
    try DTypeSet.floating.check(operand.dtype, name)
    let axis = axis(operand.ndim)
    guard operand.shape.indices.contains(axis), k > 0, k <= operand.shape[axis] else {
      throw JAXError(
        .argument, name,
        found: "k \(k) along axis \(reductionDimension) of an array of shape "
          + "\(operand.shape.tupleDescription).",
        expected: "an axis of the array, and k from 1 to its size")
    }
    var shape = operand.shape
    shape[axis] = k
    return [
      operand.with(shape: shape),
      ShapedArray(shape: shape, dtype: .index(upTo: operand.shape[axis])),
    ]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let axis = axis(inputs[0].ndim)
    let count = outputs[1].dtype.elementType
    let index = HLO.TensorType(inputs[0].shape, count)
    let indices = context.operation(
      "stablehlo.iota", [], result: index, attributes: [("iota_dimension", .int(axis))])
    let scalar = HLO.TensorType.scalar(inputs[0].dtype.elementType)
    let direction = isMaxK ? "GT" : "LT"
    let sorted = try context.operation(
      "stablehlo.sort", [operands[0], indices], results: [inputs[0].tensorType, index],
      attributes: [("dimension", .int(axis)), ("is_stable", .bool(false))],
      regions: [
        .init([scalar, scalar, .scalar(count), .scalar(count)]) { context, arguments in
          [context.compare(direction, arguments[0], arguments[1])]
        }
      ])
    return zip(sorted, outputs).map { value, output in
      context.operation(
        "stablehlo.slice", [value], result: output.tensorType,
        attributes: [
          ("start_indices", .ints(output.shape.map { _ in 0 })),
          ("limit_indices", .ints(output.shape)), ("strides", .ints(output.shape.map { _ in 1 })),
        ])
    }
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let results = bind(self, primals)
      let axis = axis(primals[0].ndim)
      return (results, [tangents[0].map { takeAlong(axis, $0, results[1]) }, nil])
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let mapped = operands[0].axis else {
      return bind(self, [operands[0].tensor]).map { Batched($0, axis: nil) }
    }
    let axis = axis(operands[0].tensor.ndim - 1)
    let batched = ApproxTopK(
      isMaxK: isMaxK, k: k, recallTarget: recallTarget,
      reductionDimension: axis < mapped ? axis : axis + 1)
    return bind(batched, [operands[0].tensor]).map { Batched($0, axis: mapped) }
  }
}
