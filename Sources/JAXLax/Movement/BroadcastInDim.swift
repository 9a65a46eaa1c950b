// Repeating an array along new axes and axes of size 1.

import StableHLO

extension lax {
  /// Repeats an array along new axes, and along axes of size 1.
  ///
  ///     lax.broadcastInDim([1, 2], shape: [3, 2], broadcastDimensions: [1])   // [[1, 2], [1, 2], [1, 2]]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - shape: the shape of the result.
  ///   - broadcastDimensions: the axis of the result that each axis of the operand becomes, increasing.
  /// - Source: `jax.lax.broadcast_in_dim`; StableHLO `broadcast_in_dim`.
  public static func broadcastInDim(
    _ operand: Tensor, _ shape: any TensorShape, _ broadcastDimensions: [Int]
  ) -> Tensor {
    let shape = shape.sizes
    if operand.shape == shape && broadcastDimensions.count == shape.count { return operand }
    return bind(BroadcastInDim(shape: shape, broadcastDimensions: broadcastDimensions), operand)
  }

  /// Inserts axes of size 1 at the given places of the result.
  ///
  /// - Source: `jax.lax.expand_dims`.
  public static func expandDims(_ array: Tensor, _ dimensions: [Int]) -> Tensor {
    guard !dimensions.isEmpty else { return array }
    let ndim = array.ndim + dimensions.count
    let new = Set(dimensions.map { $0 < 0 ? $0 + ndim : $0 })
    let kept = (0..<ndim).filter { !new.contains($0) }
    guard kept.count == array.ndim, new.allSatisfy({ (0..<ndim).contains($0) }) else {
      raise(
        JAXError(
          .axis, "expandDims", found: "axes \(dimensions.tupleDescription) for \(array.aval).",
          expected: "different axes from \(-ndim) to \(ndim - 1)"))
      return array.withoutValue
    }
    var shape = [Int](repeating: 1, count: ndim)
    for (from, to) in kept.enumerated() { shape[to] = array.shape[from] }
    return broadcastInDim(array, shape: shape, broadcastDimensions: kept)
  }
}

struct BroadcastInDim: Primitive {
  static let name = "broadcast_in_dim"

  let shape: [Int]
  let broadcastDimensions: [Int]

  init(shape: [Int], broadcastDimensions: [Int]) {
    self.shape = shape
    self.broadcastDimensions = broadcastDimensions
  }

  init(params: Params) throws {
    shape = try params.ints("shape")
    broadcastDimensions = try params.ints("broadcast_dimensions")
  }

  var params: Params {
    Params([
      ("broadcast_dimensions", .ints(broadcastDimensions)), ("shape", .ints(shape)),
      ("sharding", .none),
    ])
  }

  // The shape is that of the result.
  var printedParams: [Params.Entry] {
    params.entries.filter { $0.name == "broadcast_dimensions" && $0.value != .list([]) }
  }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operand = inputs[0]
    let isIncreasing = zip(broadcastDimensions, broadcastDimensions.dropFirst()).allSatisfy(<)
    guard broadcastDimensions.count == operand.ndim, isIncreasing,
      broadcastDimensions.allSatisfy({ shape.indices.contains($0) }),
      zip(operand.shape, broadcastDimensions).allSatisfy({ $0 == 1 || $0 == shape[$1] }),
      shape.allSatisfy({ $0 >= 0 })
    else {
      throw JAXError(
        .shape, "broadcastInDim",
        found: "an operand of shape \(operand.shape.tupleDescription), shape "
          + "\(shape.tupleDescription) and broadcastDimensions \(broadcastDimensions.tupleDescription).",
        expected:
          "one increasing axis of the result for each axis of the operand, of the same size or stretched from 1"
      )
    }
    return [operand.with(shape: shape)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [
      context.operation(
        "stablehlo.broadcast_in_dim", operands, result: outputs[0].tensorType,
        attributes: [("broadcast_dimensions", .ints(broadcastDimensions))])
    ]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil] }
      let source = operands[0].aval
      let stretched = zip(broadcastDimensions, source.shape).filter { shape[$0] != $1 }.map(\.0)
      let new = shape.indices.filter { !broadcastDimensions.contains($0) }
      let sum = lax.reduceSum(cotangent, axes: (new + stretched).sorted())
      let kept = zip(broadcastDimensions, source.shape).filter { shape[$0] != $1 }
      return [kept.isEmpty ? sum : lax.reshape(sum, source.shape)]
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis, let size = operands[0].axisSize else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    let front = operands[0].tensor.movingAxis(axis, to: 0)
    let batched = lax.broadcastInDim(
      front, shape: [size] + shape, broadcastDimensions: [0] + broadcastDimensions.map { $0 + 1 })
    return [Batched(batched, axis: 0)]
  }
}

extension BroadcastInDim: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive {
    BroadcastInDim(shape: shape + [2], broadcastDimensions: broadcastDimensions + [shape.count])
  }
}
