// The array functions that move elements, as methods: one-line forwards to `jnp`.

import JAXTransforms

extension Tensor {
  /// The same elements under another shape, of which one size may be -1.
  ///
  ///     x.reshape(6), x.reshape([2, -1])
  ///
  /// - Source: `jax.Array.reshape`.
  public func reshape(_ shape: any TensorShape) -> Tensor { jnp.reshape(self, shape) }

  /// The same elements under another shape, its sizes one by one.
  ///
  ///     x.reshape(2, 3), x.reshape(2, -1)
  ///
  /// - Source: `jax.Array.reshape`.
  public func reshape(_ sizes: Int...) -> Tensor { jnp.reshape(self, sizes) }

  /// The elements as a vector.
  ///
  /// - Source: `jax.Array.ravel`.
  public func ravel() -> Tensor { jnp.ravel(self) }

  /// The elements as a vector.
  ///
  /// - Source: `jax.Array.flatten`.
  public func flatten() -> Tensor { jnp.ravel(self) }

  /// The tensor with its axes in another order; reversed unless one is given.
  ///
  ///     x.transpose(), x.transpose(1, 0, 2)
  ///
  /// - Source: `jax.Array.transpose`.
  public func transpose(_ axes: Int...) -> Tensor {
    jnp.transpose(self, axes: axes.isEmpty ? nil : axes)
  }

  /// The tensor with its axes in another order.
  ///
  /// - Source: `jax.Array.transpose`.
  public func transpose(_ axes: [Int]) -> Tensor { jnp.transpose(self, axes: axes) }

  /// The tensor without the given axes of size 1, or without all of them.
  ///
  /// - Source: `jax.Array.squeeze`.
  public func squeeze(axis: (any Axes)? = nil) -> Tensor { jnp.squeeze(self, axis: axis) }

  /// The tensor with two axes exchanged.
  ///
  /// - Source: `jax.Array.swapaxes`.
  public func swapaxes(_ axis1: Int, _ axis2: Int) -> Tensor { jnp.swapaxes(self, axis1, axis2) }

  /// The elements on a diagonal of each matrix that two axes span.
  ///
  /// - Source: `jax.Array.diagonal`.
  public func diagonal(offset: Int = 0, axis1: Int = 0, axis2: Int = 1) -> Tensor {
    jnp.diagonal(self, offset: offset, axis1: axis1, axis2: axis2)
  }

  /// Each element along an axis repeated; of the flattened tensor without an axis.
  ///
  /// - Source: `jax.Array.repeat`.
  public func `repeat`(_ repeats: Int, axis: Int? = nil) -> Tensor {
    jnp.repeat(self, repeats, axis: axis)
  }

  /// Each position along an axis repeated its own number of times; of the flattened tensor without an axis.
  ///
  /// - Source: `jax.Array.repeat`.
  public func `repeat`(_ repeats: [Int], axis: Int? = nil) -> Tensor {
    jnp.repeat(self, repeats, axis: axis)
  }

  /// Elements at the given positions along an axis, or of the flattened tensor.
  ///
  /// - Source: `jax.Array.take`.
  public func take(
    _ indices: Tensor, axis: Int? = nil, mode: jnp.OutOfRange = .fill, fillValue: Double? = nil
  ) -> Tensor {
    jnp.take(self, indices, axis: axis, mode: mode, fillValue: fillValue)
  }

  /// The tensor with its elements along an axis in ascending order; flattened if it is nil.
  ///
  /// - Source: `jax.Array.sort`.
  public func sort(axis: Int? = -1, descending: Bool = false) -> Tensor {
    jnp.sort(self, axis: axis, descending: descending)
  }

  /// The positions that would sort the elements along an axis; of the flattened tensor if it is nil.
  ///
  /// - Source: `jax.Array.argsort`.
  public func argsort(axis: Int? = -1, descending: Bool = false) -> Tensor {
    jnp.argsort(self, axis: axis, descending: descending)
  }

  /// Where values would be inserted into this sorted vector to keep it sorted.
  ///
  /// - Source: `jax.Array.searchsorted`.
  public func searchsorted(_ v: Tensor, side: jnp.SearchSide = .left) -> Tensor {
    jnp.searchsorted(self, v, side: side)
  }
}
