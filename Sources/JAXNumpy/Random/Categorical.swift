// Samples of categories by the Gumbel-max trick.

import JAXLax

extension random {
  /// How many random bits a sampler draws, and with that how small the probabilities are that it resolves.
  public enum Resolution: String, Hashable, Sendable {
    /// As many as the dtype holds: probabilities below about 1e-7 of `float32` are not resolved.
    case low
    /// Twice as many.
    case high
    /// As many as make every sample of `float32` exact to its last bits.
    case highest
  }

  /// Numbers of the standard Gumbel distribution.
  ///
  /// x = −log(−log u)
  ///
  /// - Source: `jax.random.gumbel`.
  public static func gumbel(
    _ key: Tensor, shape: any TensorShape = [], dtype: DType = .float32, mode: Resolution = .low
  ) -> Tensor {
    let shape = shape.sizes
    return sampling("random.gumbel", key, shape: shape, dtype: dtype) { key in
      program("_gumbel", shape, dtype, settings: [.string(mode.rawValue)], [key]) {
        let limits = dtype.finfo
        if mode == .highest && dtype == .float32 { return finestGumbel($0[0], shape) }
        guard mode == .low else {
          let (coarse, fine) = twoSamples($0[0], shape, dtype)
          let tiny = constant(limits?.tiny ?? 0, like: coarse)
          let step = constant(limits?.eps ?? 0, like: coarse)
          let joined = lax.add(lax.add(coarse, lax.mul(step, fine)), tiny)
          let u = lax.select(lax.ge(coarse, constant(0.5, like: coarse)), coarse, joined)
          return lax.neg(lax.log(lax.neg(lax.log1p(lax.neg(u)))))
        }
        let u = uniform($0[0], shape, dtype: dtype, minval: Tensor(limits?.tiny ?? 0), maxval: 1.0)
        return lax.neg(lax.log(lax.neg(lax.log(u))))
      }
    }
  }

  /// Gumbel samples from 64 random bits, exact on both sides of the median.
  private static func finestGumbel(_ key: Tensor, _ shape: [Int]) -> Tensor {
    let bits = lax.randomBits(key, bitWidth: 32, shape: [2] + shape)
    let (high, low) = halves(bits)
    let flippedHigh = lax.bitwiseNot(high)
    let flippedLow = lax.bitwiseNot(low)
    let ones = Tensor(.uint(0xFFFF_FFFF), dtype: .uint32)
    // 1 − u in fixed point: the bits inverted, plus one, with its carry.
    let carry = lax.convertElementType(lax.eq(flippedLow, ones), .uint32)
    let negatedHigh = lax.add(flippedHigh, carry)
    let negatedLow = lax.add(flippedLow, Tensor(.uint(1), dtype: .uint32))
    let isSmall = lax.lt(high, Tensor(.uint(1 << 31), dtype: .uint32))
    let u = floatFromFixedPoint(
      lax.select(isSmall, high, negatedHigh), lax.select(isSmall, low, negatedLow))
    return lax.select(
      isSmall, lax.neg(lax.log(lax.neg(lax.log1p(lax.neg(u))))),
      lax.neg(lax.log(lax.neg(lax.log(u)))))
  }

  private static func halves(_ x: Tensor) -> (Tensor, Tensor) {
    (lax.indexInDim(x, 0, keepdims: false), lax.indexInDim(x, 1, keepdims: false))
  }

