// Functions of each element, and of pairs of elements.
//
// Source: jax/_src/numpy/ufuncs.py.

import JAXTransforms

extension jnp {
  /// Applies a function of floating or complex numbers; integers and booleans become floating first.
  static func inexact(_ x: Tensor, _ operation: String, _ function: (Tensor) -> Tensor)
    -> Tensor
  {
    if x.dtype.isInexact { return function(x) }
    return raising(placeholder: x) {
      guard !x.dtype.isKey else { throw keysAreNoNumbers(operation) }
      return function(lax.convert(x, x.dtype.inexact, weakType: x.weakType))
    }
  }

  /// Element-wise sine; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.sin`.
  public static func sin(_ x: Tensor) -> Tensor { inexact(x, "jnp.sin", lax.sin) }

  /// Element-wise cosine; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.cos`.
  public static func cos(_ x: Tensor) -> Tensor { inexact(x, "jnp.cos", lax.cos) }

  /// Element-wise tangent; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.tan`.
  public static func tan(_ x: Tensor) -> Tensor { inexact(x, "jnp.tan", lax.tan) }

  /// Element-wise hyperbolic sine; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.sinh`.
  public static func sinh(_ x: Tensor) -> Tensor { inexact(x, "jnp.sinh", lax.sinh) }

  /// Element-wise hyperbolic cosine; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.cosh`.
  public static func cosh(_ x: Tensor) -> Tensor { inexact(x, "jnp.cosh", lax.cosh) }

  /// Element-wise hyperbolic tangent; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.tanh`.
  public static func tanh(_ x: Tensor) -> Tensor { inexact(x, "jnp.tanh", lax.tanh) }

  /// Element-wise inverse sine; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.arcsin`.
  public static func arcsin(_ x: Tensor) -> Tensor { inexact(x, "jnp.arcsin", lax.asin) }

  /// Element-wise inverse cosine; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.arccos`.
  public static func arccos(_ x: Tensor) -> Tensor { inexact(x, "jnp.arccos", lax.acos) }

  /// Element-wise inverse tangent; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.arctan`.
  public static func arctan(_ x: Tensor) -> Tensor { inexact(x, "jnp.arctan", lax.atan) }

  /// Element-wise inverse hyperbolic sine; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.arcsinh`.
  public static func arcsinh(_ x: Tensor) -> Tensor { inexact(x, "jnp.arcsinh", lax.asinh) }

  /// Element-wise inverse hyperbolic cosine; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.arccosh`.
  public static func arccosh(_ x: Tensor) -> Tensor { inexact(x, "jnp.arccosh", lax.acosh) }

  /// Element-wise inverse hyperbolic tangent; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.arctanh`.
  public static func arctanh(_ x: Tensor) -> Tensor { inexact(x, "jnp.arctanh", lax.atanh) }

  /// Element-wise exponential; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.exp`.
  public static func exp(_ x: Tensor) -> Tensor { inexact(x, "jnp.exp", lax.exp) }

  /// Element-wise exponential minus one, exact near zero; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.expm1`.
  public static func expm1(_ x: Tensor) -> Tensor { inexact(x, "jnp.expm1", lax.expm1) }

  /// Element-wise natural logarithm; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.log`.
  public static func log(_ x: Tensor) -> Tensor { inexact(x, "jnp.log", lax.log) }

  /// Element-wise natural logarithm of one plus the argument, exact near zero; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.log1p`.
  public static func log1p(_ x: Tensor) -> Tensor { inexact(x, "jnp.log1p", lax.log1p) }

  /// Element-wise square root; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.sqrt`.
  public static func sqrt(_ x: Tensor) -> Tensor { inexact(x, "jnp.sqrt", lax.sqrt) }

  /// Element-wise cube root; integers compute in floating point.
  ///
  /// - Source: `jax.numpy.cbrt`.
  public static func cbrt(_ x: Tensor) -> Tensor { inexact(x, "jnp.cbrt", lax.cbrt) }

  /// Element-wise two to the power of the argument.
  ///
  /// - Source: `jax.numpy.exp2`.
  public static func exp2(_ x: Tensor) -> Tensor {
    inexact(x, "jnp.exp2", lax.exp2)
  }

  /// Element-wise logarithm to base two.
  ///
  /// - Source: `jax.numpy.log2`.
  public static func log2(_ x: Tensor) -> Tensor {
    inexact(x, "jnp.log2") { lax.div(lax.log($0), lax.log(Tensor(.float(2), dtype: $0.dtype))) }
  }

  /// Element-wise logarithm to base ten.
  ///
  /// - Source: `jax.numpy.log10`.
  public static func log10(_ x: Tensor) -> Tensor {
    inexact(x, "jnp.log10") { lax.div(lax.log($0), lax.log(Tensor(.float(10), dtype: $0.dtype))) }
  }

  /// Element-wise square.
  ///
  /// - Source: `jax.numpy.square`.
  public static func square(_ x: Tensor) -> Tensor { lax.square(x) }

  /// Element-wise absolute value, or modulus of complex numbers.
  ///
  /// - Source: `jax.numpy.abs`.
  public static func abs(_ x: Tensor) -> Tensor {
    x.dtype == .bool || x.dtype.isUnsignedInteger ? x : lax.abs(x)
  }

  /// Element-wise sign: -1, 0 or 1.
  ///
  /// - Source: `jax.numpy.sign`.
  public static func sign(_ x: Tensor) -> Tensor { lax.sign(x) }

