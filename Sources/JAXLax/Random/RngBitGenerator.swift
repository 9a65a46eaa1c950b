// Random bits from the generator that is fastest on the device.

import StableHLO

extension lax {
  /// The generators that ``rngBitGenerator(_:shape:dtype:algorithm:)`` can be asked for.
  ///
  /// - Source: `jax.lax.RandomAlgorithm`.
  public enum RandomAlgorithm: String, Hashable, Sendable, CaseIterable {
    /// The device's own choice.
    case `default` = "RNG_DEFAULT"
    /// Threefry.
    case threeFry = "RNG_THREE_FRY"
    /// Philox.
    case philox = "RNG_PHILOX"
  }

  /// The next state, and random bits of the given shape.
  ///
  /// The bits may differ between devices and versions of XLA: use `random.bits` for reproducible ones.
  ///
  /// - Parameters:
  ///   - key: the state: four `uint32` or two `uint64`.
  ///   - dtype: `uint8`, `uint16`, `uint32` or `uint64`.
  /// - Source: `jax.lax.rng_bit_generator`; StableHLO `rng_bit_generator`.
  public static func rngBitGenerator(
    _ key: Tensor, _ shape: any TensorShape, dtype: DType = .uint32,
    algorithm: RandomAlgorithm = .default
  ) -> (key: Tensor, bits: Tensor) {
    let results = bind(
      RngBitGenerator(shape: shape.sizes, dtype: dtype, algorithm: algorithm), [key])
    return results.count == 2 ? (results[0], results[1]) : (results[0], results[0])
  }
}

struct RngBitGenerator: Primitive {
  static let name = "rng_bit_generator"

  let shape: [Int]
  let dtype: DType
  let algorithm: lax.RandomAlgorithm

  init(shape: [Int], dtype: DType, algorithm: lax.RandomAlgorithm) {
    self.shape = shape
    self.dtype = dtype
    self.algorithm = algorithm
  }

  init(params: Params) throws {
    shape = try params.ints("shape")
    dtype = try params.dtype("dtype")
    let member = try params.member("algorithm")
    guard let algorithm = lax.RandomAlgorithm(rawValue: member) else {
      throw JAXError(
        .argument, "rngBitGenerator", found: "algorithm \(member).",
        expected: lax.RandomAlgorithm.allCases.map(\.rawValue).joined(separator: ", "))
    }
    self.algorithm = algorithm
  }

  var params: Params {
    Params([
      ("algorithm", .enumeration("RandomAlgorithm", member: algorithm.rawValue)),
      ("dtype", .dtype(dtype)), ("out_sharding", .none), ("shape", .ints(shape)),
    ])
  }

  func outputCount(_ inputs: [ShapedArray]) -> Int { 2 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let key = inputs[0]
    guard
      (key.dtype == .uint32 && key.shape == [4]) || (key.dtype == .uint64 && key.shape == [2])
    else {
      throw JAXError(
        .argument, "rngBitGenerator", found: "a state of type \(key).",
        expected: "a state of type uint32[4] or uint64[2]")
    }
    guard [.uint8, .uint16, .uint32, .uint64].contains(dtype) else {
      throw JAXError(
        .dtype, "rngBitGenerator", found: "dtype \(dtype).",
        expected: "uint8, uint16, uint32 or uint64")
    }
    return [key, ShapedArray(shape: shape, dtype: dtype)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let wide = HLO.TensorType([2], .ui64)
    let halves = HLO.TensorType([2, 2], .ui32)
    var state = operands[0]
    let isNarrow = inputs[0].dtype == .uint32
    if isNarrow {
      state = context.operation("stablehlo.reshape", [state], result: halves)
      state = context.operation("stablehlo.bitcast_convert", [state], result: wide)
    }
    let name = algorithm.rawValue.dropFirst("RNG_".count)
    let results = context.operation(
      "stablehlo.rng_bit_generator", [state], results: [wide, outputs[1].tensorType],
      attributes: [("rng_algorithm", .raw("#stablehlo<rng_algorithm \(name)>"))])
    guard isNarrow else { return results }
    let words = context.operation("stablehlo.bitcast_convert", [results[0]], result: halves)
    return [
      context.operation("stablehlo.reshape", [words], result: inputs[0].tensorType), results[1],
    ]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return try interpret(self, [operands[0].tensor]).map { Batched($0, axis: nil) }
    }
    // As in JAX, the first state draws for all examples, and is the only one that moves on.
    let states = operands[0].tensor.movingAxis(axis, to: 0)
    let count = states.shape[0]
    guard count > 0 else {
      let none = lax.broadcastInDim(
        Tensor(.zero, dtype: dtype), shape: [0] + shape, broadcastDimensions: [])
      return [Batched(states, axis: 0), Batched(none, axis: 0)]
    }
    let all = RngBitGenerator(shape: [count] + shape, dtype: dtype, algorithm: algorithm)
    let results = try interpret(all, [lax.indexInDim(states, 0, keepdims: false)])
    let next = lax.concatenate(
      [lax.expandDims(results[0], [0]), lax.sliceInDim(states, 1, count)], dimension: 0)
    return [Batched(next, axis: 0), Batched(results[1], axis: 0)]
  }
}
