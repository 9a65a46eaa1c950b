// The words of keys.

import StableHLO

extension lax {
  /// The words of keys: keys of shape (…) become a `uint32` array of shape (…, 2).
  ///
  /// - Source: `jax.random.key_data`.
  public static func randomUnwrap(_ keys: Tensor) -> Tensor { bind(RandomUnwrap(), keys) }
}

struct RandomUnwrap: Primitive {
  static let name = "random_unwrap"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try inputs[0].checkKeys("random.keyData")
    return [inputs[0].physical]
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
