// Samples from an array.

import JAXLax

extension random {
  /// Random numbers from 0 to `a - 1`.
  ///
  ///     random.choice(key, 10, shape: [3], replace: false)
  ///
  /// - Parameters:
  ///   - shape: the shape of the samples.
  ///   - replace: whether one number may be drawn again.
  ///   - p: the probability of each number; all are equally likely unless given.
  /// - Source: `jax.random.choice`.
  public static func choice(
    _ key: Tensor, _ a: Int, shape: any TensorShape = [], replace: Bool = true, p: Tensor? = nil,
    mode: Resolution = .low
  ) -> Tensor {
    let (shape, count) = (shape.sizes, a)
    return sampling(
      "random.choice", key, shape: shape, dtype: .index(upTo: count), kind: "integer",
      accepts: \.isInteger
    ) { key in
      let draws = shape.elementCount
      guard draws > 0 else { return lax.full(shape, 0, dtype: .index(upTo: count)) }
      try checkPopulation(count, draws: draws, replace: replace, p: p)
      if p == nil && !replace {
        return lax.reshape(lax.sliceInDim(permutation(key, count), 0, draws), shape)
      }
      return indices(key, count, shape, replace: replace, p: p, mode: mode)
    }
  }

  /// Random slices of an array along an axis.
  ///
  ///     random.choice(key, [2, 3, 5, 7], shape: [3])
  ///
  /// - Parameters:
  ///   - a: the array.
  ///   - shape: the shape of the samples, which takes the place of the axis.
  ///   - replace: whether one slice may be drawn again.
  ///   - p: the probability of each slice; all are equally likely unless given.
  /// - Source: `jax.random.choice`.
  public static func choice(
    _ key: Tensor, _ a: Tensor, shape: any TensorShape = [], replace: Bool = true, p: Tensor? = nil,
    axis: Int = 0, mode: Resolution = .low
  ) -> Tensor {
    let shape = shape.sizes
    let resolved = axis < 0 ? axis + a.ndim : axis
    var result = a.shape
    if result.indices.contains(resolved) {
      result.replaceSubrange(resolved...resolved, with: shape)
    }
    return sampling(
      "random.choice", key, shape: result, dtype: a.dtype, kind: "any",
      accepts: { _ in true }
    ) { key in
      guard a.shape.indices.contains(resolved) else {
        throw JAXError(
          .axis, "random.choice", found: "axis \(axis) of an array of type \(a.aval).",
          expected: "an axis of the array",
          remedy: a.ndim == 0 ? "give a Swift Int to choose among the numbers below it." : nil)
      }
      let count = a.shape[resolved]
      let draws = shape.elementCount
      guard draws > 0 else { return lax.full(result, Tensor(.zero, dtype: a.dtype)) }
      try checkPopulation(count, draws: draws, replace: replace, p: p)
      if p == nil && !replace {
        let drawn = lax.sliceInDim(permutation(key, a, axis: resolved), 0, draws, axis: resolved)
        return lax.reshape(drawn, result)
      }
      let chosen = indices(key, count, shape, replace: replace, p: p, mode: mode)
      return lax.reshape(taking(a, chosen, axis: resolved), result)
    }
  }

  private static func checkPopulation(_ count: Int, draws: Int, replace: Bool, p: Tensor?) throws {
    guard count > 0, replace || draws <= count else {
      throw JAXError(
        .argument, "random.choice",
        found: "\(draws) samples \(replace ? "with" : "without") replacement of \(count) elements.",
        expected: count > 0 ? "at most as many samples as elements" : "at least one element")
    }
    if let p, p.shape != [count] {
      throw JAXError(
        .shape, "random.choice", found: "p of shape \(p.shape.tupleDescription).",
        expected: "one probability for each of the \(count) elements")
    }
  }

  /// Random indices below `count`; those with probabilities, and those without a preference and with replacement.
  private static func indices(
    _ key: Tensor, _ count: Int, _ shape: [Int], replace: Bool, p: Tensor?, mode: Resolution
  ) -> Tensor {
    guard let p else {
      return randint(
        key, shape, minval: 0, maxval: Tensor(count), dtype: .index(upTo: count))
    }
    let weights = lax.convertElementType(p, p.dtype.inexact)
    guard replace else {
      let noisy = lax.add(gumbel(key, [count], dtype: weights.dtype, mode: mode), lax.log(weights))
      return lax.reshape(lax.topK(noisy, shape.elementCount).indices, shape)
    }
    let sums = lax.cumsum(weights)
    let total = lax.indexInDim(sums, -1, keepdims: false)
    let u = uniform(key, shape, dtype: sums.dtype)
    return firstIndices(of: lax.mul(total, lax.sub(constant(1, like: u), u)), in: sums)
  }

  /// The index of the first element of an increasing array that is not below each of the given values, by bisection.
  private static func firstIndices(of values: Tensor, in sums: Tensor) -> Tensor {
    let count = sums.shape[0]
    let steps = count.bitWidth - (count - 1).leadingZeroBitCount
    return program("searchsorted", values.shape, sums.dtype, [values, sums]) { operands in
      let (values, sums) = (operands[0], operands[1])
      // The sum of two positions is counted too.
      let index = DType.index(upTo: 2 * count)
      let one = Tensor(.one, dtype: index)
      var low = lax.full(values.shape, 0, dtype: index)
      var high = lax.full(values.shape, Tensor(count - 1), dtype: index)
      for _ in 0..<steps {
        let middle = lax.shiftRightLogical(lax.add(low, high), one)
        let isBelow = lax.lt(taking(sums, middle, axis: 0), values)
        low = lax.select(isBelow, lax.add(middle, one), low)
        high = lax.select(isBelow, high, middle)
      }
      return lax.convertElementType(high, .index(upTo: count))
    }
  }
}
