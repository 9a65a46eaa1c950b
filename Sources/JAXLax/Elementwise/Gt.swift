// Greater than.

extension lax {
  /// Element-wise x > y.
  ///
  /// - Source: `jax.lax.gt`; StableHLO `compare`.
  public static func gt(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Gt(), x, y) }
}

struct Gt: Comparison {
  static let name = "gt"
  static let direction = "GT"
  static let accepts = DTypeSet.ordered
}
