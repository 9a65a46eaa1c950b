// Greater than or equal.

extension lax {
  /// Element-wise x ≥ y.
  ///
  /// - Source: `jax.lax.ge`; StableHLO `compare`.
  public static func ge(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Ge(), x, y) }
}

struct Ge: Comparison {
  static let name = "ge"
  static let direction = "GE"
  static let accepts = DTypeSet.ordered
}
