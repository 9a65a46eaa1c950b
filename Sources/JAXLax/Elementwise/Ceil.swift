// Rounding up.

extension lax {
  /// Element-wise smallest integer that is not smaller.
  ///
  /// The derivative is 0.
  ///
  /// - Source: `jax.lax.ceil`; StableHLO `ceil`.
  public static func ceil(_ x: Tensor) -> Tensor { bind(Ceil(), x) }
}

struct Ceil: ElementwiseUnary {
  static let name = "ceil"
  static let operation = "stablehlo.ceil"
  static let accepts = DTypeSet.floating

  var derivative: DerivativeRule { .zero }
}
