// Samples of pseudo-random keys and bits.

import JAXCore
import JAXLax

extension PrimitiveSamples {
  private static func keyed(
    _ name: String, _ operands: [SampleOperand] = [.keys([])],
    _ function: ([Tensor]) -> [Tensor]
  ) throws -> PrimitiveSample {
    try PrimitiveSample(name, of: operands, checks: .plain, function)
  }

  private static let words: SampleOperand = .integers([1, 2, 3, 4, 5, 6], [3, 2], dtype: .uint32)

  static let random: [String: Maker] = [
    "iota_2x32_shape": {
      [try PrimitiveSample("iota_2x32_shape", params: [("shape", .ints([2, 3]))], [])]
    },
    "random_bits": {
      try [8, 16, 32, 64].map { width in
        try keyed("random_bits") { [lax.randomBits($0[0], bitWidth: width, shape: [3])] }
      } + [
        try keyed("random_bits", [.keys([2])]) {
          [lax.randomBits($0[0], bitWidth: 32, shape: [2, 0])]
        },
        try keyed("random_bits", [.keys([2])]) { [lax.randomBits($0[0], bitWidth: 32, shape: [])] },
      ]
    },
    "random_clone": { [try keyed("random_clone") { [lax.randomClone($0[0])] }] },
    "random_fold_in": {
      [
        try keyed("random_fold_in", [.keys([]), .integers([7], [], dtype: .uint32)]) {
          [lax.randomFoldIn($0[0], $0[1])]
        },
        try keyed("random_fold_in", [.keys([2]), .integers([7, 8], dtype: .uint32)]) {
          [lax.randomFoldIn($0[0], $0[1])]
        },
      ]
    },
    // The derivative is that of the distribution, not of the sampler with its rejections.
    "random_gamma": {
      try [false, true].map { logSpace in
        try PrimitiveSample(
          "random_gamma", params: [("log_space", .bool(logSpace))],
          [.keys([2]), .numbers(0.5...3, [2], .float32)], checks: .plain)
      }
    },
    "random_seed": {
      [
        try keyed("random_seed", [.integers([3], [])]) { [lax.randomSeed($0[0])] },
        try keyed("random_seed", [.integers([3, -4])]) { [lax.randomSeed($0[0])] },
      ]
    },
    "random_split": {
      [
        try keyed("random_split") { [lax.randomSplit($0[0], shape: [2])] },
        try keyed("random_split", [.keys([2])]) { [lax.randomSplit($0[0], shape: [1, 2])] },
      ]
    },
    "random_unwrap": {
      [try keyed("random_unwrap", [.keys([2])]) { [lax.randomUnwrap($0[0])] }]
    },
    "random_wrap": { [try keyed("random_wrap", [words]) { [lax.randomWrap($0[0])] }] },
    "rng_bit_generator": {
      [
        // As in JAX, mapped draws are others than those of a loop.
        try PrimitiveSample(
          "rng_bit_generator", of: [.integers([1, 2, 3, 4], dtype: .uint32)],
          checks: [.parameters, .values]
        ) {
          let result = lax.rngBitGenerator($0[0], shape: [2, 3])
          return [result.key, result.bits]
        }
      ]
    },
    "threefry2x32": {
      [
        try keyed(
          "threefry2x32",
          [.integers([1], [], dtype: .uint32), .integers([2], [], dtype: .uint32)]
            + [.integers([3, 4], dtype: .uint32), .integers([5, 6], dtype: .uint32)]
        ) {
          let words = lax.threefry2x32(key: ($0[0], $0[1]), ($0[2], $0[3]))
          return [words.0, words.1]
        }
      ]
    },
  ]
}