  /// The `float32` nearest below a fraction given by the 64 bits after its binary point.
  private static func floatFromFixedPoint(_ high: Tensor, _ low: Tensor) -> Tensor {
    func word(_ value: UInt64) -> Tensor { Tensor(.uint(value), dtype: .uint32) }
    let leadingHigh = lax.clz(high)
    let leadingLow = lax.clz(low)
    let isHighZero = lax.eq(leadingHigh, word(32))
    let fromLow = lax.select(
      isHighZero, lax.shiftLeft(low, leadingLow),
      lax.shiftRightLogical(low, lax.sub(word(32), leadingHigh)))
    let normalized = lax.bitwiseOr(lax.shiftLeft(high, leadingHigh), fromLow)
    let fraction = lax.bitwiseAnd(
      lax.shiftRightLogical(normalized, word(8)), word((1 << 23) - 1))
    let leading = lax.select(isHighZero, lax.add(word(32), leadingLow), leadingHigh)
    let exponent = lax.bitwiseAnd(
      lax.shiftLeft(lax.sub(word(126), leading), word(23)), word((1 << 30) - (1 << 22)))
    return lax.bitcastConvertType(lax.bitwiseOr(exponent, fraction), .float32)
  }

  /// Indices distributed as the softmax of `logits` along an axis.
  ///
  ///     random.categorical(key, [[0, 0, 9], [9, 0, 0]])        // probably [2, 0]
  ///
  /// - Parameters:
  ///   - logits: logarithms of probabilities up to a constant, floating.
  ///   - axis: the axis of the categories.
  ///   - shape: the shape of the samples; must end in that of `logits` without `axis`, which it is unless given.
  ///   - replace: whether one category may be drawn again along the axes in front.
  /// - Source: `jax.random.categorical`.
  public static func categorical(
    _ key: Tensor, _ logits: Tensor, axis: Int = -1, shape: (any TensorShape)? = nil,
    replace: Bool = true,
    mode: Resolution = .low
  ) -> Tensor {
    let axis = axis < 0 ? axis + logits.ndim : axis
    var batch = logits.shape
    if batch.indices.contains(axis) { batch.remove(at: axis) }
    let shape = shape?.sizes ?? batch
    let index = DType.index(
      upTo: logits.shape.indices.contains(axis) ? logits.shape[axis] : 0)
    return sampling(
      "random.categorical", key, shape: shape, dtype: index, kind: "integer", accepts: \.isInteger
    ) { key in
      guard logits.shape.indices.contains(axis) else {
        throw JAXError(
          .axis, "random.categorical", found: "axis \(axis) of logits of type \(logits.aval).",
          expected: "an axis of the logits")
      }
      guard logits.dtype.isFloating else {
        throw JAXError(
          .dtype, "random.categorical", found: "logits of dtype \(logits.dtype).",
          expected: "a dtype that is floating")
      }
      guard shape.count >= batch.count,
        zip(shape.suffix(batch.count), batch).allSatisfy({ $0 == $1 || $1 == 1 })
      else {
        throw JAXError(
          .shape, "random.categorical",
          found: "shape \(shape.tupleDescription) for logits of shape "
            + "\(logits.shape.tupleDescription) with categories along axis \(axis).",
          expected: "a shape that ends in \(batch.tupleDescription)")
      }
      let prefix = Array(shape.dropLast(batch.count))
      guard !replace else {
        var drawn = Array(shape.suffix(batch.count))
        drawn.insert(logits.shape[axis], at: axis)
        let noise = gumbel(key, prefix + drawn, dtype: logits.dtype, mode: mode)
        let aligned = lax.expandDims(logits, Array(prefix.indices))
        return lax.argmax(lax.add(noise, aligned), axis: prefix.count + axis, indexDtype: index)
      }
      let count = prefix.elementCount
      guard count <= logits.shape[axis] else {
        throw JAXError(
          .argument, "random.categorical",
          found: "\(count) samples without replacement of \(logits.shape[axis]) categories.",
          expected: "at most as many samples as categories")
      }
      let noisy = lax.add(gumbel(key, logits.shape, dtype: logits.dtype, mode: mode), logits)
      let best = lax.topK(noisy.movingAxis(axis, to: noisy.ndim - 1), count).indices
      return lax.reshape(best.movingAxis(best.ndim - 1, to: 0), shape)
    }
  }
}
