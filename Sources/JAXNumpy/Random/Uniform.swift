// Uniformly distributed floating numbers.

import JAXLax

extension random {
  /// Numbers distributed uniformly over [`minval`, `maxval`).
  ///
  ///     random.uniform(random.key(0), [2], minval: -1, maxval: 1)
  ///
  /// The fraction bits of a number from 1 to 2 are random; 1 is subtracted, and the rest is scaled.
  ///
  /// - Parameters:
  ///   - minval: the smallest value; broadcasts to the shape.
  ///   - maxval: the upper bound; broadcasts to the shape.
  /// - Source: `jax.random.uniform`.
  public static func uniform(
    _ key: Tensor, _ shape: [Int] = [], dtype: DType = .float32, minval: Tensor = 0.0,
    maxval: Tensor = 1.0
  ) -> Tensor {
    sampling(
      "random.uniform", key, shape: shape, dtype: dtype,
      kind: "floating, of 8, 16, 32 or 64 bits",
      accepts: { $0.isFloating && $0.bitWidth >= 8 },
      parameters: [("minval", minval), ("maxval", maxval)]
    ) { key in
      program("_uniform", shape, dtype, [key, minval, maxval]) {
        uniformSamples($0[0], shape, dtype, minval: $0[1], maxval: $0[2])
      }
    }
  }

  private static func uniformSamples(
    _ key: Tensor, _ shape: [Int], _ dtype: DType, minval: Tensor, maxval: Tensor
  ) -> Tensor {
    let low = parameter(minval, dtype, ndim: shape.count)
    let high = parameter(maxval, dtype, ndim: shape.count)
    let fractionBits = dtype.finfo?.nmant ?? 0
    let width = fractionBits < 8 ? 8 : dtype.bitWidth
    let word = dtype.word
    let bits = lax.convertElementType(lax.randomBits(key, bitWidth: width, shape: shape), word)
    let fraction = lax.shiftRightLogical(
      bits, Tensor(.uint(UInt64(width - fractionBits)), dtype: word))
    let one = Tensor(.float(1), dtype: dtype)
    let pattern = lax.bitwiseOr(fraction, Tensor(.uint(dtype.bitsOfOne), dtype: word))
    let unit = lax.sub(lax.bitcastConvertType(pattern, dtype), one)
    return lax.max(low, lax.add(lax.mul(unit, lax.sub(high, low)), low))
  }
}

extension DType {
  /// The unsigned integer dtype of the same width.
  fileprivate var word: DType {
    switch bitWidth {
    case 64: .uint64
    case 32: .uint32
    case 16: .uint16
    default: .uint8
    }
  }

  /// The bits of the number 1.
  fileprivate var bitsOfOne: UInt64 {
    ScalarValue.one.bytes(self).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
