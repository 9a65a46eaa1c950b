// The Threefry-2x32 hash as an operation on arrays of words.

import StableHLO

extension lax {
  /// The Threefry-2x32 hash of the pairs of words (x₁, x₂) under the keys (k₁, k₂).
  ///
  /// Operands are `uint32`, of equal shapes up to axes of size 1 and 0-dimensional ones.
  ///
  ///     let (high, low) = lax.threefry2x32(key: (k1, k2), (x1, x2))
  ///
  /// - Source: `jax.extend.random.threefry2x32_p`.
  public static func threefry2x32(
    key: (Tensor, Tensor), _ counter: (Tensor, Tensor)
  ) -> (Tensor, Tensor) {
    let words = bind(Threefry2x32(), [key.0, key.1, counter.0, counter.1])
    return words.count == 2 ? (words[0], words[1]) : (words[0], words[0])
  }
}

struct Threefry2x32: Primitive {
  static let name = "threefry2x32"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func outputCount(_ inputs: [ShapedArray]) -> Int { 2 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard inputs.count == 4, inputs.allSatisfy({ $0.dtype == .uint32 }) else {
      throw JAXError(
        .dtype, userName,
        found: "operands of types " + inputs.map(\.description).joined(separator: ", ") + ".",
        expected: "four operands of dtype uint32: two words of the key and two of the counter")
    }
    let shape = try broadcastShape(inputs, userName)
    let word = ShapedArray(shape: shape, dtype: .uint32)
    return [word, word]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let words = zip(operands, inputs).map { context.align($0, $1, to: outputs[0].shape) }
    let (x, y) = context.threefry(key: (words[0], words[1]), (words[2], words[3]))
    return [x, y]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (aligned, axis) = alignBatched(operands)
    return try interpret(self, aligned).map { Batched($0, axis: axis) }
  }
}
