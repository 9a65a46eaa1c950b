// Repeating arrays, and their elements.
//
// Source: NumPy "Tiling arrays".

import JAXTransforms

extension jnp {
  /// The array repeated as a whole along its axes.
  ///
  /// - Source: `jax.numpy.tile`.
  public static func tile(_ a: Tensor, _ reps: any TensorShape) -> Tensor {
    let reps = reps.sizes
    return raising(placeholder: a) {
      guard reps.allSatisfy({ $0 >= 0 }) else {
        throw JAXError(
          .argument, "jnp.tile", found: "repeats \(reps.tupleDescription).",
          expected: "numbers of repeats that are not negative")
      }
      let ndim = Swift.max(a.ndim, reps.count)
      let shape = [Int](repeating: 1, count: ndim - a.ndim) + a.shape
      let counts = [Int](repeating: 1, count: ndim - reps.count) + reps
      let tiled = try checkedProducts(counts, shape, for: "jnp.tile")
      try a.aval.with(shape: tiled).checkSize(for: "jnp.tile")
      let spread = lax.broadcastInDim(
        lax.reshape(a, shape), shape: zip(counts, shape).flatMap { [$0, $1] },
        broadcastDimensions: (0..<ndim).map { 2 * $0 + 1 })
      return lax.reshape(spread, tiled)
    }
  }

  /// Each element along an axis repeated; of the flattened array without an axis.
  ///
  /// - Source: `jax.numpy.repeat`.
  public static func `repeat`(_ a: Tensor, _ repeats: Int, axis: Int? = nil) -> Tensor {
    raising(placeholder: a) {
      guard repeats >= 0 else {
        throw JAXError(
          .argument, "jnp.repeat", found: "\(repeats) repeats.",
          expected: "a number of repeats that is not negative")
      }
      guard let axis else { return self.repeat(ravel(a), repeats, axis: 0) }
      let place = try normalizedAxis(axis, a.ndim, "jnp.repeat")
      var spread = a.shape
      spread.insert(repeats, at: place + 1)
      let kept = (0...a.ndim).filter { $0 != place + 1 }
      var shape = a.shape
      shape[place] = try (CheckedSize(shape[place]) * CheckedSize(repeats)).value(for: "jnp.repeat")
      try a.aval.with(shape: shape).checkSize(for: "jnp.repeat")
      return lax.reshape(
        lax.broadcastInDim(a, shape: spread, broadcastDimensions: kept), shape)
    }
  }

  /// Each position along an axis repeated its own number of times; of the flattened array without an axis.
  ///
  ///     jnp.repeat([1, 2, 3], [2, 0, 1])        // [1, 1, 3]
  ///
  /// - Source: `jax.numpy.repeat`.
  public static func `repeat`(_ a: Tensor, _ repeats: [Int], axis: Int? = nil) -> Tensor {
    raising(placeholder: a) {
      guard let axis else { return self.repeat(ravel(a), repeats, axis: 0) }
      let place = try normalizedAxis(axis, a.ndim, "jnp.repeat")
      guard repeats.count == a.shape[place], repeats.allSatisfy({ $0 >= 0 }) else {
        throw JAXError(
          .argument, "jnp.repeat",
          found: "the numbers \(repeats) for an axis of size \(a.shape[place]).",
          expected: "a number of 0 or more for each position along the axis")
      }
      let count = try repeats.checkedSum(for: "jnp.repeat")
      var shape = a.shape
      shape[place] = count
      try a.aval.with(shape: shape).checkSize(for: "jnp.repeat")
      try Backend.checkHostMemory(forNumbers: count, "jnp.repeat")
      let positions = repeats.enumerated().lazy.flatMap {
        repeatElement($0.offset, count: $0.element)
      }
      return take(a, Tensor(positions: positions, along: repeats.count), axis: place, mode: .clip)
    }
  }

  /// The Kronecker product: the second array scaled by each element of the first.
  ///
  /// - Source: `jax.numpy.kron`.
  public static func kron(_ a: Tensor, _ b: Tensor) -> Tensor {
    raising(placeholder: a) {
      let ndim = Swift.max(a.ndim, b.ndim)
      let x = lax.expandDims(a, Array(0..<ndim - a.ndim))
      let y = lax.expandDims(b, Array(0..<ndim - b.ndim))
      let shape = try checkedProducts(x.shape, y.shape, for: "jnp.kron")
      try a.aval.with(shape: shape).checkSize(for: "jnp.kron")
      let product =
        lax.expandDims(x, (0..<ndim).map { 2 * $0 + 1 })
        * lax.expandDims(y, (0..<ndim).map { 2 * $0 })
      return lax.reshape(product, shape)
    }
  }
}
