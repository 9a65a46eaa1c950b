// Logical and bitwise not.

extension lax {
  /// Element-wise *not* of booleans, or of the bits of integers.
  ///
  /// - Source: `jax.lax.bitwise_not`; StableHLO `not`.
  public static func bitwiseNot(_ x: Tensor) -> Tensor { bind(Not(), x) }
}

struct Not: ElementwiseUnary {
  static let name = "not"
  static let userName = "bitwiseNot"
  static let operation = "stablehlo.not"
  static let accepts = DTypeSet.integerOrBool

  var derivative: DerivativeRule { .zero }
}
