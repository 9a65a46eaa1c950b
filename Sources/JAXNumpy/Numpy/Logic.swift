// Questions about elements, and operations on truth values and bits.
//
// Source: NumPy "Logic functions" and "Bit-wise operations"; jax/_src/numpy/ufuncs.py.

import JAXTransforms

extension jnp {
  /// Whether each element is not a number.
  ///
  /// - Source: `jax.numpy.isnan`.
  public static func isnan(_ x: Tensor) -> Tensor {
    x.dtype.isInexact ? lax.ne(x, x) : zeros(x.shape, dtype: .bool)
  }

  /// Whether each element is neither infinite nor NaN.
  ///
  /// - Source: `jax.numpy.isfinite`.
  public static func isfinite(_ x: Tensor) -> Tensor {
    if x.dtype.isFloating { return lax.isFinite(x) }
    if x.dtype.isComplex { return lax.isFinite(lax.real(x)) .& lax.isFinite(lax.imag(x)) }
    return ones(x.shape, dtype: .bool)
  }

  /// Whether each element is infinite.
  ///
  /// - Source: `jax.numpy.isinf`.
  public static func isinf(_ x: Tensor) -> Tensor {
    if x.dtype.isFloating { return lax.eq(lax.abs(x), Tensor(.float(.infinity), dtype: x.dtype)) }
    if x.dtype.isComplex { return isinf(lax.real(x)) .| isinf(lax.imag(x)) }
    return zeros(x.shape, dtype: .bool)
  }

  /// Whether the sign bit of each element is set: it is of -0 too.
  ///
  /// - Source: `jax.numpy.signbit`.
  public static func signbit(_ x: Tensor) -> Tensor {
    guard x.dtype.isFloating else {
      return x.dtype.isSignedInteger
        ? lax.lt(x, Tensor(.zero, dtype: x.dtype)) : zeros(x.shape, dtype: .bool)
    }
    let isWide = x.dtype.bitWidth >= 32
    let number = isWide ? x : lax.convertElementType(x, .float32)
    let word: DType = number.dtype == .float64 ? .int64 : .int32
    let bits = lax.bitcastConvertType(lax.convertElementType(number, number.dtype), word)
    return lax.lt(bits, Tensor(.zero, dtype: word))
  }

  /// Whether each element is not zero.
  static func truth(_ x: Tensor) -> Tensor {
    x.dtype == .bool ? x : lax.ne(x, Tensor(.zero, dtype: x.dtype))
  }

  /// Element-wise *not* of truth values.
  ///
  /// - Source: `jax.numpy.logical_not`.
  public static func logicalNot(_ x: Tensor) -> Tensor { .!truth(x) }

  /// Element-wise *and* of truth values.
  ///
  /// - Source: `jax.numpy.logical_and`.
  public static func logicalAnd(_ x: Tensor, _ y: Tensor) -> Tensor {
    truth(x) .& truth(y)
  }

  /// Element-wise *or* of truth values.
  ///
  /// - Source: `jax.numpy.logical_or`.
  public static func logicalOr(_ x: Tensor, _ y: Tensor) -> Tensor {
    truth(x) .| truth(y)
  }

  /// Element-wise *exclusive or* of truth values.
  ///
  /// - Source: `jax.numpy.logical_xor`.
  public static func logicalXor(_ x: Tensor, _ y: Tensor) -> Tensor {
    truth(x) .^ truth(y)
  }

  /// Element-wise *and* of the bits of integers, or of booleans.
  ///
  /// - Source: `jax.numpy.bitwise_and`.
  public static func bitwiseAnd(_ x: Tensor, _ y: Tensor) -> Tensor { x .& y }

  /// Element-wise *or* of the bits of integers, or of booleans.
  ///
  /// - Source: `jax.numpy.bitwise_or`.
  public static func bitwiseOr(_ x: Tensor, _ y: Tensor) -> Tensor { x .| y }

  /// Element-wise *exclusive or* of the bits of integers, or of booleans.
  ///
  /// - Source: `jax.numpy.bitwise_xor`.
  public static func bitwiseXor(_ x: Tensor, _ y: Tensor) -> Tensor { x .^ y }

  /// Element-wise *not* of the bits of integers, or of booleans.
  ///
  /// - Source: `jax.numpy.invert`.
  public static func invert(_ x: Tensor) -> Tensor { .!x }

  /// The bits of integers moved left, zeros coming in.
  ///
  /// - Source: `jax.numpy.left_shift`.
  public static func leftShift(_ x: Tensor, _ y: Tensor) -> Tensor {
    bindPromoted("jnp.leftShift", x, y, lax.shiftLeft)
  }

  /// The bits of integers moved right, copies of the sign coming in.
  ///
  /// - Source: `jax.numpy.right_shift`.
  public static func rightShift(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.rightShift", x1, x2) { x, y in
      x.dtype.isUnsignedInteger ? lax.shiftRightLogical(x, y) : lax.shiftRightArithmetic(x, y)
    }
  }
}
