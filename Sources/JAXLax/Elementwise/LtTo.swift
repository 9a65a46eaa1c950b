// Less than, in the total order of floating numbers.

extension lax {
  /// Element-wise x < y in IEEE 754's total order: −NaN < −∞ < −0 < 0 < ∞ < NaN.
  package static func ltTo(_ x: Tensor, _ y: Tensor) -> Tensor { bind(LtTo(), x, y) }
}

struct LtTo: Comparison {
  static let name = "lt_to"
  static let direction = "LT"
  static let isTotalOrder = true
  static let accepts = DTypeSet.ordered
}
