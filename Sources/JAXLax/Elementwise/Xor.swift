// Logical and bitwise exclusive or.

extension lax {
  /// Element-wise *exclusive or* of booleans, or of the bits of integers.
  ///
  /// - Source: `jax.lax.bitwise_xor`; StableHLO `xor`.
  public static func bitwiseXor(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Xor(), x, y) }
}

struct Xor: ElementwiseBinary {
  static let name = "xor"
  static let userName = "bitwiseXor"
  static let operation = "stablehlo.xor"
  static let accepts = DTypeSet.integerOrBool

  var derivative: DerivativeRule { .zero }
}
