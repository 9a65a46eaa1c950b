// Removing axes of size 1.

import StableHLO

extension lax {
  /// Removes the given axes, which have size 1.
  ///
  /// - Parameters:
  ///   - array: the array.
  ///   - dimensions: the axes to remove; negative ones count from the end.
  /// - Source: `jax.lax.squeeze`.
  public static func squeeze(_ array: Tensor, _ dimensions: [Int]) -> Tensor {
    if dimensions.isEmpty { return array }
    return bind(
      Squeeze(dimensions: dimensions.map { $0 < 0 ? $0 + array.ndim : $0 }.sorted()), array)
  }
}

struct Squeeze: Primitive {
  static let name = "squeeze"

  let dimensions: [Int]

  init(dimensions: [Int]) { self.dimensions = dimensions }

  init(params: Params) throws { dimensions = try params.ints("dimensions") }

  var params: Params { Params([("dimensions", .ints(dimensions))]) }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let shape = inputs[0].shape
    guard Set(dimensions).count == dimensions.count,
      dimensions.allSatisfy({ shape.indices.contains($0) && shape[$0] == 1 })
    else {
      throw JAXError(
        .axis, "squeeze",
        found: "axes \(dimensions.tupleDescription) of an array of shape "
          + "\(shape.tupleDescription).",
        expected: "different axes of size 1")
    }
    return [
      inputs[0].with(shape: shape.indices.filter { !dimensions.contains($0) }.map { shape[$0] })
    ]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [context.operation("stablehlo.reshape", operands, result: outputs[0].tensorType)]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in [cotangents[0].map { lax.expandDims($0, dimensions) }] }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    let front = operands[0].tensor.movingAxis(axis, to: 0)
    return [Batched(lax.squeeze(front, dimensions: dimensions.map { $0 + 1 }), axis: 0)]
  }
}

extension Squeeze: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive { self }
}
