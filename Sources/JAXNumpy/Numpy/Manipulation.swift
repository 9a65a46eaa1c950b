// Rearranging, joining and splitting arrays.

import JAXTransforms

extension jnp {
  /// The same elements under another shape, of which one size may be -1: what is left over.
  ///
  /// - Source: `jax.numpy.reshape`.
  public static func reshape(_ a: Tensor, _ shape: [Int]) -> Tensor {
    raising(placeholder: a) {
      guard let wildcard = shape.firstIndex(of: -1) else { return lax.reshape(a, shape) }
      let rest = shape.enumerated().filter { $0.offset != wildcard }.map(\.element).reduce(1, *)
      guard rest > 0, a.size % rest == 0, shape.count(where: { $0 == -1 }) == 1 else {
        throw JAXError(
          .shape, "reshape",
          found:
            "an array of shape \(a.shape.tupleDescription), which has \(a.size) elements, for shape "
            + "\(shape.tupleDescription).",
          expected: "at most one -1, and sizes that divide the number of elements")
      }
      var sizes = shape
      sizes[wildcard] = a.size / rest
      return lax.reshape(a, sizes)
    }
  }

  /// The array as a vector.
  ///
  /// - Source: `jax.numpy.ravel`.
  public static func ravel(_ a: Tensor) -> Tensor { lax.reshape(a, [a.size]) }

  /// The array with its axes in another order; reversed unless one is given.
  ///
  /// - Source: `jax.numpy.transpose`.
  public static func transpose(_ a: Tensor, axes: [Int]? = nil) -> Tensor {
    raising(placeholder: a) {
      guard let axes else {
        return lax.transpose(a, permutation: Array((0..<a.ndim).reversed()))
      }
      return lax.transpose(a, permutation: try normalizedAxes(axes, a.ndim, "jnp.transpose"))
    }
  }

  /// The array with two axes exchanged.
  ///
  /// - Source: `jax.numpy.swapaxes`.
  public static func swapaxes(_ a: Tensor, _ axis1: Int, _ axis2: Int) -> Tensor {
    raising(placeholder: a) {
      var permutation = Array(0..<a.ndim)
      permutation.swapAt(
        try normalizedAxis(axis1, a.ndim, "jnp.swapaxes"),
        try normalizedAxis(axis2, a.ndim, "jnp.swapaxes"))
      return lax.transpose(a, permutation: permutation)
    }
  }

  /// The array with axes moved to other places, the others keeping their order.
  ///
  /// - Source: `jax.numpy.moveaxis`.
  public static func moveaxis(_ a: Tensor, _ source: [Int], _ destination: [Int]) -> Tensor {
    raising(placeholder: a) {
      let from = try normalizedAxes(source, a.ndim, "jnp.moveaxis")
      let to = try normalizedAxes(destination, a.ndim, "jnp.moveaxis")
      guard from.count == to.count else {
        throw JAXError(
          .axis, "jnp.moveaxis", found: "\(from.count) sources and \(to.count) destinations.",
          expected: "as many destinations as sources")
      }
      var permutation = (0..<a.ndim).filter { !from.contains($0) }
      for (target, axis) in zip(to, from).sorted(by: { $0.0 < $1.0 }) {
        permutation.insert(axis, at: target)
      }
      return lax.transpose(a, permutation: permutation)
    }
  }

  /// The array with one axis moved to another place.
  ///
  /// - Source: `jax.numpy.moveaxis`.
  public static func moveaxis(_ a: Tensor, _ source: Int, _ destination: Int) -> Tensor {
    moveaxis(a, [source], [destination])
  }

  /// The array with new axes of size 1 at the given places of the result.
  ///
  /// - Source: `jax.numpy.expand_dims`.
  public static func expandDims(_ a: Tensor, _ axis: Int...) -> Tensor { lax.expandDims(a, axis) }

  /// The array without the given axes of size 1, or without all of them.
  ///
  /// - Source: `jax.numpy.squeeze`.
  public static func squeeze(_ a: Tensor, axis: Int...) -> Tensor {
    raising(placeholder: a) {
      let axes =
        axis.isEmpty
        ? a.shape.indices.filter { a.shape[$0] == 1 }
        : try normalizedAxes(axis, a.ndim, "jnp.squeeze")
      return lax.squeeze(a, dimensions: axes)
    }
  }

  /// The array repeated to a shape by NumPy's rule.
  ///
  /// - Source: `jax.numpy.broadcast_to`.
  public static func broadcastTo(_ array: Tensor, _ shape: [Int]) -> Tensor {
    raising(placeholder: array) {
      let offset = shape.count - array.ndim
      guard offset >= 0,
        zip(array.shape, shape.dropFirst(offset)).allSatisfy({ $0 == $1 || $0 == 1 })
      else {
        throw JAXError(
          .shape, "jnp.broadcastTo",
          found:
            "an array of shape \(array.shape.tupleDescription) for shape \(shape.tupleDescription).",
          expected: "sizes that are equal or 1, compared from the last axis")
      }
      return lax.broadcastInDim(
        array, shape: shape, broadcastDimensions: Array(offset..<shape.count))
    }
  }

