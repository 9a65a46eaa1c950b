// Repeating an array along new leading axes.

extension lax {
  /// Repeats an array along new axes in front.
  ///
  /// - Source: `jax.lax.broadcast`.
  public static func broadcast(_ operand: Tensor, _ sizes: [Int]) -> Tensor {
    if sizes.isEmpty { return operand }
    return broadcastInDim(
      operand, shape: sizes + operand.shape,
      broadcastDimensions: Array(sizes.count..<sizes.count + operand.ndim))
  }

  /// Zeros of the given shape and dtype.
  package static func zeros(_ aval: ShapedArray) -> Tensor {
    full(aval.shape, Tensor(.zero, dtype: aval.dtype))
  }
}
