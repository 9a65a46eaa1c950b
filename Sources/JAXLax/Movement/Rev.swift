// Reversing the order of elements along axes.

import StableHLO

extension lax {
  /// Reverses the order of the elements along the given axes.
  ///
  /// - Source: `jax.lax.rev`; StableHLO `reverse`.
  public static func rev(_ operand: Tensor, _ dimensions: [Int]) -> Tensor {
    bind(Rev(dimensions: dimensions), operand)
  }
}

struct Rev: Primitive {
  static let name = "rev"

  let dimensions: [Int]

  init(dimensions: [Int]) { self.dimensions = dimensions }

  init(params: Params) throws { dimensions = try params.ints("dimensions") }

  var params: Params { Params([("dimensions", .ints(dimensions))]) }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard Set(dimensions).count == dimensions.count,
      dimensions.allSatisfy({ inputs[0].shape.indices.contains($0) })
    else {
      throw JAXError(
        .axis, "rev",
        found: "axes \(dimensions.tupleDescription) of an array of shape "
          + "\(inputs[0].shape.tupleDescription).",
        expected: "different axes from 0 to \(inputs[0].ndim - 1)")
    }
    return [inputs[0]]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [
      context.operation(
        "stablehlo.reverse", operands, result: outputs[0].tensorType,
        attributes: [("dimensions", .ints(dimensions))])
    ]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in [cotangents[0].map { lax.rev($0, dimensions: dimensions) }] }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    let batched = dimensions.map { $0 < axis ? $0 : $0 + 1 }
    return [Batched(lax.rev(operands[0].tensor, dimensions: batched), axis: axis)]
  }
}

extension Rev: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive { self }
}
