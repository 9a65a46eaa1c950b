// Identity and triangular matrices, and diagonals.
//
// Source: NumPy "Creating matrices"; jax/_src/numpy/lax_numpy.py.

import JAXTransforms

extension jnp {
  /// A matrix with ones on the `k`th diagonal and zeros elsewhere.
  ///
  /// - Source: `jax.numpy.eye`.
  public static func eye(_ n: Int, m: Int? = nil, k: Int = 0, dtype: DType = .float32) -> Tensor {
    comparing(n, m, k, dtype, "jnp.eye") { index, k in
      let (rows, columns) = (index(0), index(1))
      return lax.eq(rows + k, columns)
    }
  }

  /// The identity matrix.
  ///
  /// - Source: `jax.numpy.identity`.
  public static func identity(_ n: Int, dtype: DType = .float32) -> Tensor { eye(n, dtype: dtype) }

  /// A matrix with ones on and below the `k`th diagonal.
  ///
  /// - Source: `jax.numpy.tri`.
  public static func tri(_ n: Int, m: Int? = nil, k: Int = 0, dtype: DType = .float32) -> Tensor {
    comparing(n, m, k, dtype, "jnp.tri") { index, k in lax.ge(index(0) + k, index(1)) }
  }

  /// A matrix made by comparing the indices of its elements along its two axes, and the number of a diagonal.
  private static func comparing(
    _ n: Int, _ m: Int?, _ k: Int, _ dtype: DType, _ operation: String,
    _ compare: (_ index: (Int) -> Tensor, _ k: Tensor) -> Tensor
  ) -> Tensor {
    let aval = ShapedArray(shape: [n, m ?? n], dtype: dtype)
    return raising(placeholder: Tensor(Placeholder(aval))) {
      guard aval.shape.allSatisfy({ $0 >= 0 }) else {
        throw JAXError(
          .shape, operation, found: "shape \(aval.shape.tupleDescription).",
          expected: "sizes that are not negative")
      }
      try aval.checkSize(for: operation)
      let k = diagonal(k, of: aval.shape)
      let index = DType.index(upTo: try aval.shape.checkedSum(for: operation))
      let mask = compare({ lax.broadcastedIota(index, aval.shape, $0) }, Tensor(k))
      return lax.convertElementType(mask, dtype)
    }
  }

  /// The number of a diagonal, of those outside of a matrix that of the nearest one.
  private static func diagonal(_ k: Int, of shape: [Int]) -> Int {
    Swift.min(Swift.max(k, -shape[0]), shape[1])
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
      // One that is farther below than any row.
      let next = k == .min ? k : k - 1
      return try masked(m, k: next, "jnp.triu") { mask in (zerosLike(m), m, mask) }
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
        let size = try [v.shape[0], Int(clamping: k.magnitude)].checkedSum(for: "jnp.diag")
        try v.aval.with(shape: [size, size]).checkSize(for: "jnp.diag")
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
      let (rows, columns) = positions(on: k, of: v.shape)
      return v[rows, columns]
    }
  }

  /// The elements of which two indices are equal, or differ by `offset`, along a new last axis.
  ///
  /// - Source: `jax.numpy.diagonal`.
  public static func diagonal(_ a: Tensor, offset: Int = 0, axis1: Int = 0, axis2: Int = 1)
    -> Tensor
  {
    diagonal(a, offset, axis1, axis2, "jnp.diagonal")
  }

  /// The sum of the elements on a diagonal.
  ///
  /// - Source: `jax.numpy.trace`.
  public static func trace(
    _ a: Tensor, offset: Int = 0, axis1: Int = 0, axis2: Int = 1, dtype: DType? = nil
  ) -> Tensor {
    sum(diagonal(a, offset, axis1, axis2, "jnp.trace"), axis: [-1], dtype: dtype)
  }

  private static func diagonal(
    _ a: Tensor, _ offset: Int, _ axis1: Int, _ axis2: Int, _ operation: String
  ) -> Tensor {
    raising(placeholder: a) {
      guard a.ndim >= 2 else {
        throw JAXError(
          .shape, operation, found: "an array of shape \(a.shape.tupleDescription).",
          expected: "an array with at least two axes")
      }
      let axes = try normalizedAxes([axis1, axis2], a.ndim, operation)
      let (rows, columns) = positions(on: offset, of: axes.map { a.shape[$0] })
      return moveaxis(a, axes, [-2, -1])[.ellipsis, rows, columns]
    }
  }

  /// The rows and the columns of the elements on a diagonal of matrices of the given shape.
  private static func positions(on k: Int, of shape: [Int]) -> (rows: Tensor, columns: Tensor) {
    let k = diagonal(k, of: shape)
    let (row, column) = (Swift.max(0, -k), Swift.max(0, k))
    let count = Swift.max(0, Swift.min(shape[0] - row, shape[1] - column))
    let offsets = lax.iota(.index(upTo: Swift.max(shape[0], shape[1])), count)
    return (offsets + Tensor(row), offsets + Tensor(column))
  }

  /// The powers of the elements of a vector, as rows; falling unless asked otherwise.
  ///
  /// - Source: `jax.numpy.vander`.
  public static func vander(_ x: Tensor, n: Int? = nil, increasing: Bool = false) -> Tensor {
    raising(placeholder: x) {
      guard x.ndim == 1, (n ?? 0) >= 0 else {
        throw JAXError(
          .shape, "jnp.vander",
          found: "an array of shape \(x.shape.tupleDescription) for \(n ?? x.size) columns.",
          expected: "a vector, and 0 columns or more")
      }
      let count = n ?? x.size
      try x.aval.with(shape: [x.size, count]).checkSize(for: "jnp.vander")
      let exponents = lax.iota(x.dtype, count)
      return lax.expandDims(x, [1])
        ** lax.expandDims(increasing ? exponents : lax.rev(exponents, dimensions: [0]), [0])
    }
  }
}
