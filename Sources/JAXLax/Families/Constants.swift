// Numbers in rules: 0-dimensional tensors of the dtype of what they meet, which element-wise primitives stretch.

/// A number of the dtype of a tensor, weakly typed if that is.
package func constant(_ value: Double, like x: Tensor) -> Tensor {
  Tensor(.float(value), dtype: x.dtype, weakType: x.weakType)
}

/// A tensor with 1 in place of each 0, so that it can be divided by.
func replacingZeros(_ x: Tensor) -> Tensor {
  lax.select(lax.eq(x, constant(0, like: x)), constant(1, like: x), x)
}
