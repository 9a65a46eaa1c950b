// Sums, means, extrema and their relatives over axes.
//
// Source: jax/_src/numpy/reductions.py.

import JAXTransforms

extension jnp {
  /// Sum over axes; all of them by default.
  ///
  ///     jnp.sum([[1, 2], [3, 4]], axis: [0])      // [4, 6]
  ///
  /// Booleans and narrow integers are summed as `int32` or `uint32`, narrow floats in `float32`.
  ///
  /// - Source: `jax.numpy.sum`.
  public static func sum(
    _ a: Tensor, axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false
  )
    -> Tensor
  {
    reduction(a, axis, keepdims, "jnp.sum") { a, axes in
      accumulated(a, dtype) { lax.reduceSum($0, axes: axes) }
    }
  }

  /// Product over axes.
  ///
  /// - Source: `jax.numpy.prod`.
  public static func prod(
    _ a: Tensor, axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false
  )
    -> Tensor
  {
    reduction(a, axis, keepdims, "jnp.prod") { a, axes in
      accumulated(a, dtype) { lax.reduceProd($0, axes: axes) }
    }
  }

  /// Largest element over axes; NaN if there is one.
  ///
  /// - Source: `jax.numpy.max`.
  public static func max(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    reduction(a, axis, keepdims, "jnp.max") { a, axes in
      try checkNotEmpty(a, axes, "jnp.max")
      return lax.reduceMax(lax.convertElementType(a, a.dtype), axes: axes)
    }
  }

  /// Smallest element over axes; NaN if there is one.
  ///
  /// - Source: `jax.numpy.min`.
  public static func min(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    reduction(a, axis, keepdims, "jnp.min") { a, axes in
      try checkNotEmpty(a, axes, "jnp.min")
      return lax.reduceMin(lax.convertElementType(a, a.dtype), axes: axes)
    }
  }

  /// Whether all elements over axes are true.
  ///
  /// - Source: `jax.numpy.all`.
  public static func all(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    reduction(a, axis, keepdims, "jnp.all") { a, axes in
      lax.reduceAnd(lax.convertElementType(a, .bool), axes: axes)
    }
  }

  /// Whether any element over axes is true.
  ///
  /// - Source: `jax.numpy.any`.
  public static func any(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    reduction(a, axis, keepdims, "jnp.any") { a, axes in
      lax.reduceOr(lax.convertElementType(a, .bool), axes: axes)
    }
  }

  /// Arithmetic mean over axes; of integers in floating point.
  ///
  /// - Source: `jax.numpy.mean`.
  public static func mean(
    _ a: Tensor, axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false
  )
    -> Tensor
  {
    reduction(a, axis, keepdims, "jnp.mean") { a, axes in
      let converted = lax.convertElementType(a, dtype ?? a.dtype.inexact)
      let count = axes.map { a.shape[$0] }.reduce(1, *)
      let wide = lax.convertElementType(converted, converted.dtype.widened)
      let total = lax.reduceSum(wide, axes: axes)
      let mean = lax.div(total, Tensor(.float(Double(count)), dtype: wide.dtype))
      return lax.convertElementType(mean, converted.dtype)
    }
  }

  /// Variance over axes: the mean squared distance from the mean, with `ddof` subtracted from the count.
  ///
  /// - Source: `jax.numpy.var`.
  public static func `var`(
    _ a: Tensor, axis: (any Axes)? = nil, dtype: DType? = nil, ddof: Int = 0, keepdims: Bool = false
  ) -> Tensor {
    reduction(a, axis, keepdims, "jnp.var") { a, axes in
      let inexact = dtype ?? a.dtype.inexact
      let wide = lax.convertElementType(a, inexact.widened)
      let centered = lax.sub(
        wide, broadcastTo(mean(wide, axis: axes, keepdims: true), wide.shape))
      let squares =
        centered.dtype.isComplex
        ? lax.real(lax.mul(centered, lax.conj(centered))) : lax.square(centered)
      let degrees = axes.map { a.shape[$0] }.reduce(1, *) - ddof
      let variance = lax.div(
        sum(squares, axis: axes), Tensor(.float(Double(degrees)), dtype: squares.dtype))
      let narrow = lax.convertElementType(variance, inexact.realPart)
      return degrees > 0 ? narrow : fullLike(narrow, Tensor(Double.nan))
    }
  }