  /// Element-wise reciprocal.
  ///
  /// - Source: `jax.numpy.reciprocal`.
  public static func reciprocal(_ x: Tensor) -> Tensor { 1 / x }

  /// Element-wise largest integer that is no larger.
  ///
  /// - Source: `jax.numpy.floor`.
  public static func floor(_ x: Tensor) -> Tensor { x.dtype.isFloating ? lax.floor(x) : x }

  /// Element-wise smallest integer that is no smaller.
  ///
  /// - Source: `jax.numpy.ceil`.
  public static func ceil(_ x: Tensor) -> Tensor { x.dtype.isFloating ? lax.ceil(x) : x }

  /// Element-wise integer next to it in the direction of zero.
  ///
  /// - Source: `jax.numpy.trunc`.
  public static func trunc(_ x: Tensor) -> Tensor {
    x.dtype.isFloating
      ? self.where(lax.lt(x, Tensor(.zero, dtype: x.dtype)), lax.ceil(x), lax.floor(x)) : x
  }

  /// Element-wise nearest number with the given count of decimals, ties to even.
  ///
  /// - Source: `jax.numpy.round`.
  public static func round(_ a: Tensor, decimals: Int = 0) -> Tensor {
    raising(placeholder: a) {
      guard a.dtype.isInexact else {
        guard decimals >= 0 else {
          throw JAXError(
            .argument, "jnp.round", found: "\(decimals) decimals of integers.",
            expected: "0 decimals or more", remedy: "convert to a floating dtype first.")
        }
        return a
      }
      guard !a.dtype.isComplex else {
        return lax.complex(round(lax.real(a), decimals), round(lax.imag(a), decimals))
      }
      guard decimals != 0 else { return lax.round(a, .toNearestEven) }
      let wide = a.dtype.bitWidth < 32 ? lax.convertElementType(a, .float32) : a
      let digits = Swift.min(decimals.magnitude, 1000)
      let factor = (0..<digits).reduce(1.0) { power, _ in power * 10 }
      guard factor.isFinite else {
        throw JAXError(
          .argument, "jnp.round", found: "\(decimals) decimals.",
          expected: "decimals from -308 to 308")
      }
      let scale = Tensor(.float(decimals < 0 ? 1 / factor : factor), dtype: wide.dtype)
      let rounded = lax.div(lax.round(lax.mul(wide, scale), .toNearestEven), scale)
      return lax.convert(rounded, a.dtype, weakType: a.weakType)
    }
  }

  /// The real parts.
  ///
  /// - Source: `jax.numpy.real`.
  public static func real(_ val: Tensor) -> Tensor { val.dtype.isComplex ? lax.real(val) : val }

  /// The imaginary parts.
  ///
  /// - Source: `jax.numpy.imag`.
  public static func imag(_ val: Tensor) -> Tensor {
    val.dtype.isComplex ? lax.imag(val) : zerosLike(val)
  }

  /// The complex conjugates.
  ///
  /// - Source: `jax.numpy.conj`.
  public static func conj(_ x: Tensor) -> Tensor { x.dtype.isComplex ? lax.conj(x) : x }

  /// Element-wise larger of two; NaN if one is.
  ///
  /// - Source: `jax.numpy.maximum`.
  public static func maximum(_ x: Tensor, _ y: Tensor) -> Tensor {
    bindPromoted("jnp.maximum", x, y, lax.max)
  }

  /// Element-wise smaller of two; NaN if one is.
  ///
  /// - Source: `jax.numpy.minimum`.
  public static func minimum(_ x: Tensor, _ y: Tensor) -> Tensor {
    bindPromoted("jnp.minimum", x, y, lax.min)
  }

  /// The angle of the point (x2, x1).
  ///
  /// - Source: `jax.numpy.arctan2`.
  public static func arctan2(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.arctan2", x1, x2, inexact: true, lax.atan2)
  }

  /// Length of the hypotenuse of a right triangle with the given legs.
  ///
  /// - Source: `jax.numpy.hypot`.
  public static func hypot(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.hypot", x1, x2, inexact: true) { x, y in
      let (a, b) = (lax.abs(x), lax.abs(y))
      let zero = Tensor(.zero, dtype: a.dtype, weakType: a.weakType)
      let one = Tensor(.one, dtype: a.dtype, weakType: a.weakType)
      let infinity = Tensor(.float(.infinity), dtype: a.dtype, weakType: a.weakType)
      let (larger, smaller) = (lax.max(a, b), lax.min(a, b))
      let isZero = lax.eq(larger, zero)
      let ratio = lax.div(smaller, self.where(isZero, one, larger))
      let length = self.where(
        isZero, larger, lax.mul(larger, lax.sqrt(lax.add(one, lax.square(ratio)))))
      return self.where(lax.eq(a, infinity) .| lax.eq(b, infinity), infinity, length)
    }
  }

  /// Applies a function to two operands after promotion and broadcasting.
  static func bindPromoted(
    _ operation: String, _ x: Tensor, _ y: Tensor, inexact: Bool = false,
    _ function: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    if x.aval == y.aval && (!inexact || x.dtype.isInexact) { return function(x, y) }
    return raising(placeholder: x) {
      let promoted =
        try inexact
        ? promoteDTypesInexact([x, y], operation) : promoteDTypes([x, y], operation)
      let operands = try promoteShapes(promoted, operation)
      return function(operands[0], operands[1])
    }
  }
}
