// The smaller of two numbers.

extension lax {
  /// Element-wise smaller number, NaN if one is; complex numbers are compared as pairs.
  ///
  /// The derivative follows the smaller operand, and is shared by halves where both are equal.
  ///
  /// - Source: `jax.lax.min`; StableHLO `minimum`.
  public static func min(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Min(), x, y) }
}

struct Min: Extremum {
  static let name = "min"
  static let operation = "stablehlo.minimum"
  static let direction = "LT"
}
