// New keys from keys and integers.

import StableHLO

extension lax {
  /// A new key from each key and integer: the hash of the integer's low 32 bits.
  ///
  /// - Source: `jax.random.fold_in`, `threefry_fold_in`.
  public static func randomFoldIn(_ keys: Tensor, _ data: Tensor) -> Tensor {
    bind(RandomFoldIn(), keys, data)
  }
}

struct RandomFoldIn: Primitive {
  static let name = "random_fold_in"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try inputs[0].checkKeys("random.foldIn")
    guard inputs[1].dtype.isInteger else {
      throw JAXError(
        .dtype, "random.foldIn", found: "data of dtype \(inputs[1].dtype).",
        expected: "integers to fold into the keys")
    }
    let shape = try broadcastShape(inputs, "random.foldIn")
    return [inputs[0].with(shape: shape)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let shape = outputs[0].shape
    let keys = context.align(operands[0], inputs[0], to: shape)
    let data = context.align(operands[1], inputs[1], to: shape)
    let zero = context.constant(.uint(0), shape: shape, .uint32)
    let words = context.words(of: keys, shape: shape)
    let (first, second) = context.threefry(
      key: words, (zero, context.convert(data, to: .ui32)))
    return [context.newKeys(first, second)]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (aligned, axis) = alignBatched(operands)
    return [Batched(try interpret(self, aligned)[0], axis: axis)]
  }
}
