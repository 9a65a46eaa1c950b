// Less than or equal, in the total order of floating numbers.

extension lax {
  /// Element-wise x ≤ y in IEEE 754's total order: −NaN < −∞ < −0 < 0 < ∞ < NaN.
  package static func leTo(_ x: Tensor, _ y: Tensor) -> Tensor { bind(LeTo(), x, y) }
}

struct LeTo: Comparison {
  static let name = "le_to"
  static let direction = "LE"
  static let isTotalOrder = true
  static let accepts = DTypeSet.ordered
}
