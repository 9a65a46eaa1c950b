// Pairs of words seen as keys.

import StableHLO

extension lax {
  /// The keys with the given words: a `uint32` array of shape (…, 2) becomes keys of shape (…).
  ///
  /// - Source: `jax.random.wrap_key_data`.
  public static func randomWrap(_ words: Tensor) -> Tensor { bind(RandomWrap(), words) }
}

struct RandomWrap: Primitive {
  static let name = "random_wrap"

  init() {}

  init(params: Params) throws { try PRNGImplementation.check(params, Self.name) }

  var params: Params { Params([("impl", PRNGImplementation.param)]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard inputs[0].dtype == .uint32, inputs[0].shape.last == 2 else {
      throw JAXError(
        inputs[0].dtype == .uint32 ? .shape : .dtype, "random.wrapKeyData",
        found: "words of type \(inputs[0]).",
        expected: "an array of dtype uint32 whose last axis has size 2")
    }
    return [ShapedArray(shape: inputs[0].shape.dropLast(), dtype: .keyThreefry)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    operands
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return [Batched(try interpret(self, [operands[0].tensor])[0], axis: nil)]
    }
    let front = operands[0].tensor.movingAxis(axis, to: 0)
    return [Batched(try interpret(self, [front])[0], axis: 0)]
  }
}
