// Logical and bitwise or.

extension lax {
  /// Element-wise *or* of booleans, or of the bits of integers.
  ///
  /// - Source: `jax.lax.bitwise_or`; StableHLO `or`.
  public static func bitwiseOr(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Or(), x, y) }
}

struct Or: ElementwiseBinary {
  static let name = "or"
  static let userName = "bitwiseOr"
  static let operation = "stablehlo.or"
  static let accepts = DTypeSet.integerOrBool

  var derivative: DerivativeRule { .zero }
}
