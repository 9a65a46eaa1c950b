// The same elements under other shapes and orders of axes.

import JAXTransforms

extension jnp {
  /// The same elements under another shape, of which one size may be -1: what is left over.
  ///
  /// - Source: `jax.numpy.reshape`.
  public static func reshape(_ a: Tensor, _ shape: any TensorShape) -> Tensor {
    let shape = shape.sizes
    return raising(placeholder: a) {
      guard let wildcard = shape.firstIndex(of: -1) else { return lax.reshape(a, shape) }
      let rest = shape.enumerated().filter { $0.offset != wildcard }.map(\.element)
        .elementCount
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
  public static func moveaxis(_ a: Tensor, _ source: any Axes, _ destination: any Axes) -> Tensor {
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

  /// The array with new axes of size 1 at the given places of the result.
  ///
  /// - Source: `jax.numpy.expand_dims`.
  public static func expandDims(_ a: Tensor, _ axis: any Axes) -> Tensor {
    lax.expandDims(a, axis.axes)
  }

  /// The array without the given axes of size 1, or without all of them.
  ///
  /// - Source: `jax.numpy.squeeze`.
  public static func squeeze(_ a: Tensor, axis: (any Axes)? = nil) -> Tensor {
    raising(placeholder: a) {
      let axes =
        axis == nil
        ? a.shape.indices.filter { a.shape[$0] == 1 }
        : try normalizedAxes(axis, a.ndim, "jnp.squeeze")
      return lax.squeeze(a, dimensions: axes)
    }
  }

  /// The array repeated to a shape by NumPy's rule.
  ///
  /// - Source: `jax.numpy.broadcast_to`.
  public static func broadcastTo(_ array: Tensor, _ shape: any TensorShape) -> Tensor {
    broadcast(array, to: shape.sizes, "jnp.broadcastTo")
  }

  /// The array repeated to a shape by the named function.
  static func broadcast(_ array: Tensor, to shape: [Int], _ operation: String) -> Tensor {
    raising(placeholder: array) {
      let offset = shape.count - array.ndim
      guard offset >= 0,
        zip(array.shape, shape.dropFirst(offset)).allSatisfy({ $0 == $1 || $0 == 1 })
      else {
        throw JAXError(
          .shape, operation,
          found:
            "an array of shape \(array.shape.tupleDescription) for shape \(shape.tupleDescription).",
          expected: "sizes that are equal or 1, compared from the last axis")
      }
      if shape.allSatisfy({ $0 >= 0 }) {
        try array.aval.with(shape: shape).checkSize(for: operation)
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
}
