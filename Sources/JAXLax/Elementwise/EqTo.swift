// Equality in the total order of floating numbers.

extension lax {
  /// Element-wise equality in IEEE 754's total order: NaN equals itself, −0 differs from 0.
  package static func eqTo(_ x: Tensor, _ y: Tensor) -> Tensor { bind(EqTo(), x, y) }
}

struct EqTo: Comparison {
  static let name = "eq_to"
  static let direction = "EQ"
  static let isTotalOrder = true
  static let accepts = DTypeSet.anyButKeys
}
