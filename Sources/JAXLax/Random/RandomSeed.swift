// Keys from integer seeds.

import StableHLO

extension lax {
  /// A key for each integer of an array: its 64 bits, sign-extended within 32, as two words.
  ///
  /// - Source: `jax._src.random.prng.random_seed`.
  public static func randomSeed(_ seeds: Tensor) -> Tensor { bind(RandomSeed(), seeds) }
}

struct RandomSeed: Primitive {
  static let name = "random_seed"

  init() {}

  init(params: Params) throws { try PRNGImplementation.check(params, Self.name) }

  var params: Params { Params([("impl", PRNGImplementation.param)]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard inputs[0].dtype.isInteger else {
      throw JAXError(
        .dtype, "random.key", found: "a seed of dtype \(inputs[0].dtype).",
        expected: "an integer seed")
    }
    return [inputs[0].with(dtype: .keyThreefry)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let shape = inputs[0].shape
    let seed = operands[0]
    // Narrower integers have no high word, not even that of a negative number; the low one holds their sign.
    guard inputs[0].dtype.bitWidth == 64 else {
      let zero = context.constant(.uint(0), shape: shape, .uint32)
      return [context.pairs(zero, context.convert(seed, to: .ui32))]
    }
    let shift = context.constant(.int(32), shape: shape, inputs[0].dtype)
    let high = context.elementwise("stablehlo.shift_right_logical", [seed, shift])
    return [context.pairs(context.convert(high, to: .ui32), context.convert(seed, to: .ui32))]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(try interpret(self, [operands[0].tensor])[0], axis: operands[0].axis)]
  }
}
