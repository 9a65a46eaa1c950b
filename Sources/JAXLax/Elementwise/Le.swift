// Less than or equal.

extension lax {
  /// Element-wise x ≤ y.
  ///
  /// - Source: `jax.lax.le`; StableHLO `compare`.
  public static func le(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Le(), x, y) }
}

struct Le: Comparison {
  static let name = "le"
  static let direction = "LE"
  static let accepts = DTypeSet.ordered
}
