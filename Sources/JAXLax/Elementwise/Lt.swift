// Less than.

extension lax {
  /// Element-wise x < y.
  ///
  /// - Source: `jax.lax.lt`; StableHLO `compare`.
  public static func lt(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Lt(), x, y) }
}

struct Lt: Comparison {
  static let name = "lt"
  static let direction = "LT"
  static let accepts = DTypeSet.ordered
}
