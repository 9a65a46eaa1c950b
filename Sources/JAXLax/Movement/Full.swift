// Arrays whose elements are all one number.

extension lax {
  /// An array whose elements are all one number.
  ///
  ///     lax.full([2, 2], 7)                               // [[7, 7], [7, 7]]
  ///
  /// - Parameters:
  ///   - shape: the shape of the array.
  ///   - fillValue: a 0-dimensional tensor, or one that can be stretched to the shape.
  ///   - dtype: the type of the elements; that of the number unless given.
  /// - Source: `jax.lax.full`.
  public static func full(_ shape: any TensorShape, _ fillValue: Tensor, dtype: DType? = nil)
    -> Tensor
  {
    filled(shape.sizes, fillValue, dtype: dtype, "full")
  }

  /// An array whose elements are all one number, made by the named function.
  package static func filled(
    _ shape: [Int], _ fillValue: Tensor, dtype: DType?, _ operation: String
  ) -> Tensor {
    let aval = ShapedArray(shape: shape, dtype: dtype ?? fillValue.dtype)
    return raising(placeholder: Tensor(Placeholder(aval))) {
      guard shape.allSatisfy({ $0 >= 0 }) else {
        throw JAXError(
          .shape, operation, found: "shape \(shape.tupleDescription).",
          expected: "sizes that are not negative")
      }
      try aval.checkSize(for: operation)
      let weak = fillValue.weakType && dtype == nil
      let number = lax.convert(fillValue, aval.dtype, weakType: weak)
      return lax.broadcastInDim(
        number, shape: shape,
        broadcastDimensions: Array(shape.count - number.ndim..<shape.count))
    }
  }

  /// An array of the shape and dtype of another, whose elements are all one number.
  ///
  /// - Source: `jax.lax.full_like`.
  public static func fullLike(
    _ x: Tensor, _ fillValue: Tensor, dtype: DType? = nil, shape: (any TensorShape)? = nil
  ) -> Tensor {
    let weak = dtype == nil && x.weakType
    let number = lax.convert(fillValue, dtype ?? x.dtype, weakType: weak)
    let shape = shape?.sizes ?? x.shape
    return lax.broadcastInDim(
      number, shape: shape,
      broadcastDimensions: Array(shape.count - number.ndim..<shape.count))
  }

  /// Zeros of the shape and dtype of an array.
  package static func zerosLike(_ x: Tensor) -> Tensor {
    lax.fullLike(x, Tensor(.zero, dtype: x.dtype))
  }
}
