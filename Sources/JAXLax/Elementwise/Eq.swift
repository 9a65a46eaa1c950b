// Equality.

extension lax {
  /// Element-wise x = y; keys are equal if their words are.
  ///
  /// - Source: `jax.lax.eq`; StableHLO `compare`.
  public static func eq(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Eq(), x, y) }
}

struct Eq: Comparison {
  static let name = "eq"
  static let direction = "EQ"
  static let accepts = DTypeSet.any
}
