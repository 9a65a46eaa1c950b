// Putting elements around an array.
//
// Source: NumPy `numpy.pad`.

import JAXTransforms

extension jnp {
  /// What ``pad(_:_:mode:constantValues:)`` puts around an array.
  public enum PadMode: Sendable {
    /// A constant.
    case constant
    /// The elements at the edge.
    case edge
    /// The elements inside, mirrored at the edge elements, which are not repeated.
    case reflect
    /// The elements inside, mirrored between the edge elements and what is put around.
    case symmetric
    /// The elements from the opposite side.
    case wrap
  }

  /// The array with elements put around it.
  ///
  ///     jnp.pad([1, 2, 3], [(2, 1)], mode: .reflect)        // [3, 2, 1, 2, 3, 2]
  ///
  /// - Parameters:
  ///   - array: the array.
  ///   - padWidth: for each axis how many go before and after; a single pair serves all axes.
  ///   - mode: what is put around.
  ///   - constantValues: the constant of mode ``PadMode/constant``.
  /// - Source: `jax.numpy.pad`.
  public static func pad(
    _ array: Tensor, _ padWidth: [(Int, Int)], mode: PadMode = .constant,
    constantValues: Tensor = 0
  ) -> Tensor {
    raising(placeholder: array) {
      let widths = padWidth.count == 1 ? Array(repeating: padWidth[0], count: array.ndim) : padWidth
      guard widths.count == array.ndim else {
        throw JAXError(
          .shape, "jnp.pad", found: "\(padWidth.count) pairs for an array with \(array.ndim) axes.",
          expected: "one pair, or one for each axis")
      }
      guard widths.allSatisfy({ $0.0 >= 0 && $0.1 >= 0 }) else {
        throw JAXError(
          .argument, "jnp.pad", found: "a negative width.", expected: "widths of 0 or more",
          remedy: "use a subscript to cut elements off.")
      }
      if mode == .constant {
        return lax.pad(
          array, lax.convert(constantValues, array.dtype, weakType: array.weakType),
          widths.map { ($0.0, $0.1, 0) })
      }
      let padded = try zip(array.shape, widths).map { size, width in
        try [width.0, size, width.1].checkedSum(for: "jnp.pad")
      }
      try array.aval.with(shape: padded).checkSize(for: "jnp.pad")
      var result = array
      for (axis, width) in widths.enumerated() where width != (0, 0) {
        let size = array.shape[axis]
        guard size > 0 else {
          throw JAXError(
            .shape, "jnp.pad", found: "an array of shape \(array.shape.tupleDescription).",
            expected: "at least one element along axis \(axis), to fill from",
            remedy: "pad with a constant.")
        }
        try Backend.checkHostMemory(forNumbers: padded[axis], "jnp.pad")
        let positions = (-width.0..<size + width.1).lazy.map { source($0, size, mode) }
        result = take(
          result, Tensor(positions: positions, along: size), axis: axis, mode: .clip)
      }
      return result
    }
  }

  /// The position inside that the element at a position, which may be outside, comes from.
  private static func source(_ position: Int, _ size: Int, _ mode: PadMode) -> Int {
    func modulo(_ period: Int) -> Int { ((position % period) + period) % period }
    switch mode {
    case .constant: return position
    case .edge: return Swift.min(Swift.max(position, 0), size - 1)
    case .wrap: return modulo(size)
    case .symmetric:
      let place = modulo(2 * size)
      return place < size ? place : 2 * size - 1 - place
    case .reflect:
      guard size > 1 else { return 0 }
      let place = modulo(2 * size - 2)
      return place < size ? place : 2 * size - 2 - place
    }
  }
}
