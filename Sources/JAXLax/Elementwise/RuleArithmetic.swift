// What rules and lowerings are written with: numbers of the dtype of what they meet, and tests of elements.

/// A number of the dtype of a tensor, weakly typed if that is.
package func constant(_ value: Double, like x: Tensor) -> Tensor {
  Tensor(.float(value), dtype: x.dtype, weakType: x.weakType)
}

/// A tensor with 1 in place of each 0, so that it can be divided by.
func replacingZeros(_ x: Tensor) -> Tensor {
  lax.select(lax.eq(x, constant(0, like: x)), constant(1, like: x), x)
}

/// Whether any element of a boolean tensor is true.
func anyElement(_ x: Tensor) -> Tensor { lax.reduceOr(x, axes: Array(0..<x.ndim)) }

/// A tensor of the shape and dtype of another, whose elements are all one number.
func filled(_ value: Double, like x: Tensor) -> Tensor { lax.fullLike(x, constant(value, like: x)) }

/// Whether each element is not a number.
func isNaN(_ x: Tensor) -> Tensor { x .!= x }
