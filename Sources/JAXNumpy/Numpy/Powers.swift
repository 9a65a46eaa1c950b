// Powers, remainders and quotients without remainder.
//
// The operator `**` binds more tightly than the sign in front of a number, but `-x ** 2` is `(-x) ** 2`: in Swift a
// prefix operator comes before every infix one, unlike in Python.
// Source: jax/_src/numpy/ufuncs.py; Knuth, TAOCP vol. 2, 4.6.3, powers by squaring.

import JAXTransforms
import Synchronization

extension jnp {
  /// Element-wise power.
  ///
  /// - Source: `jax.numpy.power`.
  ///
  /// A bare integer exponent is an integer power; other integer exponents of integers must not be negative.
  public static func power(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    if let power = arithmetic(x1, x2, { $0 ** $1 }, Tensor.wholePower) { return power }
    if x2.weakType, case .int(let n)? = x2.literalValue, x1.dtype != .bool {
      return lax.integerPow(x1, Int(n))
    }
    return raising(placeholder: x1) {
      // A floating base takes integer exponents as they are.
      let takesAsIs = x1.dtype.isInexact && x2.dtype.isInteger
      let operands = try promoteShapes(takesAsIs ? [x1, x2] : promoteDTypes([x1, x2], "**"), "**")
      if operands[0].dtype.isInteger || operands[0].dtype == .bool {
        return Tensor.integerPower(operands[0], operands[1])
      }
      return lax.pow(operands[0], operands[1])
    }
  }

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
        return self.where(
          mustLower, lax.sub(quotient, Tensor(.one, dtype: x.dtype, weakType: x.weakType)), quotient
        )
      }
      let zero = Tensor(.zero, dtype: x.dtype, weakType: x.weakType)
      let one = Tensor(.one, dtype: x.dtype, weakType: x.weakType)
      let remainder = lax.rem(x, y)
      // Where y is 0 the quotient is infinite, not the rest of x.
      let multiple = self.where(lax.eq(y, zero), x, lax.sub(x, remainder))
      let quotient = lax.div(multiple, y)
      let mustLower = lax.ne(remainder, zero) .& lax.ne(lax.sign(y), lax.sign(remainder))
      return lax.round(self.where(mustLower, lax.sub(quotient, one), quotient))
    }
  }

  /// Element-wise power, in floating point.
  ///
  /// - Source: `jax.numpy.float_power`.
  public static func floatPower(_ x: Tensor, _ y: Tensor) -> Tensor {
    bindPromoted("jnp.floatPower", x, y, inexact: true, lax.pow)
  }
}

extension Tensor {
  /// Element-wise power.
  ///
  /// Swift reads `-x ** 2` as `(-x) ** 2`, where Python and mathematics read `-(x ** 2)`; a power of what `-` just made
  /// prints a warning, once. Write `-(x ** 2)`, or `jnp.power(-x, 2)` where that is meant.
  ///
  /// - Source: `jax.numpy.power`.
  public static func ** (x: Tensor, y: Tensor) -> Tensor {
    if x.content.isNegation { warnOfNegatedBase(y) }
    return jnp.power(x, y)
  }

  /// Raises the variable's value to a power.
  public static func **= (x: inout Tensor, y: Tensor) { x = jnp.power(x, y) }

  /// The remainder with the sign of the divisor.
  ///
  /// - Source: `jax.numpy.remainder`.
  public static func % (x: Tensor, y: Tensor) -> Tensor {
    if let remainder = arithmetic(x, y, realRemainder, wholeRemainder) { return remainder }
    return raising(placeholder: x) {
      let operands = try promoteShapes(try promoteDTypes([x, y], "%"), "%")
      let dividend = operands[0]
      var divisor = operands[1]
      let isKnownNonzero = divisor.literalValue?.isTrue ?? false
      if divisor.dtype.isInteger && !isKnownNonzero {
        // The remainder of integers divided by 0 is 0, on every device.
        let type = (dtype: divisor.dtype, weak: divisor.weakType)
        divisor = jnp.where(
          lax.eq(divisor, Tensor(.zero, dtype: type.dtype)),
          Tensor(.one, dtype: type.dtype, weakType: type.weak), divisor)
      }
      let remainder = lax.rem(dividend, divisor)
      if dividend.dtype.isUnsignedInteger { return remainder }
      let zero = Tensor(.zero, dtype: dividend.dtype)
      let mustShift =
        lax.ne(remainder, zero) .& lax.ne(lax.lt(remainder, zero), lax.lt(divisor, zero))
      return jnp.where(mustShift, lax.add(remainder, divisor), remainder)
    }
  }

  /// x^y of whole numbers; none where y is negative, or the power too large.
  fileprivate static func wholePower(_ x: Int64, _ y: Int64) -> (
    partialValue: Int64, overflow: Bool
  ) {
    guard y >= 0 else { return (0, true) }
    var (result, square, rest, isTooLarge) = (Int64(1), x, y, false)
    while rest > 0, !isTooLarge {
      if rest & 1 == 1 { (result, isTooLarge) = result.multipliedReportingOverflow(by: square) }
      rest >>= 1
      if rest > 0, !isTooLarge {
        (square, isTooLarge) = square.multipliedReportingOverflow(by: square)
      }
    }
    return (result, isTooLarge)
  }

  /// The remainder of whole numbers with the sign of the divisor; none where that is 0.
  private static func wholeRemainder(_ x: Int64, _ y: Int64) -> (
    partialValue: Int64, overflow: Bool
  ) {
    guard y != 0 else { return (0, true) }
    let (remainder, isTooLarge) = x.remainderReportingOverflow(dividingBy: y)
    return (remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder, isTooLarge)
  }

  /// The remainder of numbers with the sign of the divisor.
  private static func realRemainder(_ x: Double, _ y: Double) -> Double {
    let remainder = x.truncatingRemainder(dividingBy: y)
    return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder
  }

  /// x^y of integers by squaring over the bits of y.
  fileprivate static func integerPower(_ x: Tensor, _ y: Tensor) -> Tensor {
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

private let hasWarnedOfNegatedBase = Atomic(false)

/// Warns, once, that `-x ** y` is not what it is in Python; odd powers are the same in both.
private func warnOfNegatedBase(_ exponent: Tensor) {
  if case .int(let n)? = exponent.literalValue, n % 2 != 0 { return }
  guard !hasWarnedOfNegatedBase.exchange(true, ordering: .relaxed) else { return }
  let warning = JAXError(
    .argument, "**", found: "a negated base: -x ** y is (-x) ** y in Swift.",
    expected: "-(x ** y), as Python reads it",
    remedy: "write -(x ** y), or jnp.power(-x, y) where that is meant.")
  writeToStandardError("warning: \(warning)")
}
