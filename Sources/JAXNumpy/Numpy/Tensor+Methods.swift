// The common array functions as methods: one-line forwards to `jnp`.

import JAXTransforms

extension Tensor {
  /// The elements converted to another dtype.
  ///
  /// - Source: `jax.Array.astype`.
  public func astype(_ dtype: DType) -> Tensor {
    guard !self.dtype.isKey || dtype.isKey else {
      raise(keysAreNoNumbers("astype"))
      return Tensor(Placeholder(aval.with(dtype: dtype)))
    }
    return lax.convertElementType(self, dtype)
  }

  /// The same elements under another shape, of which one size may be -1.
  ///
  /// - Source: `jax.Array.reshape`.
  public func reshaped(_ shape: [Int]) -> Tensor { jnp.reshape(self, shape) }

  /// The elements as a vector.
  ///
  /// - Source: `jax.Array.ravel`.
  public func flattened() -> Tensor { jnp.ravel(self) }

  /// The tensor with its axes in another order; reversed unless one is given.
  ///
  /// - Source: `jax.Array.transpose`.
  public func transposed(_ axes: Int...) -> Tensor {
    jnp.transpose(self, axes: axes.isEmpty ? nil : axes)
  }

  /// The tensor without the given axes of size 1, or without all of them.
  ///
  /// - Source: `jax.Array.squeeze`.
  public func squeezed(axis: Int? = nil) -> Tensor {
    axis.map { jnp.squeeze(self, axis: $0) } ?? jnp.squeeze(self)
  }

  /// Sum of all elements.
  ///
  /// - Source: `jax.Array.sum`.
  public func sum() -> Tensor { jnp.sum(self) }
  /// Sum over axes.
  ///
  /// - Source: `jax.Array.sum`.
  public func sum(axis: Int..., keepdims: Bool = false) -> Tensor {
    jnp.sum(self, axis: axis, keepdims: keepdims)
  }

  /// Mean of all elements.
  ///
  /// - Source: `jax.Array.mean`.
  public func mean() -> Tensor { jnp.mean(self) }
  /// Mean over axes.
  ///
  /// - Source: `jax.Array.mean`.
  public func mean(axis: Int..., keepdims: Bool = false) -> Tensor {
    jnp.mean(self, axis: axis, keepdims: keepdims)
  }

  /// Largest of all elements.
  ///
  /// - Source: `jax.Array.max`.
  public func max() -> Tensor { jnp.max(self) }
  /// Largest element over axes.
  ///
  /// - Source: `jax.Array.max`.
  public func max(axis: Int..., keepdims: Bool = false) -> Tensor {
    jnp.max(self, axis: axis, keepdims: keepdims)
  }

  /// Smallest of all elements.
  ///
  /// - Source: `jax.Array.min`.
  public func min() -> Tensor { jnp.min(self) }
  /// Smallest element over axes.
  ///
  /// - Source: `jax.Array.min`.
  public func min(axis: Int..., keepdims: Bool = false) -> Tensor {
    jnp.min(self, axis: axis, keepdims: keepdims)
  }

  /// Position of the first largest element along an axis, or in the flattened tensor.
  ///
  /// - Source: `jax.Array.argmax`.
  public func argmax(axis: Int? = nil) -> Tensor { jnp.argmax(self, axis: axis) }
  /// Position of the first smallest element along an axis, or in the flattened tensor.
  ///
  /// - Source: `jax.Array.argmin`.
  public func argmin(axis: Int? = nil) -> Tensor { jnp.argmin(self, axis: axis) }

  /// The parts of the tensor along its first axis, as many tensors with one axis less.
  ///
  /// - Source: iterating a `jax.Array`.
  public func unstacked() -> [Tensor] {
    guard ndim > 0 else {
      raise(
        JAXError(
          .shape, "unstacked", found: "a 0-dimensional tensor.",
          expected: "a tensor with at least one axis"))
      return []
    }
    return (0..<shape[0]).map { self[$0] }
  }
}
