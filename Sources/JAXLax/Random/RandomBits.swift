// Random bits from keys: the hash of each element's place in row-major order.

import StableHLO

extension lax {
  /// Uniformly random unsigned integers, an array of the given shape for each key.
  ///
  /// - Parameter bitWidth: 8, 16, 32 or 64.
  /// - Source: `jax._src.random.prng.random_bits`, `threefry_random_bits` (partitionable).
  public static func randomBits(_ keys: Tensor, bitWidth: Int, shape: any TensorShape) -> Tensor {
    bind(RandomBits(bitWidth: bitWidth, shape: shape.sizes), keys)
  }
}

struct RandomBits: Primitive {
  static let name = "random_bits"

  let bitWidth: Int
  let shape: [Int]

  init(bitWidth: Int, shape: [Int]) {
    self.bitWidth = bitWidth
    self.shape = shape
  }

  init(params: Params) throws {
    bitWidth = try params.int("bit_width")
    shape = try params.ints("shape")
  }

  var params: Params { Params([("bit_width", .int(bitWidth)), ("shape", .ints(shape))]) }

  private var dtype: DType? {
    switch bitWidth {
    case 8: .uint8
    case 16: .uint16
    case 32: .uint32
    case 64: .uint64
    default: nil
    }
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try inputs[0].checkKeys("random.bits")
    guard let dtype else {
      throw JAXError(
        .argument, "random.bits", found: "a width of \(bitWidth) bits.",
        expected: "8, 16, 32 or 64 bits")
    }
    guard shape.allSatisfy({ $0 >= 0 }) else {
      throw JAXError(
        .shape, "random.bits", found: "shape \(shape.tupleDescription).",
        expected: "sizes that are not negative")
    }
    return [ShapedArray(shape: inputs[0].shape + shape, dtype: dtype)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let (first, second) = context.threefry(keys: operands[0], countersOfShape: shape)
    let output = outputs[0]
    guard bitWidth == 64 else {
      let bits = context.elementwise("stablehlo.xor", [first, second])
      return [context.convert(bits, to: output.dtype.elementType)]
    }
    let shift = context.constant(.uint(32), shape: output.shape, .uint64)
    let high = context.elementwise(
      "stablehlo.shift_left", [context.convert(first, to: .ui64), shift])
    return [context.elementwise("stablehlo.or", [high, context.convert(second, to: .ui64)])]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(try interpret(self, [operands[0].tensor])[0], axis: operands[0].axis)]
  }
}