  /// The arrays broadcast to one shape.
  ///
  /// - Source: `jax.numpy.broadcast_arrays`.
  public static func broadcastArrays(_ arrays: Tensor...) -> [Tensor] {
    raising(placeholder: arrays) {
      let shape = try numpyBroadcastShape(arrays.map(\.shape), "jnp.broadcastArrays")
      return arrays.map { broadcastTo($0, shape) }
    }
  }

  /// Arrays joined along an existing axis.
  ///
  /// - Source: `jax.numpy.concatenate`.
  public static func concatenate(_ arrays: [Tensor], axis: Int = 0) -> Tensor {
    raising(placeholder: arrays.first ?? zeros([0])) {
      guard let first = arrays.first else {
        throw JAXError(
          .argument, "jnp.concatenate", found: "no arrays.", expected: "at least one array")
      }
      guard arrays.allSatisfy({ $0.ndim == first.ndim && $0.ndim > 0 }) else {
        throw JAXError(
          .shape, "jnp.concatenate",
          found: "arrays of shapes " + arrays.map(\.shape.tupleDescription).joined(separator: ", ")
            + ".",
          expected: "arrays with the same number of axes, at least one",
          remedy: "use jnp.stack to join along a new axis.")
      }
      let promoted = try promoteDTypes(arrays, "jnp.concatenate")
      return lax.concatenate(
        promoted, dimension: try normalizedAxis(axis, first.ndim, "jnp.concatenate"))
    }
  }

  /// Arrays of one shape joined along a new axis.
  ///
  /// - Source: `jax.numpy.stack`.
  public static func stack(_ arrays: [Tensor], axis: Int = 0) -> Tensor {
    raising(placeholder: arrays.first ?? zeros([0])) {
      guard let first = arrays.first, arrays.allSatisfy({ $0.shape == first.shape }) else {
        throw JAXError(
          .shape, "jnp.stack",
          found: arrays.isEmpty
            ? "no arrays."
            : "arrays of shapes " + arrays.map(\.shape.tupleDescription).joined(separator: ", ")
              + ".",
          expected: "at least one array, all of one shape")
      }
      let place = try normalizedAxis(axis, first.ndim + 1, "jnp.stack")
      return concatenate(arrays.map { lax.expandDims($0, [place]) }, axis: place)
    }
  }

  /// Arrays joined along the first axis, vectors as rows.
  ///
  /// - Source: `jax.numpy.vstack`.
  public static func vstack(_ arrays: [Tensor]) -> Tensor {
    concatenate(
      arrays.map { $0.ndim < 2 ? lax.reshape($0, [1, $0.size]) : $0 }, axis: 0)
  }

  /// Arrays joined along the second axis, vectors end to end.
  ///
  /// - Source: `jax.numpy.hstack`.
  public static func hstack(_ arrays: [Tensor]) -> Tensor {
    let atLeast1D = arrays.map { $0.ndim == 0 ? lax.reshape($0, [1]) : $0 }
    return concatenate(atLeast1D, axis: atLeast1D.first?.ndim == 1 ? 0 : 1)
  }

  /// The array in equal parts along an axis.
  ///
  /// - Source: `jax.numpy.split`.
  public static func split(_ ary: Tensor, _ sections: Int, axis: Int = 0) -> [Tensor] {
    raising(placeholder: Array(repeating: ary, count: Swift.max(sections, 0))) {
      let place = try normalizedAxis(axis, ary.ndim, "jnp.split")
      guard sections > 0, ary.shape[place] % sections == 0 else {
        throw JAXError(
          .shape, "jnp.split",
          found: "\(sections) parts of axis \(place), which has size \(ary.shape[place]).",
          expected: "a number of parts that divides the size",
          remedy: "use jnp.arraySplit for parts of different sizes.")
      }
      let size = ary.shape[place] / sections
      return lax.split(ary, sizes: Array(repeating: size, count: sections), axis: place)
    }
  }

  /// The array cut before the given positions along an axis.
  ///
  /// - Source: `jax.numpy.split`.
  public static func split(_ ary: Tensor, at indices: [Int], axis: Int = 0) -> [Tensor] {
    raising(placeholder: Array(repeating: ary, count: indices.count + 1)) {
      let place = try normalizedAxis(axis, ary.ndim, "jnp.split")
      let size = ary.shape[place]
      let cuts =
        [0] + indices.map { Swift.min($0 < 0 ? Swift.max($0 + size, 0) : $0, size) } + [size]
      let sizes = zip(cuts, cuts.dropFirst()).map { Swift.max($1 - $0, 0) }
      return lax.split(ary, sizes: sizes, axis: place)
    }
  }

