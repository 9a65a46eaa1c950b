// Negation.

extension lax {
  /// Element-wise negation.
  ///
  /// - Source: `jax.lax.neg`; StableHLO `negate`.
  public static func neg(_ x: Tensor) -> Tensor { bind(Neg(), x) }
}

struct Neg: ElementwiseUnary {
  static let name = "neg"
  static let operation = "stablehlo.negate"
  static let accepts = DTypeSet.numeric

  var derivative: DerivativeRule { .linear { cotangents, _ in [cotangents[0].map(lax.neg)] } }
}
