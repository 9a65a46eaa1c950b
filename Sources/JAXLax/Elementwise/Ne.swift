// Inequality.

extension lax {
  /// Element-wise x ≠ y; NaN differs from everything.
  ///
  /// - Source: `jax.lax.ne`; StableHLO `compare`.
  public static func ne(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Ne(), x, y) }
}

struct Ne: Comparison {
  static let name = "ne"
  static let direction = "NE"
  static let accepts = DTypeSet.any
}
