// The operators on tensors, with NumPy's meaning: dtypes promote by JAX's lattice, shapes broadcast.
//
// Comparisons are spelled as those of SIMD vectors and give tensors, so `if x .> 0` does not compile.

precedencegroup ExponentiationPrecedence {
  associativity: right
  higherThan: MultiplicationPrecedence
}

infix operator ** : ExponentiationPrecedence
infix operator **= : AssignmentPrecedence

extension Tensor {
  /// Element-wise sum.
  ///
  /// - Source: `jax.numpy.add`.
  public static func + (x: Tensor, y: Tensor) -> Tensor {
    // The sum of booleans is their logical or, as in NumPy.
    if x.dtype == .bool && y.dtype == .bool { return x .| y }
    return arithmetic(x, y, { $0 + $1 }, { $0.addingReportingOverflow($1) })
      ?? bindPromoted(Add(), x, y, "+")
  }

  /// Element-wise difference.
  ///
  /// - Source: `jax.numpy.subtract`.
  public static func - (x: Tensor, y: Tensor) -> Tensor {
    arithmetic(x, y, { $0 - $1 }, { $0.subtractingReportingOverflow($1) })
      ?? bindPromoted(Sub(), x, y, "-")
  }

  /// Element-wise product.
  ///
  /// - Source: `jax.numpy.multiply`.
  public static func * (x: Tensor, y: Tensor) -> Tensor {
    if x.dtype == .bool && y.dtype == .bool { return x .& y }
    return arithmetic(x, y, { $0 * $1 }, { $0.multipliedReportingOverflow(by: $1) })
      ?? bindPromoted(Mul(), x, y, "*")
  }

  /// Element-wise quotient; integers become floating first.
  ///
  /// - Source: `jax.numpy.true_divide`.
  public static func / (x: Tensor, y: Tensor) -> Tensor {
    if let quotient = arithmetic(x, y, { $0 / $1 }) { return quotient }
    if x.aval == y.aval && x.dtype.isInexact { return bind(Div(), x, y) }
    let operands: [Tensor] = raising(placeholder: []) {
      try promoteShapes(try promoteDTypesInexact([x, y], "/"), "/")
    }
    guard operands.count == 2 else { return Tensor(Placeholder(x.aval)) }
    return bind(Div(), operands)[0]
  }

  /// Element-wise negation.
  public static prefix func - (x: Tensor) -> Tensor {
    // 0 − x would be 0 for 0, whose negative is −0.
    let number = arithmetic(-1, x, { $0 * $1 }, { $0.multipliedReportingOverflow(by: $1) })
    let result = number ?? lax.neg(x)
    result.content.markAsNegation()
    return result
  }

  /// Element-wise equality.
  ///
  /// - Source: `jax.numpy.equal`.
  public static func .== (x: Tensor, y: Tensor) -> Tensor { bindPromoted(Eq(), x, y, ".==") }
  /// Element-wise inequality.
  ///
  /// - Source: `jax.numpy.not_equal`.
  public static func .!= (x: Tensor, y: Tensor) -> Tensor { bindPromoted(Ne(), x, y, ".!=") }
  /// Element-wise less-than.
  ///
  /// - Source: `jax.numpy.less`.
  public static func .< (x: Tensor, y: Tensor) -> Tensor { bindPromoted(Lt(), x, y, ".<") }
  /// Element-wise less-or-equal.
  ///
  /// - Source: `jax.numpy.less_equal`.
  public static func .<= (x: Tensor, y: Tensor) -> Tensor { bindPromoted(Le(), x, y, ".<=") }
  /// Element-wise greater-than.
  ///
  /// - Source: `jax.numpy.greater`.
  public static func .> (x: Tensor, y: Tensor) -> Tensor { bindPromoted(Gt(), x, y, ".>") }
  /// Element-wise greater-or-equal.
  ///
  /// - Source: `jax.numpy.greater_equal`.
  public static func .>= (x: Tensor, y: Tensor) -> Tensor { bindPromoted(Ge(), x, y, ".>=") }

  /// Element-wise *and* of booleans, or of the bits of integers.
  ///
  /// - Source: `jax.numpy.bitwise_and`.
  public static func .& (x: Tensor, y: Tensor) -> Tensor { bindPromoted(And(), x, y, ".&") }
  /// Element-wise *or* of booleans, or of the bits of integers.
  ///
  /// - Source: `jax.numpy.bitwise_or`.
  public static func .| (x: Tensor, y: Tensor) -> Tensor { bindPromoted(Or(), x, y, ".|") }
  /// Element-wise *exclusive or* of booleans, or of the bits of integers.
  ///
  /// - Source: `jax.numpy.bitwise_xor`.
  public static func .^ (x: Tensor, y: Tensor) -> Tensor { bindPromoted(Xor(), x, y, ".^") }
  /// Element-wise *not* of booleans, or of the bits of integers.
  ///
  /// - Source: `jax.numpy.invert`.
  public static prefix func .! (x: Tensor) -> Tensor { bind(Not(), x) }

  /// Adds to the variable's value.
  public static func += (x: inout Tensor, y: Tensor) { x = x + y }
  /// Subtracts from the variable's value.
  public static func -= (x: inout Tensor, y: Tensor) { x = x - y }
  /// Multiplies the variable's value.
  public static func *= (x: inout Tensor, y: Tensor) { x = x * y }
  /// Divides the variable's value.
  public static func /= (x: inout Tensor, y: Tensor) { x = x / y }
}
