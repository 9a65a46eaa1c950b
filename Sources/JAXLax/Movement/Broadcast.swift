// Repeating an array along new leading axes.

extension lax {
  /// Repeats an array along new axes in front.
  ///
  /// - Source: `jax.lax.broadcast`.
  public static func broadcast(_ operand: Tensor, _ sizes: any TensorShape) -> Tensor {
    let sizes = sizes.sizes
    if sizes.isEmpty { return operand }
    return broadcastInDim(
      operand, shape: sizes + operand.shape,
      broadcastDimensions: Array(sizes.count..<sizes.count + operand.ndim))
  }

  /// Zeros of the given type.
  ///
  /// The literal is written as an element of the dtype, as JAX writes it: `0.0` among floating-point numbers.
  public static func zeros(_ aval: ShapedArray) -> Tensor {
    broadcastInDim(
      Tensor(
        ScalarValue.zero.rounded(to: aval.dtype), dtype: aval.dtype, weakType: aval.weakType),
      shape: aval.shape, broadcastDimensions: [])
  }
}
