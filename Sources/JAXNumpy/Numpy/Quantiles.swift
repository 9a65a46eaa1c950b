// Order statistics: median, quantiles and percentiles.
//
// Source: R. J. Hyndman and Y. Fan, Am. Stat. 50, 361 (1996), method 7; jax/_src/numpy/reductions.py.

import JAXTransforms

extension jnp {
  /// What a quantile between two elements is.
  public enum QuantileMethod: Sendable {
    /// In between, in proportion.
    case linear
    /// The lower element.
    case lower
    /// The higher element.
    case higher
    /// The nearer element; the lower one half-way.
    case nearest
    /// The mean of both.
    case midpoint
  }

  /// The elements that given fractions of the elements over axes do not exceed; NaN if an element is.
  ///
  ///     jnp.quantile(x, [0.25, 0.75], axis: [0])
  ///
  /// - Parameters:
  ///   - a: the array.
  ///   - q: the fractions, from 0 to 1: a number, or a vector whose axis comes first in the result.
  ///   - axis: the axes; all by default.
  ///   - method: what to give between two elements.
  ///   - keepdims: whether the axes are kept with size 1.
  /// - Source: `jax.numpy.quantile`.
  public static func quantile(
    _ a: Tensor, _ q: Tensor, axis: (any Axes)? = nil, method: QuantileMethod = .linear,
    keepdims: Bool = false
  ) -> Tensor {
    quantile(a, q, axis, method, keepdims, "jnp.quantile")
  }

  /// The elements that given percentages of the elements over axes do not exceed.
  ///
  /// - Source: `jax.numpy.percentile`.
  public static func percentile(
    _ a: Tensor, _ q: Tensor, axis: (any Axes)? = nil, method: QuantileMethod = .linear,
    keepdims: Bool = false
  ) -> Tensor {
    quantile(a, q / 100, axis, method, keepdims, "jnp.percentile")
  }

  /// The middle element over axes, or the mean of the two middle ones; NaN if an element is.
  ///
  /// - Source: `jax.numpy.median`.
  public static func median(_ a: Tensor, axis: (any Axes)? = nil, keepdims: Bool = false) -> Tensor
  {
    quantile(a, Tensor(0.5), axis, .midpoint, keepdims, "jnp.median")
  }

  private static func quantile(
    _ a: Tensor, _ q: Tensor, _ axis: (any Axes)?, _ method: QuantileMethod, _ keepdims: Bool,
    _ operation: String
  ) -> Tensor {
    raising(placeholder: a) {
      let promoted = try promoteDTypesInexact([a, q], operation).map {
        lax.convertElementType($0, $0.dtype)
      }
      guard promoted[0].dtype.isFloating, q.ndim <= 1 else {
        throw JAXError(
          q.ndim > 1 ? .shape : .dtype, operation,
          found: q.ndim > 1
            ? "fractions of shape \(q.shape.tupleDescription)." : "numbers of dtype \(a.dtype).",
          expected: q.ndim > 1 ? "one fraction, or a vector of them" : "real numbers")
      }
      let axes = try normalizedAxes(axis, a.ndim, operation).sorted()
      let kept = (0..<a.ndim).filter { !axes.contains($0) }
      let count = axes.map { a.shape[$0] }.reduce(1, *)
      guard count > 0 else {
        throw JAXError(
          .shape, operation, found: "no elements in an array of shape \(a.shape.tupleDescription).",
          expected: "at least one element")
      }
      let rows = lax.reshape(
        lax.transpose(promoted[0], permutation: kept + axes), kept.map { a.shape[$0] } + [count])
      let hasNaN = any(isnan(rows), axis: [-1], keepdims: true)
      let sorted = lax.sort(
        self.where(hasNaN, Tensor(.float(.nan), dtype: rows.dtype), rows), dimension: kept.count)
      let quantiles = interpolated(sorted, at: promoted[1], method)
      let result = q.ndim == 0 ? quantiles : moveaxis(quantiles, -1, 0)
      return keepdims ? lax.expandDims(result, axes.map { $0 + q.ndim }) : result
    }
  }

  /// The quantiles of sorted rows; the axis of the fractions, if there is one, is the last of the result.
  private static func interpolated(_ sorted: Tensor, at q: Tensor, _ method: QuantileMethod)
    -> Tensor
  {
    let last = Tensor(.int(Int64(sorted.shape[sorted.ndim - 1] - 1)), dtype: q.dtype)
    let zero = Tensor(.zero, dtype: q.dtype)
    let place = lax.mul(q, last)
    let (lower, higher) = (lax.floor(place), lax.ceil(place))
    let weight = lax.sub(place, lower)
    func elements(_ position: Tensor) -> Tensor {
      let bounded = lax.convertElementType(
        lax.clamp(zero, position, last), .index(upTo: sorted.shape[sorted.ndim - 1]))
      return take(sorted, bounded, axis: -1, mode: .clip)
    }
    let (low, high) = (elements(lower), elements(higher))
    switch method {
    case .linear: return low * (1 - weight) + high * weight
    case .lower: return low
    case .higher: return high
    case .nearest: return self.where(weight .<= 0.5, low, high)
    case .midpoint: return (low + high) * 0.5
    }
  }
}
