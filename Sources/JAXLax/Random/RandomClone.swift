// The same keys again: a mark for those who track the use of keys.

import StableHLO

extension lax {
  /// The same keys, marked as meant to be used again.
  ///
  /// - Source: `jax.random.clone`.
  public static func randomClone(_ keys: Tensor) -> Tensor { bind(RandomClone(), keys) }
}

struct RandomClone: Primitive {
  static let name = "random_clone"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try inputs[0].checkKeys("random.clone")
    return [inputs[0]]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    operands
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(try interpret(self, [operands[0].tensor])[0], axis: operands[0].axis)]
  }
}
