// Random orders.

import Glibc
import JAXLax

extension random {
  /// The numbers from 0 to `x - 1` in a random order.
  ///
  ///     random.permutation(key, 5)
  ///
  /// - Source: `jax.random.permutation`.
  public static func permutation(_ key: Tensor, _ x: Int) -> Tensor {
    sampling(
      "random.permutation", key, shape: [x], dtype: .index(upTo: x), kind: "integer",
      accepts: \.isInteger
    ) { shuffled($0, lax.iota(.index(upTo: x), x), axis: 0) }
  }

  /// An array with its slices along an axis in a random order.
  ///
  /// - Parameters:
  ///   - independent: whether each row along the axis gets an order of its own.
  /// - Source: `jax.random.permutation`.
  public static func permutation(
    _ key: Tensor, _ x: Tensor, axis: Int = 0, independent: Bool = false
  ) -> Tensor {
    sampling(
      "random.permutation", key, shape: x.shape, dtype: x.dtype, kind: "any",
      accepts: { _ in true }
    ) { key in
      let resolved = axis < 0 ? axis + x.ndim : axis
      guard x.shape.indices.contains(resolved) else {
        throw JAXError(
          .axis, "random.permutation", found: "axis \(axis) of an array of type \(x.aval).",
          expected: "an axis of the array",
          remedy: x.ndim == 0 ? "give a Swift Int to permute the numbers below it." : nil)
      }
      if independent || x.ndim == 1 { return shuffled(key, x, axis: resolved) }
      let size = x.shape[resolved]
      let order = shuffled(key, lax.iota(.index(upTo: size), size), axis: 0)
      return taking(x, order, axis: resolved)
    }
  }

  /// The elements sorted by random words along an axis, so often that equal words hardly matter.
  private static func shuffled(_ key: Tensor, _ x: Tensor, axis: Int) -> Tensor {
    // The number of rounds is tjablin's, as in XLA's random_ops.cc.
    let rounds = Int(
      (3 * log(Double(Swift.max(1, x.size))) / log(Double(UInt32.max))).rounded(.up))
    return program("_shuffle", x.shape, x.dtype, settings: [.int(axis)], [key, x]) { operands in
      var (key, x) = (operands[0], operands[1])
      for _ in 0..<rounds {
        let (next, current) = twoKeys(key)
        key = next
        let words = lax.randomBits(current, bitWidth: 32, shape: x.shape)
        x = lax.sortKeyVal(words, x, dimension: axis).values
      }
      return x
    }
  }

  /// Slices of an array along an axis at indices that are in range.
  static func taking(_ x: Tensor, _ indices: Tensor, axis: Int) -> Tensor {
    var sizes = x.shape
    sizes[axis] = 1
    let after = axis + indices.ndim
    let numbers = lax.GatherDimensionNumbers(
      offsetDims: Array(0..<axis) + Array(after..<(after + x.ndim - axis - 1)),
      collapsedSliceDims: [axis], startIndexMap: [axis])
    return lax.gather(
      x, startIndices: lax.expandDims(indices, [indices.ndim]), dimensionNumbers: numbers,
      sliceSizes: sizes,
      mode: .clip)
  }
}