  /// The array in parts along an axis, the first ones larger by one where they cannot be equal.
  ///
  /// - Source: `jax.numpy.array_split`.
  public static func arraySplit(_ ary: Tensor, _ sections: Int, axis: Int = 0) -> [Tensor] {
    raising(placeholder: Array(repeating: ary, count: Swift.max(sections, 0))) {
      let place = try normalizedAxis(axis, ary.ndim, "jnp.arraySplit")
      guard sections > 0 else {
        throw JAXError(
          .argument, "jnp.arraySplit", found: "\(sections) parts.", expected: "at least one part")
      }
      let (size, larger) = ary.shape[place].quotientAndRemainder(dividingBy: sections)
      return lax.split(
        ary, sizes: (0..<sections).map { $0 < larger ? size + 1 : size }, axis: place)
    }
  }

  /// The array repeated as a whole along its axes.
  ///
  /// - Source: `jax.numpy.tile`.
  public static func tile(_ a: Tensor, _ reps: [Int]) -> Tensor {
    let ndim = Swift.max(a.ndim, reps.count)
    let shape = [Int](repeating: 1, count: ndim - a.ndim) + a.shape
    let counts = [Int](repeating: 1, count: ndim - reps.count) + reps
    let spread = lax.broadcastInDim(
      lax.reshape(a, shape), shape: zip(counts, shape).flatMap { [$0, $1] },
      broadcastDimensions: (0..<ndim).map { 2 * $0 + 1 })
    return lax.reshape(spread, zip(counts, shape).map(*))
  }

  /// Each element along an axis repeated; of the flattened array without an axis.
  ///
  /// - Source: `jax.numpy.repeat`.
  public static func `repeat`(_ a: Tensor, _ repeats: Int, axis: Int? = nil) -> Tensor {
    raising(placeholder: a) {
      guard let axis else { return self.repeat(ravel(a), repeats, axis: 0) }
      let place = try normalizedAxis(axis, a.ndim, "jnp.repeat")
      var spread = a.shape
      spread.insert(repeats, at: place + 1)
      let kept = (0...a.ndim).filter { $0 != place + 1 }
      var shape = a.shape
      shape[place] *= repeats
      return lax.reshape(
        lax.broadcastInDim(a, shape: spread, broadcastDimensions: kept), shape)
    }
  }

  /// The array with the order of the elements along axes reversed; along all by default.
  ///
  /// - Source: `jax.numpy.flip`.
  public static func flip(_ m: Tensor, axis: [Int]? = nil) -> Tensor {
    raising(placeholder: m) {
      lax.rev(m, dimensions: try normalizedAxes(axis, m.ndim, "jnp.flip"))
    }
  }

  /// The array with the elements along an axis shifted, those that leave at one end coming in at the other.
  ///
  /// Without an axis the array is shifted as if flattened.
  ///
  /// - Source: `jax.numpy.roll`.
  public static func roll(_ a: Tensor, _ shift: Int, axis: Int? = nil) -> Tensor {
    raising(placeholder: a) {
      guard let axis else { return reshape(roll(ravel(a), shift, axis: 0), a.shape) }
      let place = try normalizedAxis(axis, a.ndim, "jnp.roll")
      let size = a.shape[place]
      guard size > 0 else { return a }
      let offset = ((shift % size) + size) % size
      guard offset != 0 else { return a }
      return lax.concatenate(
        [
          lax.sliceInDim(a, size - offset, size, axis: place),
          lax.sliceInDim(a, 0, size - offset, axis: place),
        ], dimension: place)
    }
  }

  /// The array with constant elements put around it.
  ///
  /// - Parameter padWidth: for each axis how many go before and after; a single pair serves all axes.
  /// - Source: `jax.numpy.pad` in mode `"constant"`.
  public static func pad(_ array: Tensor, _ padWidth: [(Int, Int)], constantValues: Tensor = 0)
    -> Tensor
  {
    raising(placeholder: array) {
      let widths = padWidth.count == 1 ? Array(repeating: padWidth[0], count: array.ndim) : padWidth
      guard widths.count == array.ndim else {
        throw JAXError(
          .shape, "jnp.pad", found: "\(padWidth.count) pairs for an array with \(array.ndim) axes.",
          expected: "one pair, or one for each axis")
      }
      return lax.pad(
        array, lax.convertElementType(constantValues, array.dtype), widths.map { ($0.0, $0.1, 0) })
    }
  }
}
