// Rounding down.

extension lax {
  /// Element-wise largest integer that is not larger.
  ///
  /// The derivative is 0.
  ///
  /// - Source: `jax.lax.floor`; StableHLO `floor`.
  public static func floor(_ x: Tensor) -> Tensor { bind(Floor(), x) }
}

struct Floor: ElementwiseUnary {
  static let name = "floor"
  static let operation = "stablehlo.floor"
  static let accepts = DTypeSet.floating

  var derivative: DerivativeRule { .zero }
}
