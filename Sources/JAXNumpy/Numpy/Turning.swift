// Reversing, turning and shifting arrays, and differences of neighbours.
//
// Source: NumPy "Rearranging elements".

import JAXTransforms

extension jnp {
  /// The array with the order of the elements along axes reversed; along all by default.
  ///
  /// - Source: `jax.numpy.flip`.
  public static func flip(_ m: Tensor, axis: (any Axes)? = nil) -> Tensor {
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
      // Outside of a traced function one program serves for all distances.
      if currentTrace == nil {
        return callProgram("_roll", settings: [.int(place)], [a, Tensor(size - offset)]) {
          let twice = lax.concatenate([$0[0], $0[0]], dimension: place)
          return [lax.dynamicSliceInDim(twice, $0[1], size, axis: place)]
        }[0]
      }
      return lax.concatenate(
        [
          lax.sliceInDim(a, size - offset, size, axis: place),
          lax.sliceInDim(a, 0, size - offset, axis: place),
        ], dimension: place)
    }
  }

  /// The array with the elements along several axes shifted, each by its own distance.
  ///
  /// - Source: `jax.numpy.roll`.
  public static func roll(_ a: Tensor, _ shift: [Int], axis: [Int]) -> Tensor {
    raising(placeholder: a) {
      guard shift.count == axis.count else {
        throw JAXError(
          .argument, "jnp.roll", found: "the distances \(shift) for axes \(axis.tupleDescription).",
          expected: "one distance for each axis")
      }
      return zip(shift, axis).reduce(a) { roll($0, $1.0, axis: $1.1) }
    }
  }

  /// The array with the order of its columns reversed.
  ///
  /// - Source: `jax.numpy.fliplr`.
  public static func fliplr(_ m: Tensor) -> Tensor { flip(m, axis: [1]) }

  /// The array with the order of its rows reversed.
  ///
  /// - Source: `jax.numpy.flipud`.
  public static func flipud(_ m: Tensor) -> Tensor { flip(m, axis: [0]) }

  /// The array turned by `k` right angles, from the first of two axes to the second.
  ///
  /// - Source: `jax.numpy.rot90`.
  public static func rot90(_ m: Tensor, k: Int = 1, axes: (Int, Int) = (0, 1)) -> Tensor {
    raising(placeholder: m) {
      let plane = try normalizedAxes([axes.0, axes.1], m.ndim, "jnp.rot90")
      switch ((k % 4) + 4) % 4 {
      case 1: return flip(swapaxes(m, plane[0], plane[1]), axis: [plane[0]])
      case 2: return flip(m, axis: plane)
      case 3: return flip(swapaxes(m, plane[0], plane[1]), axis: [plane[1]])
      default: return m
      }
    }
  }

  /// The differences of neighbours along an axis, taken `n` times; of booleans whether they differ.
  ///
  /// - Source: `jax.numpy.diff`.
  public static func diff(_ a: Tensor, n: Int = 1, axis: Int = -1) -> Tensor {
    raising(placeholder: a) {
      guard n >= 0 else {
        throw JAXError(.argument, "jnp.diff", found: "\(n) times.", expected: "0 times or more")
      }
      let place = try normalizedAxis(axis, a.ndim, "jnp.diff")
      // After as many times as there are elements nothing is left.
      return (0..<Swift.min(n, a.shape[place])).reduce(a) { difference, _ in
        let size = difference.shape[place]
        let later = lax.sliceInDim(difference, Swift.min(1, size), size, axis: place)
        let earlier = lax.sliceInDim(difference, 0, Swift.max(size - 1, 0), axis: place)
        return a.dtype == .bool ? lax.ne(later, earlier) : lax.sub(later, earlier)
      }
    }
  }

  /// The differences of neighbours in the flattened array.
  ///
  /// - Source: `jax.numpy.ediff1d`.
  public static func ediff1d(_ ary: Tensor) -> Tensor { diff(ravel(ary)) }
}
