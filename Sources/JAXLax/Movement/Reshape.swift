// The same elements in row-major order, under another shape.

import StableHLO

extension lax {
  /// The same elements, in row-major order, under another shape of the same size.
  ///
  /// - Source: `jax.lax.reshape`; StableHLO `reshape`.
  public static func reshape(_ operand: Tensor, _ newSizes: any TensorShape) -> Tensor {
    let newSizes = newSizes.sizes
    return operand.shape == newSizes ? operand : bind(Reshape(newSizes: newSizes), operand)
  }
}

struct Reshape: Primitive {
  static let name = "reshape"

  /// The order in which the axes are read; nil for the usual one, the last axis fastest.
  let dimensions: [Int]?
  let newSizes: [Int]

  init(newSizes: [Int], dimensions: [Int]? = nil) {
    self.dimensions = dimensions
    self.newSizes = newSizes
  }

  init(params: Params) throws {
    dimensions = try params.optional("dimensions", Params.ints)
    newSizes = try params.ints("new_sizes")
  }

  var params: Params {
    Params([
      ("dimensions", dimensions.map(Param.ints) ?? .none), ("new_sizes", .ints(newSizes)),
      ("sharding", .none),
    ])
  }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard newSizes.allSatisfy({ $0 >= 0 }), newSizes.elementCount == inputs[0].size else {
      throw JAXError(
        .shape, "reshape",
        found: "an array of shape \(inputs[0].shape.tupleDescription), which has \(inputs[0].size) "
          + "elements, for shape \(newSizes.tupleDescription).",
        expected: "a shape with as many elements")
    }
    guard dimensions?.sorted().elementsEqual(0..<inputs[0].ndim) ?? true else {
      throw JAXError(
        .axis, "reshape",
        found: "dimensions \((dimensions ?? []).tupleDescription) of an array of shape "
          + "\(inputs[0].shape.tupleDescription).",
        expected: "each axis from 0 to \(inputs[0].ndim - 1) once")
    }
    return [inputs[0].with(shape: newSizes)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    var operand = operands[0]
    if let dimensions {
      operand = context.operation(
        "stablehlo.transpose", [operand],
        result: operand.type.with(shape: dimensions.map { operand.type.shape[$0] }),
        attributes: [("permutation", .ints(dimensions))])
    }
    return [context.operation("stablehlo.reshape", [operand], result: outputs[0].tensorType)]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil] }
      let shape = operands[0].aval.shape
      guard let dimensions else { return [lax.reshape(cotangent, shape)] }
      var inverse = dimensions
      for (position, axis) in dimensions.enumerated() { inverse[axis] = position }
      return [
        lax.transpose(
          lax.reshape(cotangent, dimensions.map { shape[$0] }), permutation: inverse)
      ]
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis, let size = operands[0].axisSize else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    let front = operands[0].tensor.movingAxis(axis, to: 0)
    guard let dimensions else {
      return [Batched(lax.reshape(front, [size] + newSizes), axis: 0)]
    }
    let batched = Reshape(newSizes: [size] + newSizes, dimensions: [0] + dimensions.shifted)
    return [Batched(bind(batched, front), axis: 0)]
  }
}

extension Reshape: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive {
    Reshape(newSizes: newSizes + [2], dimensions: dimensions.map { $0 + [$0.count] })
  }
}