  /// Standard deviation over axes: the square root of the variance.
  ///
  /// - Source: `jax.numpy.std`.
  public static func std(
    _ a: Tensor, axis: (any Axes)? = nil, dtype: DType? = nil, ddof: Int = 0, keepdims: Bool = false
  ) -> Tensor {
    let inexact = dtype ?? a.dtype.inexact
    let variance = self.var(
      a, axis: axis, dtype: inexact.widened, ddof: ddof, keepdims: keepdims)
    return lax.convertElementType(lax.sqrt(variance), inexact.realPart)
  }

  /// Largest minus smallest element over axes.
  ///
  /// - Source: `jax.numpy.ptp`.
  public static func ptp(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor {
    lax.sub(max(a, axis: axis, keepdims: keepdims), min(a, axis: axis, keepdims: keepdims))
  }

  /// How many elements over axes are not zero.
  ///
  /// - Source: `jax.numpy.count_nonzero`.
  public static func countNonzero(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false)
    -> Tensor
  {
    sum(truth(a), axis: axis, keepdims: keepdims)
  }

  /// Mean over axes in which elements count as much as their weights say.
  ///
  /// - Parameters:
  ///   - a: the array.
  ///   - axis: the axes; all by default.
  ///   - weights: weights of the array's shape, or a vector along the only axis.
  ///   - keepdims: whether the axes are kept with size 1.
  /// - Source: `jax.numpy.average`.
  public static func average(
    _ a: Tensor, axis: (any Axes)? = nil, weights: Tensor? = nil, keepdims: Bool = false
  ) -> Tensor {
    guard let weights else { return mean(a, axis: axis, keepdims: keepdims) }
    return raising(placeholder: a) {
      let operands = try promoteDTypesInexact([a, weights], "jnp.average")
      var weights = operands[1]
      if weights.shape != a.shape {
        let axes = try normalizedAxes(axis, a.ndim, "jnp.average")
        guard weights.ndim == 1, axes.count == 1, weights.size == a.shape[axes[0]] else {
          throw JAXError(
            .shape, "jnp.average",
            found: "weights of shape \(weights.shape.tupleDescription) for an array of shape "
              + "\(a.shape.tupleDescription).",
            expected: "weights of the array's shape, or a vector along the only axis")
        }
        weights = lax.broadcastInDim(weights, shape: a.shape, broadcastDimensions: axes)
      }
      return lax.div(
        sum(lax.mul(operands[0], weights), axis: axis, keepdims: keepdims),
        sum(weights, axis: axis, keepdims: keepdims))
    }
  }

  /// The position of the first largest element along an axis, or in the flattened array.
  ///
  /// - Source: `jax.numpy.argmax`.
  public static func argmax(_ a: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
    argument(a, axis, keepdims, "jnp.argmax") {
      lax.argmax($0, axis: $1, indexDtype: .index(upTo: $0.shape[$1]))
    }
  }

  /// The position of the first smallest element along an axis, or in the flattened array.
  ///
  /// - Source: `jax.numpy.argmin`.
  public static func argmin(_ a: Tensor, axis: Int? = nil, keepdims: Bool = false) -> Tensor {
    argument(a, axis, keepdims, "jnp.argmin") {
      lax.argmin($0, axis: $1, indexDtype: .index(upTo: $0.shape[$1]))
    }
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

  /// Accumulates in a wide dtype; the result has the given dtype, or that of sums.
  private static func accumulated(_ a: Tensor, _ dtype: DType?, _ reduce: (Tensor) -> Tensor)
    -> Tensor
  {
    let summed = dtype ?? a.dtype.summed
    return lax.convertElementType(reduce(lax.convertElementType(a, summed.widened)), summed)
  }

  private static func reduction(
    _ a: Tensor, _ axis: (any Axes)?, _ keepdims: Bool, _ operation: String,
    _ reduce: (Tensor, [Int]) throws -> Tensor
  ) -> Tensor {
    raising(placeholder: a) {
      guard !a.dtype.isKey else { throw keysAreNoNumbers(operation) }
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
      let converted = lax.convertElementType(a, dtype ?? (a.dtype == .bool ? .int32 : a.dtype))
      guard let axis else { return accumulate(ravel(converted), 0) }
      return accumulate(converted, try normalizedAxis(axis, a.ndim, operation))
    }
  }
}

extension DType {
  /// The dtype of sums: `int32` for booleans and narrow integers, `uint32` for narrow unsigned ones, else itself.
  fileprivate var summed: DType {
    if self == .bool { return .int32 }
    guard isInteger, bitWidth < 32 else { return self }
    return isUnsignedInteger ? .uint32 : .int32
  }
}
