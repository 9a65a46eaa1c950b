// Arrays from nothing: constants, ranges, identity and triangular matrices.

import JAXTransforms

extension jnp {
  /// An array of a shape filled with zeros.
  ///
  ///     jnp.zeros([2, 3])
  ///
  /// - Source: `jax.numpy.zeros`.
  public static func zeros(_ shape: [Int], dtype: DType = .float32) -> Tensor {
    lax.full(shape, 0, dtype: dtype)
  }

  /// An array of a shape filled with ones.
  ///
  /// - Source: `jax.numpy.ones`.
  public static func ones(_ shape: [Int], dtype: DType = .float32) -> Tensor {
    lax.full(shape, 1, dtype: dtype)
  }

  /// An array of a shape filled with a value, which is broadcast to it; of the value's dtype unless one is given.
  ///
  /// - Source: `jax.numpy.full`.
  public static func full(_ shape: [Int], _ fillValue: Tensor, dtype: DType? = nil) -> Tensor {
    broadcastTo(lax.convertElementType(fillValue, dtype ?? fillValue.dtype), shape)
  }

  /// Zeros of the shape and dtype of another array.
  ///
  /// - Source: `jax.numpy.zeros_like`.
  public static func zerosLike(_ a: Tensor, dtype: DType? = nil) -> Tensor {
    zeros(a.shape, dtype: dtype ?? a.dtype)
  }

  /// Ones of the shape and dtype of another array.
  ///
  /// - Source: `jax.numpy.ones_like`.
  public static func onesLike(_ a: Tensor, dtype: DType? = nil) -> Tensor {
    ones(a.shape, dtype: dtype ?? a.dtype)
  }

  /// A value repeated to the shape and dtype of another array.
  ///
  /// - Source: `jax.numpy.full_like`.
  public static func fullLike(_ a: Tensor, _ fillValue: Tensor, dtype: DType? = nil) -> Tensor {
    full(a.shape, fillValue, dtype: dtype ?? a.dtype)
  }

  /// A tensor of the given value, strongly typed.
  ///
  /// - Source: `jax.numpy.array`.
  public static func array(_ value: Tensor, dtype: DType? = nil) -> Tensor {
    lax.convertElementType(value, dtype ?? value.dtype)
  }

  /// A tensor with the given elements.
  ///
  /// - Source: `jax.numpy.array`.
  public static func array<Scalar: TensorScalar>(
    _ elements: [Scalar], shape: [Int]? = nil, dtype: DType? = nil
  ) -> Tensor {
    Tensor(elements, shape: shape, dtype: dtype)
  }

  /// A matrix with the given rows.
  ///
  /// - Source: `jax.numpy.array`.
  public static func array<Scalar: TensorScalar>(_ rows: [[Scalar]], dtype: DType? = nil) -> Tensor
  {
    let width = rows.first?.count ?? 0
    return raising(placeholder: zeros([rows.count, width], dtype: dtype ?? Scalar.dtype)) {
      guard rows.allSatisfy({ $0.count == width }) else {
        throw JAXError(
          .shape, "jnp.array", found: "rows of different lengths.", expected: "rows of one length")
      }
      return Tensor(rows.flatMap { $0 }, shape: [rows.count, width], dtype: dtype)
    }
  }

  /// The integers from 0 up to, not including, `stop`.
  ///
  /// - Source: `jax.numpy.arange`.
  public static func arange(_ stop: Int, dtype: DType = .int32) -> Tensor {
    lax.iota(dtype, Swift.max(stop, 0))
  }

  /// The integers from `start` up to, not including, `stop`, every `step`th.
  ///
  /// - Source: `jax.numpy.arange`.
  public static func arange(_ start: Int, _ stop: Int, _ step: Int = 1, dtype: DType = .int32)
    -> Tensor
  {
    raising(placeholder: zeros([0], dtype: dtype)) {
      guard step != 0 else {
        throw JAXError(
          .argument, "jnp.arange", found: "a step of 0.", expected: "a step that is not 0")
      }
      return Tensor(Array(stride(from: start, to: stop, by: step)), dtype: dtype)
    }
  }

  /// The numbers from `start` up to, not including, `stop`, `step` apart.
  ///
  /// - Source: `jax.numpy.arange`.
  @_disfavoredOverload
  public static func arange(
    _ start: Double, _ stop: Double, _ step: Double = 1, dtype: DType = .float32
  ) -> Tensor {
    let count = Swift.max(Int(((stop - start) / step).rounded(.up)), 0)
    return Tensor((0..<count).map { start + Double($0) * step }, dtype: dtype)
  }

