// The same elements in row-major order, under another shape.

import StableHLO

extension lax {
  /// The same elements, in row-major order, under another shape of the same size.
  ///
  /// -
  ///
  /// - Source: `jax.lax.reshape`; StableHLO `reshape`.
  public static func reshape(_ operand: Tensor, _ newSizes: [Int]) -> Tensor {
    operand.shape == newSizes ? operand : bind(Reshape(newSizes: newSizes), operand)
  }
}

struct Reshape: Primitive {
  static let name = "reshape"

  let newSizes: [Int]

  init(newSizes: [Int]) { self.newSizes = newSizes }

  init(params: Params) throws { newSizes = try params.ints("new_sizes") }

  var params: Params {
    Params([("dimensions", .none), ("new_sizes", .ints(newSizes)), ("sharding", .none)])
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard newSizes.reduce(1, *) == inputs[0].size, newSizes.allSatisfy({ $0 >= 0 }) else {
      throw JAXError(
        .shape, "reshape",
        found: "an array of shape \(inputs[0].shape.tupleDescription), which has \(inputs[0].size) "
          + "elements, for shape \(newSizes.tupleDescription).",
        expected: "a shape with as many elements")
    }
    return [inputs[0].with(shape: newSizes)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [context.operation("stablehlo.reshape", operands, result: outputs[0].tensorType)]
  }

  var derivative: Derivative {
    .linear { cotangents, operands in
      [cotangents[0].map { lax.reshape($0, operands[0].aval.shape) }]
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis, let size = operands[0].axisSize else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    return [
      Batched(lax.reshape(operands[0].tensor.movingAxis(axis, to: 0), [size] + newSizes), axis: 0)
    ]
  }
}

extension Reshape: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive {
    Reshape(newSizes: newSizes + [2])
  }
}
