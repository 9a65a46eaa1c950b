// The largest elements along an axis, with their indices.
//
// Source: jax/_src/lax/lax.py `top_k`; CHLO `top_k`.

import StableHLO

extension lax {
  /// The k largest elements along an axis in decreasing order, and their indices.
  ///
  ///     lax.topK([1, 5, 3], 2)      // ([5, 3], [1, 2])
  ///
  /// - Source: `jax.lax.top_k`.
  public static func topK(_ operand: Tensor, _ k: Int, axis: Int = -1) -> (
    values: Tensor, indices: Tensor
  ) {
    guard let axis = resolvedAxis(axis, operand, "topK") else {
      return (operand.withoutValue, operand.withoutValue)
    }
    let results = bind(TopK(axis: axis, k: k), [operand])
    return (results[0], results[1])
  }

  /// The same by sorting, with indices of as many bits as the axis needs.
  ///
  /// Sorting is stable in increasing order, so it begins and ends with reversals.
  package static func sortedTopK(_ x: Tensor, _ k: Int, axis: Int) -> [Tensor] {
    let positions = broadcastedIota(.index(upTo: x.shape[axis]), x.shape, axis)
    let operands = [x, positions].map { rev($0, dimensions: [axis]) }
    return sort(operands, dimension: axis, isStable: true, numKeys: 1).map {
      sliceInDim(rev($0, dimensions: [axis]), 0, k, axis: axis)
    }
  }
}

struct TopK: Primitive {
  static let name = "top_k"

  let axis: Int
  let k: Int

  init(axis: Int, k: Int) {
    self.axis = axis
    self.k = k
  }

  init(params: Params) throws {
    axis = try params.int("axis")
    k = try params.int("k")
  }

  var params: Params { Params([("axis", .int(axis)), ("k", .int(k))]) }

  func outputCount(_ inputs: [ShapedArray]) -> Int { 2 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operand = inputs[0]
    try DTypeSet.ordered.check(operand.dtype, "topK")
    guard operand.shape.indices.contains(axis), (0...operand.shape[axis]).contains(k) else {
      throw JAXError(
        .argument, "topK",
        found: "k \(k) along axis \(axis) of an array of shape \(operand.shape.tupleDescription).",
        expected: "an axis of the array, and k from 0 to its size")
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
    // The operation counts in 32 bits.
    guard outputs[1].dtype == .int32 else {
      return try context.trace(operands, inputs) { lax.sortedTopK($0[0], k, axis: axis) }
    }
    // The operation searches the last axis.
    var permutation = Array(inputs[0].shape.indices)
    permutation.swapAt(axis, permutation.count - 1)
    func swapped(_ value: Value, _ context: inout LoweringContext) -> Value {
      guard axis != permutation.count - 1 else { return value }
      return context.operation(
        "stablehlo.transpose", [value],
        result: value.type.with(shape: permutation.map { value.type.shape[$0] }),
        attributes: [("permutation", .ints(permutation))])
    }
    let operand = swapped(operands[0], &context)
    let results = context.operation(
      "chlo.top_k", [operand],
      results: outputs.map { output in
        output.tensorType.with(shape: permutation.map { output.shape[$0] })
      }, attributes: [("k", .int(k))])
    return results.map { swapped($0, &context) }
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let results = bind(self, primals)
      return (results, [tangents[0].map { takeAlong(axis, $0, results[1]) }, nil])
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let mapped = operands[0].axis else {
      return bind(self, [operands[0].tensor]).map { Batched($0, axis: nil) }
    }
    let batched = TopK(axis: axis < mapped ? axis : axis + 1, k: k)
    return bind(batched, [operands[0].tensor]).map { Batched($0, axis: mapped) }
  }
}
