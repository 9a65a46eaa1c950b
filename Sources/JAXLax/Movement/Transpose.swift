// Permuting the axes of an array.

import StableHLO

extension lax {
  /// Permutes the axes: axis i of the result is axis `permutation[i]` of the operand.
  ///
  /// - Source: `jax.lax.transpose`; StableHLO `transpose`.
  public static func transpose(_ operand: Tensor, _ permutation: [Int]) -> Tensor {
    if permutation.elementsEqual(0..<operand.ndim) { return operand }
    return bind(Transpose(permutation: permutation), operand)
  }
}

extension Tensor {
  /// The tensor with one axis moved to another place, the others keeping their order.
  public func movingAxis(_ source: Int, to destination: Int) -> Tensor {
    guard source != destination else { return self }
    var permutation = Array(0..<ndim)
    permutation.insert(permutation.remove(at: source), at: destination)
    return lax.transpose(self, permutation: permutation)
  }
}

struct Transpose: Primitive {
  static let name = "transpose"

  let permutation: [Int]

  init(permutation: [Int]) { self.permutation = permutation }

  init(params: Params) throws { permutation = try params.ints("permutation") }

  var params: Params { Params([("permutation", .ints(permutation))]) }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard permutation.sorted().elementsEqual(0..<inputs[0].ndim) else {
      throw JAXError(
        .axis, "transpose",
        found: "permutation \(permutation.tupleDescription) of an array of shape "
          + "\(inputs[0].shape.tupleDescription).",
        expected: "each axis from 0 to \(inputs[0].ndim - 1) once")
    }
    return [inputs[0].with(shape: permutation.map { inputs[0].shape[$0] })]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [
      context.operation(
        "stablehlo.transpose", operands, result: outputs[0].tensorType,
        attributes: [("permutation", .ints(permutation))])
    ]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      var inverse = permutation
      for (to, from) in permutation.enumerated() { inverse[from] = to }
      return [cotangents[0].map { [inverse] in lax.transpose($0, permutation: inverse) }]
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    let batched = [axis] + permutation.map { $0 < axis ? $0 : $0 + 1 }
    return [Batched(lax.transpose(operands[0].tensor, permutation: batched), axis: 0)]
  }
}

extension Transpose: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive {
    Transpose(permutation: permutation + [permutation.count])
  }
}
