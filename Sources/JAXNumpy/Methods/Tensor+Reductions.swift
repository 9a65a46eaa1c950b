// The reductions as methods: one-line forwards to `jnp`.

import JAXTransforms

extension Tensor {
  /// Sum over axes; of all elements by default.
  ///
  ///     x.sum(), x.sum(axis: 0), x.sum(axis: [0, -1], keepdims: true)
  ///
  /// - Source: `jax.Array.sum`.
  public func sum(axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false) -> Tensor {
    jnp.sum(self, axis: axis, dtype: dtype, keepdims: keepdims)
  }

  /// Product over axes; of all elements by default.
  ///
  /// - Source: `jax.Array.prod`.
  public func prod(axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false) -> Tensor {
    jnp.prod(self, axis: axis, dtype: dtype, keepdims: keepdims)
  }

  /// Mean over axes; of all elements by default.
  ///
  /// - Source: `jax.Array.mean`.
  public func mean(axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false) -> Tensor {
    jnp.mean(self, axis: axis, dtype: dtype, keepdims: keepdims)
  }

  /// Variance over axes; of all elements by default.
  ///
  /// - Source: `jax.Array.var`.
  public func `var`(
    axis: (any Axes)? = nil, dtype: DType? = nil, ddof: Int = 0, keepdims: Bool = false
  ) -> Tensor {
    jnp.var(self, axis: axis, dtype: dtype, ddof: ddof, keepdims: keepdims)
  }

  /// Standard deviation over axes; of all elements by default.
  ///
  /// - Source: `jax.Array.std`.
  public func std(
    axis: (any Axes)? = nil, dtype: DType? = nil, ddof: Int = 0, keepdims: Bool = false
  ) -> Tensor {
    jnp.std(self, axis: axis, dtype: dtype, ddof: ddof, keepdims: keepdims)
  }

  /// Largest element over axes; of all by default.
  ///
  /// - Source: `jax.Array.max`.
  public func max(axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    jnp.max(self, axis: axis, keepdims: keepdims)
  }

  /// Smallest element over axes; of all by default.
  ///
  /// - Source: `jax.Array.min`.
  public func min(axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    jnp.min(self, axis: axis, keepdims: keepdims)
  }

  /// Difference of the largest and the smallest element over axes; of all by default.
  ///
  /// - Source: `jax.Array.ptp`.
  public func ptp(axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    jnp.ptp(self, axis: axis, keepdims: keepdims)
  }

  /// Whether all elements over axes are true; all of them by default.
  ///
  /// - Source: `jax.Array.all`.
  public func all(axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    jnp.all(self, axis: axis, keepdims: keepdims)
  }

  /// Whether any element over axes is true; any of them by default.
  ///
  /// - Source: `jax.Array.any`.
  public func any(axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    jnp.any(self, axis: axis, keepdims: keepdims)
  }

  /// Position of the first largest element along an axis, or in the flattened tensor.
  ///
  /// - Source: `jax.Array.argmax`.
  public func argmax(axis: Int? = nil, keepdims: Bool = false) -> Tensor {
    jnp.argmax(self, axis: axis, keepdims: keepdims)
  }

  /// Position of the first smallest element along an axis, or in the flattened tensor.
  ///
  /// - Source: `jax.Array.argmin`.
  public func argmin(axis: Int? = nil, keepdims: Bool = false) -> Tensor {
    jnp.argmin(self, axis: axis, keepdims: keepdims)
  }

  /// Sums of the elements up to each one along an axis, or in the flattened tensor.
  ///
  /// - Source: `jax.Array.cumsum`.
  public func cumsum(axis: Int? = nil, dtype: DType? = nil) -> Tensor {
    jnp.cumsum(self, axis: axis, dtype: dtype)
  }

  /// Products of the elements up to each one along an axis, or in the flattened tensor.
  ///
  /// - Source: `jax.Array.cumprod`.
  public func cumprod(axis: Int? = nil, dtype: DType? = nil) -> Tensor {
    jnp.cumprod(self, axis: axis, dtype: dtype)
  }

  /// Sum along a diagonal of each matrix that two axes span.
  ///
  /// - Source: `jax.Array.trace`.
  public func trace(
    offset: Int = 0, axis1: Int = 0, axis2: Int = 1, dtype: DType? = nil
  ) -> Tensor {
    jnp.trace(self, offset: offset, axis1: axis1, axis2: axis2, dtype: dtype)
  }

  /// The product of vectors or matrices: the sum over the last axis of this tensor and the last but one of `b`.
  ///
  /// - Source: `jax.Array.dot`.
  public func dot(_ b: Tensor) -> Tensor { jnp.dot(self, b) }
}