  /// `num` evenly spaced numbers from `start` to `stop`, both included unless `endpoint` is false.
  ///
  /// - Source: `jax.numpy.linspace`.
  public static func linspace(
    _ start: Tensor, _ stop: Tensor, _ num: Int = 50, endpoint: Bool = true,
    dtype: DType = .float32
  ) -> Tensor {
    let first = lax.convertElementType(start, dtype)
    let last = lax.convertElementType(stop, dtype)
    guard num > 1 else {
      return broadcastTo(expandDims(first, 0), [Swift.max(num, 0)] + first.shape)
    }
    let divisions = endpoint ? num - 1 : num
    let steps = lax.iota(dtype, divisions)
    let fraction = reshape(
      steps / Tensor(.float(Double(divisions)), dtype: dtype),
      [divisions] + [Int](repeating: 1, count: Swift.max(first.ndim, last.ndim)))
    let inner = first * (1 - fraction) + last * fraction
    return endpoint
      ? concatenate([inner, broadcastTo(expandDims(last, 0), [1] + inner.shape.dropFirst())])
      : inner
  }

  /// A matrix with ones on the `k`th diagonal and zeros elsewhere.
  ///
  /// - Source: `jax.numpy.eye`.
  public static func eye(_ n: Int, _ m: Int? = nil, k: Int = 0, dtype: DType = .float32) -> Tensor {
    let shape = [n, m ?? n]
    let rows = lax.broadcastedIota(.int32, shape, 0)
    let columns = lax.broadcastedIota(.int32, shape, 1)
    return lax.convertElementType(lax.eq(rows + Tensor(k), columns), dtype)
  }

  /// The identity matrix.
  ///
  /// - Source: `jax.numpy.identity`.
  public static func identity(_ n: Int, dtype: DType = .float32) -> Tensor { eye(n, dtype: dtype) }

  /// A matrix with ones on and below the `k`th diagonal.
  ///
  /// - Source: `jax.numpy.tri`.
  public static func tri(_ n: Int, _ m: Int? = nil, k: Int = 0, dtype: DType = .float32) -> Tensor {
    let shape = [n, m ?? n]
    let rows = lax.broadcastedIota(.int32, shape, 0)
    let columns = lax.broadcastedIota(.int32, shape, 1)
    return lax.convertElementType(lax.ge(rows + Tensor(k), columns), dtype)
  }

  /// The array with zeros above the `k`th diagonal of its last two axes.
  ///
  /// - Source: `jax.numpy.tril`.
  public static func tril(_ m: Tensor, k: Int = 0) -> Tensor {
    raising(placeholder: m) { try masked(m, k: k, "jnp.tril") { mask in (m, zerosLike(m), mask) } }
  }

  /// The array with zeros below the `k`th diagonal of its last two axes.
  ///
  /// - Source: `jax.numpy.triu`.
  public static func triu(_ m: Tensor, k: Int = 0) -> Tensor {
    raising(placeholder: m) {
      try masked(m, k: k - 1, "jnp.triu") { mask in (zerosLike(m), m, mask) }
    }
  }

  private static func masked(
    _ m: Tensor, k: Int, _ operation: String, _ choose: (Tensor) -> (Tensor, Tensor, Tensor)
  ) throws -> Tensor {
    guard m.ndim >= 2 else {
      throw JAXError(
        .shape, operation, found: "an array of shape \(m.shape.tupleDescription).",
        expected: "an array with at least two axes")
    }
    let mask = tri(m.shape[m.ndim - 2], m.shape[m.ndim - 1], k: k, dtype: .bool)
    let (lower, upper, condition) = choose(broadcastTo(mask, m.shape))
    return lax.selectN(condition, [upper, lower])
  }

  /// The diagonal of a matrix, or the matrix with a given diagonal.
  ///
  /// - Source: `jax.numpy.diag`.
  public static func diag(_ v: Tensor, k: Int = 0) -> Tensor {
    raising(placeholder: v) {
      if v.ndim == 1 {
        let size = v.shape[0] + Swift.abs(k)
        let mask = eye(size, k: k, dtype: .bool)
        let padded = lax.pad(
          v, Tensor(.zero, dtype: v.dtype), [(Swift.max(0, k), Swift.max(0, -k), 0)])
        return lax.selectN(
          mask, [zeros([size, size], dtype: v.dtype), broadcastTo(padded, [size, size])])
      }
      guard v.ndim == 2 else {
        throw JAXError(
          .shape, "jnp.diag", found: "an array of shape \(v.shape.tupleDescription).",
          expected: "a vector or a matrix")
      }
      let rowStart = Swift.max(0, -k)
      let columnStart = Swift.max(0, k)
      let count = Swift.max(0, Swift.min(v.shape[0] - rowStart, v.shape[1] - columnStart))
      let offsets = lax.iota(.int32, count)
      return v[offsets + Tensor(rowStart), offsets + Tensor(columnStart)]
    }
  }

  /// Coordinate arrays of a grid, by Cartesian (`"xy"`) or matrix (`"ij"`) indexing.
  ///
  /// - Source: `jax.numpy.meshgrid`.
  public static func meshgrid(_ xi: [Tensor], indexing: String = "xy") -> [Tensor] {
    let swapped = indexing == "xy" && xi.count >= 2
    var sizes = xi.map(\.size)
    if swapped { sizes.swapAt(0, 1) }
    return xi.enumerated().map { position, x in
      let axis = swapped && position < 2 ? 1 - position : position
      return lax.broadcastInDim(
        reshape(x, [x.size]), shape: sizes, broadcastDimensions: [axis])
    }
  }
}
