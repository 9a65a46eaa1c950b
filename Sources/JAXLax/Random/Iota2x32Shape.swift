// The numbers 0, 1, 2, … as 64-bit integers in two words each: the counters that Threefry hashes.

import StableHLO

extension lax {
  /// The high and the low words of 0, 1, 2, … in row-major order, as two `uint32` arrays.
  ///
  /// - Source: `jax._src.random.prng.iota_2x32_shape`.
  package static func iota2x32(shape: [Int]) -> (high: Tensor, low: Tensor) {
    guard !shape.isEmpty else {
      let zero = Tensor(.uint(0), dtype: .uint32)
      return (zero, zero)
    }
    let words = bind(Iota2x32Shape(shape: shape), [])
    return words.count == 2 ? (words[0], words[1]) : (words[0], words[0])
  }
}

struct Iota2x32Shape: Primitive {
  static let name = "iota_2x32_shape"

  let shape: [Int]

  init(shape: [Int]) { self.shape = shape }

  init(params: Params) throws { shape = try params.ints("shape") }

  var params: Params { Params([("shape", .ints(shape))]) }

  func outputCount(_ inputs: [ShapedArray]) -> Int { 2 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let word = ShapedArray(shape: shape, dtype: .uint32)
    return [word, word]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let (high, low) = context.countersOfShape(shape)
    return [high, low]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    throw JAXError.internal("iota_2x32_shape has no operand to be mapped.")
  }
}
