// Sums, means, extrema and their relatives over axes.
//
// Source: jax/_src/numpy/reductions.py.

import JAXTransforms

extension jnp {
  /// Sum over axes; all of them by default.
  ///
  ///     jnp.sum([[1, 2], [3, 4]], axis: [0])      // [4, 6]
  ///
  /// Booleans are counted as `int32`; sums of 16-bit floats are accumulated in `float32`.
  ///
  /// - Source: `jax.numpy.sum`.
  public static func sum(
    _ a: Tensor, axis: [Int]? = nil, dtype: DType? = nil, keepdims: Bool = false
  )
    -> Tensor
  {
    reduction(a, axis, keepdims, "jnp.sum") { a, axes in
      let converted = lax.convertElementType(a, dtype ?? a.dtype.summed)
      let isNarrow = converted.dtype.isFloating && converted.dtype.bitWidth < 32
      let wide = isNarrow ? lax.convertElementType(converted, .float32) : converted
      return lax.convertElementType(lax.reduceSum(wide, axes: axes), converted.dtype)
    }
  }

  /// Product over axes.
  ///
  /// - Source: `jax.numpy.prod`.
  public static func prod(
    _ a: Tensor, axis: [Int]? = nil, dtype: DType? = nil, keepdims: Bool = false
  )
    -> Tensor
  {
    reduction(a, axis, keepdims, "jnp.prod") { a, axes in
      lax.reduceProd(lax.convertElementType(a, dtype ?? a.dtype.summed), axes: axes)
    }
  }

  /// Largest element over axes; NaN if there is one.
  ///
  /// - Source: `jax.numpy.max`.
  public static func max(_ a: Tensor, axis: [Int]? = nil, keepdims: Bool = false) -> Tensor {
    reduction(a, axis, keepdims, "jnp.max") { a, axes in
      try checkNotEmpty(a, axes, "jnp.max")
      return lax.reduceMax(a, axes: axes)
    }
  }

  /// Smallest element over axes; NaN if there is one.
  ///
  /// - Source: `jax.numpy.min`.
  public static func min(_ a: Tensor, axis: [Int]? = nil, keepdims: Bool = false) -> Tensor {
    reduction(a, axis, keepdims, "jnp.min") { a, axes in
      try checkNotEmpty(a, axes, "jnp.min")
      return lax.reduceMin(a, axes: axes)
    }
  }

  /// Whether all elements over axes are true.
  ///
  /// - Source: `jax.numpy.all`.
  public static func all(_ a: Tensor, axis: [Int]? = nil, keepdims: Bool = false) -> Tensor {
    reduction(a, axis, keepdims, "jnp.all") { a, axes in
      lax.reduceAnd(lax.convertElementType(a, .bool), axes: axes)
    }
  }

  /// Whether any element over axes is true.
  ///
  /// - Source: `jax.numpy.any`.
  public static func any(_ a: Tensor, axis: [Int]? = nil, keepdims: Bool = false) -> Tensor {
    reduction(a, axis, keepdims, "jnp.any") { a, axes in
      lax.reduceOr(lax.convertElementType(a, .bool), axes: axes)
    }
  }

  /// Arithmetic mean over axes; of integers in floating point.
  ///
  /// - Source: `jax.numpy.mean`.
  public static func mean(
    _ a: Tensor, axis: [Int]? = nil, dtype: DType? = nil, keepdims: Bool = false
  )
    -> Tensor
  {
    reduction(a, axis, keepdims, "jnp.mean") { a, axes in
      let converted = lax.convertElementType(a, dtype ?? a.dtype.inexact)
      let count = axes.map { a.shape[$0] }.reduce(1, *)
      let isNarrow = converted.dtype.isFloating && converted.dtype.bitWidth < 32
      let wide = isNarrow ? lax.convertElementType(converted, .float32) : converted
      let total = lax.reduceSum(wide, axes: axes)
      let mean = lax.div(total, Tensor(.float(Double(count)), dtype: wide.dtype))
      return lax.convertElementType(mean, converted.dtype)
    }
  }

