// Reductions that leave NaN out.
//
// Source: jax/_src/numpy/reductions.py.

import JAXTransforms

extension jnp {
  /// Sum over axes, NaN counted as 0.
  ///
  /// - Source: `jax.numpy.nansum`.
  public static func nansum(
    _ a: Tensor, axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false
  ) -> Tensor {
    sum(replacingNaN(a, by: .zero), axis: axis, dtype: dtype, keepdims: keepdims)
  }

  /// Product over axes, NaN counted as 1.
  ///
  /// - Source: `jax.numpy.nanprod`.
  public static func nanprod(
    _ a: Tensor, axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false
  ) -> Tensor {
    prod(replacingNaN(a, by: .one), axis: axis, dtype: dtype, keepdims: keepdims)
  }

  /// Largest element over axes that is not NaN; NaN if all are.
  ///
  /// - Source: `jax.numpy.nanmax`.
  public static func nanmax(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor
  {
    extremum(a, axis, keepdims, ignored: -.infinity) { max($0, axis: axis, keepdims: keepdims) }
  }

  /// Smallest element over axes that is not NaN; NaN if all are.
  ///
  /// - Source: `jax.numpy.nanmin`.
  public static func nanmin(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor
  {
    extremum(a, axis, keepdims, ignored: .infinity) { min($0, axis: axis, keepdims: keepdims) }
  }

  /// Mean over axes of the elements that are not NaN.
  ///
  /// - Source: `jax.numpy.nanmean`.
  public static func nanmean(
    _ a: Tensor, axis: (any Axes)? = nil, dtype: DType? = nil, keepdims: Bool = false
  ) -> Tensor {
    guard a.dtype.isInexact else { return mean(a, axis: axis, dtype: dtype, keepdims: keepdims) }
    let total = nansum(a, axis: axis, dtype: dtype, keepdims: keepdims)
    return lax.div(
      total, sum(.!isnan(a), axis: axis, dtype: total.dtype, keepdims: keepdims))
  }

  /// Variance over axes of the elements that are not NaN.
  ///
  /// - Source: `jax.numpy.nanvar`.
  public static func nanvar(
    _ a: Tensor, axis: (any Axes)? = nil, ddof: Int = 0, keepdims: Bool = false
  ) -> Tensor {
    guard a.dtype.isInexact else { return self.var(a, axis: axis, ddof: ddof, keepdims: keepdims) }
    let centered = replacingNaN(a - nanmean(a, axis: axis, keepdims: true), by: .zero)
    let squares =
      centered.dtype.isComplex
      ? lax.real(lax.mul(centered, lax.conj(centered))) : lax.square(centered)
    let count = sum(.!isnan(a), axis: axis, dtype: squares.dtype, keepdims: keepdims)
    let degrees = lax.sub(count, Tensor(.int(Int64(ddof)), dtype: squares.dtype))
    let variance = lax.div(sum(squares, axis: axis, keepdims: keepdims), degrees)
    return self.where(degrees .> 0, variance, Tensor(Double.nan))
  }

  /// Standard deviation over axes of the elements that are not NaN.
  ///
  /// - Source: `jax.numpy.nanstd`.
  public static func nanstd(
    _ a: Tensor, axis: (any Axes)? = nil, ddof: Int = 0, keepdims: Bool = false
  ) -> Tensor {
    lax.sqrt(nanvar(a, axis: axis, ddof: ddof, keepdims: keepdims))
  }

  private static func replacingNaN(_ a: Tensor, by value: ScalarValue) -> Tensor {
    a.dtype.isInexact ? self.where(isnan(a), Tensor(value, dtype: a.dtype), a) : a
  }

  private static func extremum(
    _ a: Tensor, _ axis: (any Axes)?, _ keepdims: Bool, ignored: Double,
    _ reduce: (Tensor) -> Tensor
  ) -> Tensor {
    guard a.dtype.isInexact else { return reduce(a) }
    let isNaN = isnan(a)
    let found = reduce(replacingNaN(a, by: .float(ignored)))
    return self.where(
      all(isNaN, axis: axis, keepdims: keepdims), Tensor(.float(.nan), dtype: found.dtype), found)
  }
}
