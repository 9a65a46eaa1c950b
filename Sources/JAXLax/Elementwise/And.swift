// Logical and bitwise and.

extension lax {
  /// Element-wise *and* of booleans, or of the bits of integers.
  ///
  /// - Source: `jax.lax.bitwise_and`; StableHLO `and`.
  public static func bitwiseAnd(_ x: Tensor, _ y: Tensor) -> Tensor { bind(And(), x, y) }
}

struct And: ElementwiseBinary {
  static let name = "and"
  static let userName = "bitwiseAnd"
  static let operation = "stablehlo.and"
  static let accepts = DTypeSet.integerOrBool

  var derivative: DerivativeRule { .zero }
}
