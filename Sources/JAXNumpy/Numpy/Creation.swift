// Arrays from nothing: constants and grids.

import JAXTransforms

extension jnp {
  /// An array of a shape filled with zeros.
  ///
  ///     jnp.zeros([2, 3])
  ///
  /// - Source: `jax.numpy.zeros`.
  public static func zeros(_ shape: any TensorShape, dtype: DType = .float32) -> Tensor {
    lax.filled(shape.sizes, 0, dtype: dtype, "jnp.zeros")
  }

  /// An array of a shape filled with ones.
  ///
  /// - Source: `jax.numpy.ones`.
  public static func ones(_ shape: any TensorShape, dtype: DType = .float32) -> Tensor {
    lax.filled(shape.sizes, 1, dtype: dtype, "jnp.ones")
  }

  /// An array of a shape filled with a value, which is broadcast to it; of the value's dtype unless one is given.
  ///
  /// - Source: `jax.numpy.full`.
  public static func full(_ shape: any TensorShape, _ fillValue: Tensor, dtype: DType? = nil)
    -> Tensor
  {
    broadcast(
      dtype.map { lax.convertElementType(fillValue, $0) } ?? fillValue, to: shape.sizes, "jnp.full")
  }

  /// Zeros of the shape and dtype of another array, unless others are given.
  ///
  /// - Source: `jax.numpy.zeros_like`.
  public static func zerosLike(_ a: Tensor, dtype: DType? = nil, shape: (any TensorShape)? = nil)
    -> Tensor
  {
    constant(.zero, like: a, dtype, shape?.sizes, "jnp.zerosLike")
  }

  /// Ones of the shape and dtype of another array, unless others are given.
  ///
  /// - Source: `jax.numpy.ones_like`.
  public static func onesLike(_ a: Tensor, dtype: DType? = nil, shape: (any TensorShape)? = nil)
    -> Tensor
  {
    constant(.one, like: a, dtype, shape?.sizes, "jnp.onesLike")
  }

  /// A value repeated to the shape and dtype of another array, unless others are given.
  ///
  /// - Source: `jax.numpy.full_like`.
  public static func fullLike(
    _ a: Tensor, _ fillValue: Tensor, dtype: DType? = nil, shape: (any TensorShape)? = nil
  ) -> Tensor {
    let shape = shape?.sizes
    let value = lax.convert(
      fillValue, dtype ?? a.dtype, weakType: dtype == nil && a.weakType)
    return broadcast(value, to: shape ?? a.shape, "jnp.fullLike")
  }

  private static func constant(
    _ value: ScalarValue, like a: Tensor, _ dtype: DType?, _ shape: [Int]?, _ operation: String
  ) -> Tensor {
    let value = Tensor(value, dtype: dtype ?? a.dtype, weakType: dtype == nil && a.weakType)
    return broadcast(value, to: shape ?? a.shape, operation)
  }

  /// The array itself, or converted to a dtype.
  ///
  /// - Source: `jax.numpy.array`.
  public static func array(_ object: Tensor, dtype: DType? = nil) -> Tensor {
    dtype.map { lax.convertElementType(object, $0) } ?? object
  }

  /// A tensor with the given elements.
  ///
  /// - Source: `jax.numpy.array`.
  public static func array<Scalar: TensorScalar>(
    _ object: [Scalar], dtype: DType? = nil, shape: (any TensorShape)? = nil
  ) -> Tensor {
    Tensor(object, shape: shape?.sizes, dtype: dtype)
  }

  /// A matrix with the given rows.
  ///
  /// - Source: `jax.numpy.array`.
  public static func array<Scalar: TensorScalar>(
    _ object: [[Scalar]], dtype: DType? = nil
  ) -> Tensor {
    let width = object.first?.count ?? 0
    return raising(placeholder: zeros([object.count, width], dtype: dtype ?? Scalar.dtype)) {
      guard object.allSatisfy({ $0.count == width }) else {
        throw JAXError(
          .shape, "jnp.array", found: "rows of different lengths.", expected: "rows of one length")
      }
      return Tensor(object.flatMap { $0 }, shape: [object.count, width], dtype: dtype)
    }
  }

  /// Arrays of one shape, or numbers, along a new first axis.
  ///
  ///     jnp.array([x[0], 2])
  ///
  /// - Source: `jax.numpy.array`.
  public static func array(_ object: [Tensor], dtype: DType? = nil) -> Tensor {
    array(stack(object), dtype: dtype)
  }

  /// Coordinate arrays of a grid, by Cartesian (`"xy"`) or matrix (`"ij"`) indexing.
  ///
  /// - Parameters:
  ///   - xi: the coordinates along each axis.
  ///   - sparse: whether axes along which an array does not change have size 1.
  ///   - indexing: whether the first coordinates run along the second axis (`"xy"`) or the first.
  /// - Source: `jax.numpy.meshgrid`.
  public static func meshgrid(
    _ xi: Tensor..., sparse: Bool = false, indexing: String = "xy"
  ) -> [Tensor] {
    meshgrid(xi, sparse: sparse, indexing: indexing)
  }

  /// Coordinate arrays of a grid with the given coordinates along its axes.
  ///
  /// - Source: `jax.numpy.meshgrid`.
  public static func meshgrid(
    _ xi: [Tensor], sparse: Bool = false, indexing: String = "xy"
  ) -> [Tensor] {
    raising(placeholder: xi) {
      guard ["xy", "ij"].contains(indexing), xi.allSatisfy({ $0.ndim <= 1 }) else {
        throw JAXError(
          .argument, "jnp.meshgrid",
          found: "arrays of shapes " + xi.map(\.shape.tupleDescription).joined(separator: ", ")
            + " with indexing \"\(indexing)\".",
          expected: "vectors, with indexing \"xy\" or \"ij\"")
      }
      let isSwapped = indexing == "xy" && xi.count >= 2
      var sizes = xi.map(\.size)
      if isSwapped { sizes.swapAt(0, 1) }
      return xi.enumerated().map { position, x in
        let axis = isSwapped && position < 2 ? 1 - position : position
        var shape = sparse ? sizes.map { _ in 1 } : sizes
        shape[axis] = x.size
        return lax.broadcastInDim(
          reshape(x, [x.size]), shape: shape, broadcastDimensions: [axis])
      }
    }
  }

  /// The positions along each axis of a grid, stacked.
  ///
  /// - Source: `jax.numpy.indices`.
  public static func indices(_ dimensions: any TensorShape, dtype: DType = .int32) -> Tensor {
    let dimensions = dimensions.sizes
    return raising(placeholder: zeros([0], dtype: dtype)) {
      guard !dimensions.isEmpty else { return zeros([0], dtype: dtype) }
      try ShapedArray(shape: [dimensions.count] + dimensions, dtype: dtype).checkSize(
        for: "jnp.indices")
      return stack(dimensions.indices.map { lax.broadcastedIota(dtype, dimensions, $0) })
    }
  }
}
