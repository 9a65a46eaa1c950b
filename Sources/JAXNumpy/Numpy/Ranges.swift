// Numbers in even steps.
//
// Source: jax/_src/numpy/array_creation.py.

import JAXTransforms

extension jnp {
  /// The integers from `start` up to, not including, `stop`, every `step`th; from 0 up to `start` if that stands alone.
  ///
  ///     jnp.arange(3)                   // [0, 1, 2]
  ///     jnp.arange(2, 8, 3)             // [2, 5]
  ///
  /// - Source: `jax.numpy.arange`.
  public static func arange(
    _ start: Int, stop: Int? = nil, step: Int = 1, dtype: DType = .int32
  ) -> Tensor {
    raising(placeholder: zeros([0], dtype: dtype)) {
      guard stop != nil || step != 1 else { return try counting(to: start, dtype) }
      let (start, stop) = stop.map { (start, $0) } ?? (0, start)
      guard step != 0 else {
        throw JAXError(
          .argument, "jnp.arange", found: "a step of 0.", expected: "a step that is not 0")
      }
      let (low, high) = step > 0 ? (start, stop) : (stop, start)
      guard low < high else { return zeros([0], dtype: dtype) }
      let last = (UInt(bitPattern: high) &- UInt(bitPattern: low) - 1) / step.magnitude
      let count = try (CheckedSize(Int(clamping: last)) + 1).value(for: "jnp.arange")
      try checkRange(count, dtype)
      // A product may be too large where the sum is not.
      return Tensor((0..<count).map { start &+ $0 &* step }, dtype: dtype)
    }
  }

  /// The integers from 0 up to, not including, `stop`, which a program counts.
  private static func counting(to stop: Int, _ dtype: DType) throws -> Tensor {
    let count = Swift.max(stop, 0)
    if let range = dtype.iinfo, count > 0, UInt64(count - 1) > range.max {
      throw JAXError(
        .argument, "jnp.arange", found: "numbers up to \(count - 1) for dtype \(dtype).",
        expected: "numbers up to \(range.max)",
        remedy: "give a wider dtype, as in dtype: .int64.")
    }
    try ShapedArray(shape: [count], dtype: dtype).checkSize(for: "jnp.arange")
    return lax.iota(dtype, count)
  }

  /// Throws if there can be no array of so many numbers, which are counted on the host.
  private static func checkRange(_ count: Int, _ dtype: DType) throws {
    try ShapedArray(shape: [count], dtype: dtype).checkSize(for: "jnp.arange")
    try Backend.checkHostMemory(forNumbers: count, "jnp.arange")
  }

  /// The numbers from `start` up to, not including, `stop`, `step` apart; from 0 up to `start` if that stands alone.
  ///
  /// - Source: `jax.numpy.arange`.
  @_disfavoredOverload
  public static func arange(
    _ start: Double, stop: Double? = nil, step: Double = 1, dtype: DType = .float32
  ) -> Tensor {
    let (start, stop) = stop.map { (start, $0) } ?? (0, start)
    return raising(placeholder: zeros([0], dtype: dtype)) {
      let count = ((stop - start) / step).rounded(.up)
      guard count.isFinite, count < Double(Int32.max) else {
        throw JAXError(
          .argument, "jnp.arange", found: "numbers from \(start) to \(stop), \(step) apart.",
          expected: "finite bounds and a step that is not 0")
      }
      try checkRange(Swift.max(Int(count), 0), dtype)
      return Tensor((0..<Swift.max(Int(count), 0)).map { start + Double($0) * step }, dtype: dtype)
    }
  }