  /// Variance over axes: the mean squared distance from the mean, with `ddof` subtracted from the count.
  ///
  /// - Source: `jax.numpy.var`.
  public static func `var`(
    _ a: Tensor, axis: [Int]? = nil, dtype: DType? = nil, ddof: Int = 0, keepdims: Bool = false
  ) -> Tensor {
    reduction(a, axis, keepdims, "jnp.var") { a, axes in
      let converted = lax.convertElementType(a, dtype ?? a.dtype.inexact)
      let centered = converted - mean(converted, axis: axes, keepdims: true)
      let squares =
        centered.dtype.isComplex
        ? lax.real(lax.mul(centered, lax.conj(centered))) : lax.square(centered)
      let count = axes.map { a.shape[$0] }.reduce(1, *)
      return lax.div(
        sum(squares, axis: axes), Tensor(.float(Double(count - ddof)), dtype: squares.dtype))
    }
  }

  /// Standard deviation over axes: the square root of the variance.
  ///
  /// - Source: `jax.numpy.std`.
  public static func std(
    _ a: Tensor, axis: [Int]? = nil, dtype: DType? = nil, ddof: Int = 0, keepdims: Bool = false
  ) -> Tensor {
    lax.sqrt(self.var(a, axis: axis, dtype: dtype, ddof: ddof, keepdims: keepdims))
  }

  /// The position of the first largest element along an axis, or in the flattened array.
  ///
  /// - Source: `jax.numpy.argmax`.
  public static func argmax(_ a: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
    argument(a, axis, keepdims, "jnp.argmax") { lax.argmax($0, axis: $1, indexDtype: .int32) }
  }

  /// The position of the first smallest element along an axis, or in the flattened array.
  ///
  /// - Source: `jax.numpy.argmin`.
  public static func argmin(_ a: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
    argument(a, axis, keepdims, "jnp.argmin") { lax.argmin($0, axis: $1, indexDtype: .int32) }
  }

  /// Running sum along an axis, or of the flattened array.
  ///
  /// - Source: `jax.numpy.cumsum`.
  public static func cumsum(_ a: Tensor, axis: Int? = nil, dtype: DType? = nil) -> Tensor {
    cumulative(a, axis, dtype, "jnp.cumsum") { lax.cumsum($0, axis: $1) }
  }

  /// Running product along an axis, or of the flattened array.
  ///
  /// - Source: `jax.numpy.cumprod`.
  public static func cumprod(_ a: Tensor, axis: Int? = nil, dtype: DType? = nil) -> Tensor {
    cumulative(a, axis, dtype, "jnp.cumprod") { lax.cumprod($0, axis: $1) }
  }

  private static func reduction(
    _ a: Tensor, _ axis: [Int]?, _ keepdims: Bool, _ operation: String,
    _ reduce: (Tensor, [Int]) throws -> Tensor
  ) -> Tensor {
    raising(placeholder: a) {
      let axes = try normalizedAxes(axis, a.ndim, operation)
      let reduced = try reduce(a, axes.sorted())
      return keepdims ? lax.expandDims(reduced, axes) : reduced
    }
  }

  private static func checkNotEmpty(_ a: Tensor, _ axes: [Int], _ operation: String) throws {
    guard axes.allSatisfy({ a.shape[$0] > 0 }) else {
      throw JAXError(
        .shape, operation,
        found: "an empty reduction of an array of shape \(a.shape.tupleDescription).",
        expected: "at least one element, as there is no neutral value")
    }
  }

  private static func argument(
    _ a: Tensor, _ axis: Int?, _ keepdims: Bool, _ operation: String,
    _ find: (Tensor, Int) -> Tensor
  ) -> Tensor {
    raising(placeholder: a) {
      guard let axis else {
        let position = find(ravel(a), 0)
        return keepdims ? lax.reshape(position, a.shape.map { _ in 1 }) : position
      }
      let place = try normalizedAxis(axis, a.ndim, operation)
      try checkNotEmpty(a, [place], operation)
      let position = find(a, place)
      return keepdims ? lax.expandDims(position, [place]) : position
    }
  }

  private static func cumulative(
    _ a: Tensor, _ axis: Int?, _ dtype: DType?, _ operation: String,
    _ accumulate: (Tensor, Int) -> Tensor
  ) -> Tensor {
    raising(placeholder: a) {
      let converted = lax.convertElementType(a, dtype ?? a.dtype.summed)
      guard let axis else { return accumulate(ravel(converted), 0) }
      return accumulate(converted, try normalizedAxis(axis, a.ndim, operation))
    }
  }
}

extension DType {
  /// The dtype that sums of this dtype have: `int32` for booleans, else itself.
  fileprivate var summed: DType { self == .bool ? .int32 : self }
}
