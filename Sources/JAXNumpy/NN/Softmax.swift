// Exponentials normalised over axes, and their logarithms, without overflow.
//
// The largest element is subtracted before exponentials are taken. The result does not depend on it, so it is taken as
// constant by differentiation, which gives JAX's derivatives.

import JAXLax

extension nn {
  /// Exponentials that sum to 1 along an axis: e^xᵢ / Σⱼ e^xⱼ.
  ///
  ///     nn.softmax([0.0, 0.0])              // [0.5, 0.5]
  ///
  /// - Parameters:
  ///   - axis: the axis, or axes, to normalise over; nil is all of them.
  ///   - mask: the elements that take part; the others get 0.
  /// - Source: `jax.nn.softmax`.
  public static func softmax(_ x: Tensor, axis: (any Axes)? = -1, where mask: Tensor? = nil)
    -> Tensor
  {
    guard let axes = axes(axis, x, "nn.softmax") else { return x.withoutValue }
    return program("softmax", settings: [.ints(axes)], [inexact(x)] + mask.list) { operands in
      let (x, mask) = (operands[0], operands.dropFirst().first)
      let maximum = lax.stopGradient(largest(x, axes, where: mask))
      let exponentials = lax.exp(lax.sub(masked(x, mask, -.infinity), maximum))
      let result = lax.div(exponentials, sum(exponentials, axes, where: mask))
      return masked(result, mask, 0)
    }
  }

  /// Logarithm of the softmax: xᵢ − log Σⱼ e^xⱼ.
  ///
  /// - Parameters:
  ///   - axis: the axis, or axes, to normalise over; nil is all of them.
  ///   - mask: the elements that take part; the others get −∞.
  /// - Source: `jax.nn.log_softmax`.
  public static func logSoftmax(_ x: Tensor, axis: (any Axes)? = -1, where mask: Tensor? = nil)
    -> Tensor
  {
    guard let axes = axes(axis, x, "nn.logSoftmax") else { return x.withoutValue }
    return program("log_softmax", settings: [.ints(axes)], [inexact(x)] + mask.list) { operands in
      let (x, mask) = (operands[0], operands.dropFirst().first)
      let maximum = lax.stopGradient(largest(x, axes, where: mask))
      let shifted = lax.sub(masked(x, mask, -.infinity), maximum)
      let logarithm = lax.log(sum(lax.exp(shifted), axes, where: mask))
      return masked(lax.sub(shifted, logarithm), mask, -.infinity)
    }
  }

  /// Logarithm of the sum of exponentials: log Σ b e^a.
  ///
  ///     nn.logsumexp([0.0, 0.0])            // log 2
  ///
  /// - Parameters:
  ///   - axis: the axes to sum over; all of them unless given.
  ///   - b: factors of the exponentials; the logarithm of a negative sum is NaN.
  ///   - keepdims: whether the axes stay, with size 1.
  ///   - mask: the elements that take part.
  /// - Source: `jax.nn.logsumexp`.
  public static func logsumexp(
    _ a: Tensor, axis: (any Axes)? = nil, b: Tensor? = nil, keepdims: Bool = false,
    where mask: Tensor? = nil
  ) -> Tensor {
    guard let axes = axes(axis, a, "nn.logsumexp") else { return a.withoutValue }
    let settings: [Jaxpr.Param] = [
      .ints(axes), .bool(keepdims), .bool(b != nil), .bool(mask != nil),
    ]
    return program("logsumexp", settings: settings, [inexact(a)] + b.list + mask.list) { operands in
      logarithmOfSum(
        operands[0], axes, b: b == nil ? nil : operands[1], keepdims: keepdims,
        where: mask == nil ? nil : operands[operands.count - 1])
    }
  }

  private static func logarithmOfSum(
    _ a: Tensor, _ axes: [Int], b: Tensor?, keepdims: Bool, where mask: Tensor?
  ) -> Tensor {
    var a = masked(a, mask, 0)
    var factors: Tensor?
    if let b {
      let promoted = raising(placeholder: [a, a]) {
        try promoteDTypesInexact([a, b], "nn.logsumexp")
      }
      let zero = Tensor(.zero, dtype: promoted[1].dtype)
      a = choosing(promoted[1] .!= zero, promoted[0], Tensor(.float(-.infinity), dtype: a.dtype))
      factors = promoted[1]
    }
    let real = a.dtype.isComplex ? lax.real(a) : a
    let largest = lax.stopGradient(largest(real, axes, where: mask))
    // An infinite maximum would give NaN as its own difference.
    let maximum = lax.select(lax.isFinite(largest), largest, Tensor(.zero, dtype: real.dtype))
    var exponentials = lax.exp(lax.sub(a, lax.convertElementType(maximum, a.dtype)))
    if let factors { exponentials = exponentials * factors }
    let total = sum(exponentials, axes, where: mask)
    let positive = total.dtype.isComplex ? total : lax.abs(total)
    var result = lax.add(lax.log(positive), lax.convertElementType(maximum, positive.dtype))
    if factors != nil && !total.dtype.isComplex {
      let isNegative = lax.lt(lax.sign(total), constant(0, like: total))
      result = lax.select(isNegative, constant(.nan, like: result), result)
    }
    return keepdims ? result : lax.squeeze(result, dimensions: axes)
  }

  /// Logarithm of the mean of exponentials.
  ///
  /// - Parameters:
  ///   - axis: the axes to average over; all of them unless given.
  ///   - mask: the elements that take part.
  ///   - keepdims: whether the axes stay, with size 1.
  /// - Source: `jax.nn.logmeanexp`.
  public static func logmeanexp(
    _ x: Tensor, axis: (any Axes)? = nil, where mask: Tensor? = nil, keepdims: Bool = false
  ) -> Tensor {
    guard let axes = axes(axis, x, "nn.logmeanexp") else { return x.withoutValue }
    let settings: [Jaxpr.Param] = [.ints(axes), .bool(keepdims)]
    return program("logmeanexp", settings: settings, [inexact(x)] + mask.list) { operands in
      let (x, mask) = (operands[0], operands.dropFirst().first)
      let sum = logarithmOfSum(x, axes, b: nil, keepdims: true, where: mask)
      let mean = lax.sub(sum, lax.log(count(x, axes, where: mask, dtype: sum.dtype)))
      return keepdims ? mean : lax.squeeze(mean, dimensions: axes)
    }
  }
}

extension Tensor? {
  /// The tensor, if there is one.
  var list: [Tensor] { map { [$0] } ?? [] }
}
