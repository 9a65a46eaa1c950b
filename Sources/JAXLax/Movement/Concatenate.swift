// Joining arrays along an axis.

import StableHLO

extension lax {
  /// Joins arrays along an axis; their other axes have equal sizes.
  ///
  ///     lax.concatenate([[1, 2], [3]], dimension: 0)        // [1, 2, 3]
  ///
  /// - Source: `jax.lax.concatenate`; StableHLO `concatenate`.
  public static func concatenate(_ operands: [Tensor], _ dimension: Int) -> Tensor {
    if operands.count == 1 { return operands[0] }
    return bind(Concatenate(dimension: dimension), operands)[0]
  }
}

struct Concatenate: Primitive {
  static let name = "concatenate"

  let dimension: Int

  init(dimension: Int) { self.dimension = dimension }

  init(params: Params) throws { dimension = try params.int("dimension") }

  var params: Params { Params([("dimension", .int(dimension))]) }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard let first = inputs.first else {
      throw JAXError(
        .argument, "concatenate", found: "no arrays.", expected: "at least one array")
    }
    guard first.shape.indices.contains(dimension),
      inputs.allSatisfy({ input in
        input.ndim == first.ndim
          && first.shape.indices.allSatisfy {
            $0 == dimension || input.shape[$0] == first.shape[$0]
          }
      })
    else {
      throw JAXError(
        .shape, "concatenate",
        found: "shapes \(inputs.map(\.shape.tupleDescription).listed) along axis \(dimension).",
        expected: "arrays with that axis, and equal sizes along all others")
    }
    try checkEqualDTypes(inputs.map(\.dtype), userName)
    var shape = first.shape
    shape[dimension] = try inputs.map { $0.shape[dimension] }.checkedSum(for: userName)
    return [
      ShapedArray(
        shape: shape, dtype: first.dtype, weakType: inputs.allSatisfy(\.weakType))
    ]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    [
      context.operation(
        "stablehlo.concatenate", operands, result: outputs[0].tensorType,
        attributes: [("dimension", .int(dimension))])
    ]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return operands.map { _ in nil } }
      let parts = lax.split(
        cotangent, sizes: operands.map { $0.aval.shape[dimension] }, axis: dimension)
      return zip(parts, operands).map { $1.isLinear ? $0 : nil }
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(lax.concatenate(batchedAtFront(operands), dimension: dimension + 1), axis: 0)]
  }
}

extension Concatenate: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive { self }
}

/// Operands with their mapped axis in front; those without one are repeated along a new one.
package func batchedAtFront(_ operands: [BatchedTensor]) -> [Tensor] {
  let size = operands.lazy.compactMap(\.axisSize).first ?? 1
  return operands.map { operand in
    if let axis = operand.axis { return operand.tensor.movingAxis(axis, to: 0) }
    return lax.broadcast(operand.tensor, [size])
  }
}
