// Sorting, and searching in what is sorted.
//
// Source: jax/_src/numpy/sorting.py; D. E. Knuth, TAOCP vol. 3, 6.2.1, binary search.

import JAXTransforms

extension jnp {
  /// The elements sorted along an axis, NaN last; of the flattened array if the axis is nil.
  ///
  /// - Source: `jax.numpy.sort`.
  public static func sort(_ a: Tensor, axis: Int? = -1, descending: Bool = false) -> Tensor {
    raising(placeholder: a) {
      guard let axis else { return sort(ravel(a), axis: 0, descending: descending) }
      let place = try normalizedAxis(axis, a.ndim, "jnp.sort")
      let sorted = lax.sort(a, dimension: place)
      return descending ? lax.rev(sorted, dimensions: [place]) : sorted
    }
  }

  /// The positions that the sorted elements had, equal elements in their order.
  ///
  /// - Source: `jax.numpy.argsort`.
  public static func argsort(_ a: Tensor, axis: Int? = -1, descending: Bool = false) -> Tensor {
    raising(placeholder: a) {
      guard let axis else { return argsort(ravel(a), axis: 0, descending: descending) }
      let place = try normalizedAxis(axis, a.ndim, "jnp.argsort")
      let positions = lax.broadcastedIota(.index(upTo: a.shape[place]), a.shape, place)
      guard descending else { return lax.sortKeyVal(a, positions, dimension: place).values }
      // Reversed before and after, so that equal elements keep their order.
      let reversed = lax.rev(a, dimensions: [place])
      let last = Tensor(.int(Int64(a.shape[place] - 1)), dtype: positions.dtype)
      let order = lax.sortKeyVal(reversed, lax.sub(last, positions), dimension: place).values
      return lax.rev(order, dimensions: [place])
    }
  }

  /// Where an element goes among equal ones.
  public enum SearchSide: Sendable {
    /// In front of them.
    case left
    /// Behind them.
    case right
  }

  /// The positions in a sorted vector before which elements would have to be inserted to keep it sorted.
  ///
  ///     jnp.searchsorted([1, 3, 3, 5], [3, 4])      // [1, 3]
  ///
  /// - Source: `jax.numpy.searchsorted`.
  public static func searchsorted(_ a: Tensor, _ v: Tensor, side: SearchSide = .left) -> Tensor {
    raising(placeholder: zeros(v.shape, dtype: .int32)) {
      guard a.ndim == 1 else {
        throw JAXError(
          .shape, "jnp.searchsorted", found: "a sorted array of shape \(a.shape.tupleDescription).",
          expected: "a vector")
      }
      let operands = try promoteDTypes([a, v], "jnp.searchsorted")
      let (sorted, values) = (operands[0], operands[1])
      let index = DType.index(upTo: a.size)
      var low = zeros(v.shape, dtype: index)
      guard a.size > 0 else { return low }
      var high = lax.full(v.shape, Tensor(a.size), dtype: index)
      let two = Tensor(.int(2), dtype: index)
      let one = Tensor(.one, dtype: index)
      // Each step halves the interval; once it is empty the steps change nothing.
      for _ in 0...(Int.bitWidth - a.size.leadingZeroBitCount - 1) {
        let middle = lax.add(low, lax.div(lax.sub(high, low), two))
        let found = take(sorted, middle, axis: 0, mode: .clip)
        let isBefore =
          side == .left ? precedes(found, values) : lax.bitwiseNot(precedes(values, found))
        let isOpen = lax.lt(low, high)
        low = self.where(isOpen .& isBefore, lax.add(middle, one), low)
        high = self.where(isOpen .& lax.bitwiseNot(isBefore), middle, high)
      }
      return low
    }
  }

  /// Whether elements come before others in sorted order, where NaN is last.
  private static func precedes(_ x: Tensor, _ y: Tensor) -> Tensor {
    let isLess = lax.lt(x, y)
    return x.dtype.isInexact ? isLess .| (isnan(y) .& lax.bitwiseNot(isnan(x))) : isLess
  }
}