  /// `num` evenly spaced numbers from `start` to `stop`, both included unless `endpoint` is false.
  ///
  ///     jnp.linspace(0, 1, 5)       // [0, 0.25, 0.5, 0.75, 1]
  ///
  /// - Parameters:
  ///   - start: the first number, or an array of them.
  ///   - stop: the last number, or an array of them.
  ///   - num: how many numbers.
  ///   - endpoint: whether `stop` is one of them.
  ///   - dtype: the dtype of the result, rounded down to if it is of integers; that of `start` and `stop` by default.
  ///   - axis: where the numbers run in the result.
  /// - Source: `jax.numpy.linspace`.
  public static func linspace(
    _ start: Tensor, _ stop: Tensor, num: Int = 50, endpoint: Bool = true,
    dtype: DType? = nil, axis: Int = 0
  ) -> Tensor {
    raising(placeholder: start) {
      guard num >= 0 else {
        throw JAXError(
          .argument, "jnp.linspace", found: "\(num) numbers.", expected: "0 numbers or more")
      }
      let bounds = try inexactBounds(start, stop, dtype, "jnp.linspace")
      let shape = try numpyBroadcastShape(bounds.map(\.shape), "jnp.linspace")
      try ShapedArray(shape: [num] + shape, dtype: bounds[0].dtype).checkSize(for: "jnp.linspace")
      let (first, last) = (broadcastTo(bounds[0], shape), broadcastTo(bounds[1], shape))
      let spaced = evenlySpaced(first, last, num, endpoint)
      let result =
        dtype.map { lax.convertElementType($0.isInteger ? lax.floor(spaced) : spaced, $0) }
        ?? spaced
      return axis == 0 ? result : moveaxis(result, 0, axis)
    }
  }

  /// The ends of a range in the floating or complex dtype that it is computed in, which the dtype asked for has a part in.
  private static func inexactBounds(
    _ start: Tensor, _ stop: Tensor, _ dtype: DType?, _ operation: String
  ) throws -> [Tensor] {
    let like = dtype.map { [Tensor(.zero, dtype: $0.inexact)] } ?? []
    return try promoteDTypesInexact([start, stop] + like, operation)[..<2].map {
      lax.convertElementType($0, $0.dtype)
    }
  }

  /// Numbers between arrays of one shape and dtype, along a new first axis.
  private static func evenlySpaced(_ first: Tensor, _ last: Tensor, _ num: Int, _ endpoint: Bool)
    -> Tensor
  {
    guard num > 1 else { return broadcastTo(lax.expandDims(first, [0]), [num] + first.shape) }
    let divisions = endpoint ? num - 1 : num
    let dtype = first.dtype.realPart
    let fraction = reshape(
      lax.div(lax.iota(dtype, divisions), Tensor(.int(Int64(divisions)), dtype: dtype)),
      [divisions] + first.shape.map { _ in 1 })
    let inner = lax.expandDims(first, [0]) * (1 - fraction) + lax.expandDims(last, [0]) * fraction
    return endpoint
      ? lax.concatenate([inner, lax.expandDims(last, [0])], dimension: 0) : inner
  }

  /// Powers of `base` whose exponents are evenly spaced from `start` to `stop`.
  ///
  /// - Source: `jax.numpy.logspace`.
  public static func logspace(
    _ start: Tensor, _ stop: Tensor, num: Int = 50, endpoint: Bool = true, base: Tensor = 10.0,
    dtype: DType? = nil, axis: Int = 0
  ) -> Tensor {
    let exponents = linspace(
      start, stop, num, endpoint: endpoint, dtype: dtype?.inexact, axis: axis)
    let powers = base ** exponents
    return dtype.map { lax.convertElementType(powers, $0) } ?? powers
  }

  /// `num` numbers from `start` to `stop` with equal ratios.
  ///
  /// - Source: `jax.numpy.geomspace`.
  public static func geomspace(
    _ start: Tensor, _ stop: Tensor, num: Int = 50, endpoint: Bool = true, dtype: DType? = nil,
    axis: Int = 0
  ) -> Tensor {
    raising(placeholder: start) {
      let bounds = try inexactBounds(start, stop, dtype, "jnp.geomspace")
      let shape = try numpyBroadcastShape(bounds.map(\.shape), "jnp.geomspace")
      let (first, last) = (broadcastTo(bounds[0], shape), broadcastTo(bounds[1], shape))
      let zero = Tensor(.zero, dtype: first.dtype)
      let areNegative = lax.lt(first, zero) .& lax.lt(last, zero)
      let sign = self.where(areNegative, -1, Tensor(.one, dtype: first.dtype))
      var result = sign * logspace(log10(first * sign), log10(last * sign), num, endpoint: endpoint)
      // The ends are exact.
      if num > 0 { result[0] = first }
      if num > 1 && endpoint { result[-1] = last }
      result = dtype.map { lax.convertElementType(result, $0) } ?? result
      return axis == 0 ? result : moveaxis(result, 0, axis)
    }
  }
}
