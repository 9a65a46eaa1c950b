// New keys from one key.

import StableHLO

extension lax {
  /// Arrays of new keys of the given shape, one for each key: keys of shape (…) become keys of shape (…) + `shape`.
  ///
  /// Each new key is the hash of its own place in row-major order, so the first keys do not depend on the number asked for.
  ///
  /// - Source: `jax._src.random.prng.random_split`, `threefry_split` (partitionable).
  public static func randomSplit(_ keys: Tensor, shape: any TensorShape) -> Tensor {
    bind(RandomSplit(shape: shape.sizes), keys)
  }
}

struct RandomSplit: Primitive {
  static let name = "random_split"

  let shape: [Int]

  init(shape: [Int]) { self.shape = shape }

  init(params: Params) throws { shape = try params.ints("shape") }

  var params: Params { Params([("shape", .ints(shape))]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try inputs[0].checkKeys("random.split")
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw JAXError(
        .shape, "random.split", found: "shape \(shape.tupleDescription).",
        expected: "sizes that are not negative")
    }
    return [inputs[0].with(shape: inputs[0].shape + shape)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let (first, second) = context.threefry(keys: operands[0], countersOfShape: shape)
    return [context.newKeys(first, second)]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(try interpret(self, [operands[0].tensor])[0], axis: operands[0].axis)]
  }
}
