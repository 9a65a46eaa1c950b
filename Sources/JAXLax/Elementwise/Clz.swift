// The number of leading zero bits.

extension lax {
  /// Element-wise number of bits that are 0 before the first 1.
  ///
  ///     lax.clz([0, 1, 7])                                // [32, 31, 29]
  ///
  /// - Source: `jax.lax.clz`; StableHLO `count_leading_zeros`.
  public static func clz(_ x: Tensor) -> Tensor { bind(Clz(), x) }
}

struct Clz: ElementwiseUnary {
  static let name = "clz"
  static let operation = "stablehlo.count_leading_zeros"
  static let accepts = DTypeSet.integer

  var derivative: DerivativeRule { .zero }
}
