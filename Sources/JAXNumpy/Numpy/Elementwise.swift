// Functions of each element, and of pairs of elements.
//
// Source: jax/_src/numpy/ufuncs.py.

import JAXTransforms

extension jnp {
  /// Applies a function of floating or complex numbers; integers and booleans become floating first.
  private static func inexact(_ x: Tensor, _ operation: String, _ function: (Tensor) -> Tensor)
    -> Tensor
  {
    x.dtype.isInexact
      ? function(x) : function(lax.convert(x, x.dtype.inexact, weakType: x.weakType))
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
    inexact(x, "jnp.exp2") {
      lax.exp(lax.mul($0, Tensor(.float(0.6931471805599453), dtype: $0.dtype)))
    }
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

  /// Element-wise nearest integer, ties to even.
  ///
  /// - Source: `jax.numpy.round`.
  public static func round(_ x: Tensor) -> Tensor {
    x.dtype.isFloating ? lax.round(x, .toNearestEven) : x
  }

  /// Whether each element is not a number.
  ///
  /// - Source: `jax.numpy.isnan`.
  public static func isnan(_ x: Tensor) -> Tensor { lax.ne(x, x) }

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

  /// The real parts.
  ///
  /// - Source: `jax.numpy.real`.
  public static func real(_ x: Tensor) -> Tensor { x.dtype.isComplex ? lax.real(x) : x }

  /// The imaginary parts.
  ///
  /// - Source: `jax.numpy.imag`.
  public static func imag(_ x: Tensor) -> Tensor { x.dtype.isComplex ? lax.imag(x) : zerosLike(x) }

  /// The complex conjugates.
  ///
  /// - Source: `jax.numpy.conj`.
  public static func conj(_ x: Tensor) -> Tensor { x.dtype.isComplex ? lax.conj(x) : x }

  /// Element-wise *not* of truth values.
  ///
  /// - Source: `jax.numpy.logical_not`.
  public static func logicalNot(_ x: Tensor) -> Tensor { .!lax.convertElementType(x, .bool) }

  /// Element-wise *and* of truth values.
  ///
  /// - Source: `jax.numpy.logical_and`.
  public static func logicalAnd(_ x: Tensor, _ y: Tensor) -> Tensor {
    lax.convertElementType(x, .bool) .& lax.convertElementType(y, .bool)
  }

  /// Element-wise *or* of truth values.
  ///
  /// - Source: `jax.numpy.logical_or`.
  public static func logicalOr(_ x: Tensor, _ y: Tensor) -> Tensor {
    lax.convertElementType(x, .bool) .| lax.convertElementType(y, .bool)
  }

  /// Element-wise *exclusive or* of truth values.
  ///
  /// - Source: `jax.numpy.logical_xor`.
  public static func logicalXor(_ x: Tensor, _ y: Tensor) -> Tensor {
    lax.convertElementType(x, .bool) .^ lax.convertElementType(y, .bool)
  }

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
      let (larger, smaller) = (lax.max(a, b), lax.min(a, b))
      let isZero = lax.eq(larger, Tensor(.zero, dtype: larger.dtype))
      let safe = self.where(isZero, 1, larger)
      let ratio = lax.div(smaller, safe)
      return lax.mul(
        larger, lax.sqrt(lax.add(Tensor(.one, dtype: larger.dtype), lax.square(ratio))))
    }
  }

  /// log(exp x1 + exp x2), without overflow.
  ///
  /// - Source: `jax.numpy.logaddexp`.
  public static func logaddexp(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.logaddexp", x1, x2, inexact: true) { x, y in
      let larger = lax.max(x, y)
      let delta = lax.sub(x, y)
      return self.where(
        isnan(delta), lax.add(x, y), lax.add(larger, lax.log1p(lax.exp(lax.neg(lax.abs(delta))))))
    }
  }

  /// Element-wise power.
  ///
  /// - Source: `jax.numpy.power`.
  ///
  /// A bare integer exponent is an integer power; other integer exponents of integers must not be negative.
  public static func power(_ x1: Tensor, _ x2: Tensor) -> Tensor { x1 ** x2 }

  /// The remainder with the sign of the divisor.
  ///
  /// - Source: `jax.numpy.remainder`.
  public static func remainder(_ x1: Tensor, _ x2: Tensor) -> Tensor { x1 % x2 }

  /// The remainder with the sign of the dividend.
  ///
  /// - Source: `jax.numpy.fmod`.
  public static func fmod(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.fmod", x1, x2, lax.rem)
  }

  /// The largest integer no larger than the quotient.
  ///
  /// - Source: `jax.numpy.floor_divide`.
  public static func floorDivide(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.floorDivide", x1, x2) { x, y in
      if x.dtype.isUnsignedInteger { return lax.div(x, y) }
      if x.dtype.isInteger {
        let quotient = lax.div(x, y)
        let mustLower =
          lax.ne(lax.sign(x), lax.sign(y)) .& lax.ne(lax.rem(x, y), Tensor(.zero, dtype: x.dtype))
        return self.where(mustLower, lax.sub(quotient, Tensor(.one, dtype: x.dtype)), quotient)
      }
      let remainder = x % y
      return lax.round(lax.div(lax.sub(x, remainder), y), .toNearestEven)
    }
  }

  /// Applies a function to two operands after promotion and broadcasting.
  private static func bindPromoted(
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

extension Tensor {
  /// Element-wise power.
  ///
  /// - Source: `jax.numpy.power`.
  public static func ** (x: Tensor, y: Tensor) -> Tensor {
    if let exponent = y.content as? HostScalar, exponent.aval.weakType,
      case .int(let n) = exponent.value,
      x.dtype != .bool
    {
      return lax.integerPow(x, Int(n))
    }
    return raising(placeholder: x) {
      let operands = try promoteShapes(try promoteDTypes([x, y], "**"), "**")
      if operands[0].dtype.isInteger || operands[0].dtype == .bool {
        return integerPower(operands[0], operands[1])
      }
      return lax.pow(operands[0], operands[1])
    }
  }

  /// Raises the variable's value to a power.
  public static func **= (x: inout Tensor, y: Tensor) { x = x ** y }

  /// The remainder with the sign of the divisor.
  ///
  /// - Source: `jax.numpy.remainder`.
  public static func % (x: Tensor, y: Tensor) -> Tensor {
    raising(placeholder: x) {
      let operands = try promoteShapes(try promoteDTypes([x, y], "%"), "%")
      let (dividend, divisor) = (operands[0], operands[1])
      let remainder = lax.rem(dividend, divisor)
      if dividend.dtype.isUnsignedInteger { return remainder }
      let zero = Tensor(.zero, dtype: dividend.dtype)
      let mustShift =
        lax.ne(remainder, zero) .& lax.ne(lax.lt(remainder, zero), lax.lt(divisor, zero))
      return jnp.where(mustShift, lax.add(remainder, divisor), remainder)
    }
  }

  /// x^y of integers by squaring over the bits of y.
  private static func integerPower(_ x: Tensor, _ y: Tensor) -> Tensor {
    let shape = lax.mul(x, y).shape
    let zero = Tensor(.zero, dtype: x.dtype)
    let one = Tensor(.one, dtype: x.dtype)
    var base = jnp.broadcastTo(x, shape)
    var exponent = jnp.broadcastTo(y, shape)
    var result = lax.full(shape, 1, dtype: x.dtype)
    for _ in 0..<x.dtype.bitWidth {
      let isOdd = lax.ne(lax.bitwiseAnd(exponent, one), zero)
      result = lax.selectN(isOdd, [result, lax.mul(result, base)])
      base = lax.mul(base, base)
      exponent = lax.shiftRightLogical(exponent, one)
    }
    return result
  }
}
