// Uniformly distributed integers.

import JAXLax

extension random {
  /// Integers distributed uniformly over [`minval`, `maxval`).
  ///
  ///     random.randint(key, [4], minval: 0, maxval: 10)
  ///
  /// The remainder of twice as many random bits as the dtype has; slightly biased where the span is not a power of
  /// two. Where `maxval` ≤ `minval` the result is `minval`.
  ///
  /// - Parameters:
  ///   - minval: the smallest value; broadcasts to the shape.
  ///   - maxval: the upper bound; broadcasts to the shape.
  ///   - dtype: an integer dtype; narrow ones are drawn with 32 bits.
  /// - Source: `jax.random.randint`.
  public static func randint(
    _ key: Tensor, _ shape: any TensorShape, _ minval: Tensor, _ maxval: Tensor,
    dtype: DType = .int32
  ) -> Tensor {
    let shape = shape.sizes
    return sampling(
      "random.randint", key, shape: shape, dtype: dtype, kind: "integer", accepts: \.isInteger,
      parameters: [("minval", minval), ("maxval", maxval)]
    ) { key in
      guard let range = dtype.iinfo, range.bits < 32 else {
        return integers(key, shape, dtype, integral(minval), integral(maxval))
      }
      let bounds = [(minval, Int64(range.max)), (maxval, Int64(range.max) + 1)].map { bound, most in
        lax.clamp(
          Tensor(.int(range.min), dtype: .int32), lax.convertElementType(bound, .int32),
          Tensor(.int(most), dtype: .int32))
      }
      return lax.convertElementType(integers(key, shape, .int32, bounds[0], bounds[1]), dtype)
    }
  }

  /// A bound that is not an integer, without its fraction.
  private static func integral(_ bound: Tensor) -> Tensor {
    bound.dtype.isInteger ? bound : lax.convertElementType(bound, .int32)
  }

  private static func integers(
    _ key: Tensor, _ shape: [Int], _ dtype: DType, _ minval: Tensor, _ maxval: Tensor
  ) -> Tensor {
    program("_randint", shape, dtype, [key, minval, maxval]) { operands in
      let width = dtype.bitWidth
      let word: DType = width == 64 ? .uint64 : .uint32
      let limit = Swift.min(dtype.iinfo?.max ?? 0, operands[2].dtype.iinfo?.max ?? 0)
      let isBeyond = lax.gt(
        ranked(operands[2], shape), Tensor(.uint(limit), dtype: operands[2].dtype))
      let low = ranked(clipped(operands[1], to: dtype), shape)
      let high = ranked(clipped(operands[2], to: dtype), shape)

      let (first, second) = twoKeys(operands[0])
      let higher = lax.randomBits(first, bitWidth: width, shape: shape)
      let lower = lax.randomBits(second, bitWidth: width, shape: shape)

      let one = Tensor(.one, dtype: word)
      let difference = lax.convertElementType(lax.sub(high, low), word)
      var span = lax.select(lax.le(high, low), lax.fullLike(difference, one), difference)
      // A bound beyond the dtype's range was clipped by one; a full range wraps to 0, which divides nothing.
      span = lax.select(
        lax.bitwiseAnd(isBeyond, lax.gt(high, low)), lax.add(span, one), span)

      // 2^width modulo the span, from (a · b) mod n = ((a mod n) · (b mod n)) mod n.
      var multiplier = lax.rem(Tensor(.uint(1 << UInt64(width / 2)), dtype: word), span)
      multiplier = lax.rem(lax.mul(multiplier, multiplier), span)
      let offset = lax.add(
        lax.mul(lax.rem(higher, span), multiplier), lax.rem(lower, span))
      return lax.add(low, lax.convertElementType(lax.rem(offset, span), dtype))
    }
  }

  private static func ranked(_ bound: Tensor, _ shape: [Int]) -> Tensor {
    parameter(bound, bound.dtype, ndim: shape.count)
  }

  /// Integers converted to another dtype: those out of its range become its limits.
  private static func clipped(_ x: Tensor, to dtype: DType) -> Tensor {
    guard let from = x.dtype.iinfo, let to = dtype.iinfo else { return x }
    let least = Tensor(.int(Swift.max(from.min, to.min)), dtype: x.dtype)
    let most = Tensor(.uint(Swift.min(from.max, to.max)), dtype: x.dtype)
    return lax.convertElementType(lax.clamp(least, x, most), dtype)
  }
}
