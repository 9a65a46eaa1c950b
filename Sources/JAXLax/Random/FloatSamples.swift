// Uniform and normal numbers from random bits: what samplers of every distribution begin with.
//
// Source: jax/_src/random/core.py `_uniform`, `_normal_real`.

package enum FloatSamples {
  /// Numbers uniform over [low, high), an array of the given shape for each key.
  ///
  /// The fraction bits of a number from 1 to 2 are random; 1 is subtracted, and the rest is scaled.
  package static func uniform(
    _ keys: Tensor, shape: [Int] = [], dtype: DType, low: Tensor, high: Tensor
  ) -> Tensor {
    let fractionBits = dtype.finfo?.nmant ?? 0
    let width = fractionBits < 8 ? 8 : dtype.bitWidth
    let word = dtype.word
    let bits = lax.convertElementType(lax.randomBits(keys, bitWidth: width, shape: shape), word)
    let fraction = lax.shiftRightLogical(
      bits, Tensor(.uint(UInt64(width - fractionBits)), dtype: word))
    let one = Tensor(.float(1), dtype: dtype)
    let pattern = lax.bitwiseOr(fraction, Tensor(.uint(dtype.bitsOfOne), dtype: word))
    let unit = lax.sub(lax.bitcastConvertType(pattern, dtype), one)
    return lax.max(low, lax.add(lax.mul(unit, lax.sub(high, low)), low))
  }

  /// Numbers uniform over [0, 1), one for each key.
  static func uniform(_ keys: Tensor, _ dtype: DType) -> Tensor {
    let (zero, one) = (Tensor(.float(0), dtype: dtype), Tensor(.float(1), dtype: dtype))
    return uniform(keys, dtype: dtype, low: zero, high: one)
  }

  /// The smallest number above −1, from which uniform numbers begin that become normal ones, so that these are finite.
  package static func leastAboveMinusOne(_ dtype: DType) -> Tensor {
    Tensor(.float((dtype.finfo?.epsneg ?? 0) - 1), dtype: dtype)
  }

  /// Standard normal numbers from numbers uniform over (−1, 1).
  package static func normal(fromUniform u: Tensor) -> Tensor {
    lax.mul(Tensor(.float(2.0.squareRoot()), dtype: u.dtype), lax.erfInv(u))
  }

  /// Standard normal numbers, one for each key.
  static func normal(_ keys: Tensor, _ dtype: DType) -> Tensor {
    let one = Tensor(.float(1), dtype: dtype)
    return normal(
      fromUniform: uniform(keys, dtype: dtype, low: leastAboveMinusOne(dtype), high: one))
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
