// The larger of two numbers.

extension lax {
  /// Element-wise larger number, NaN if one is; complex numbers are compared as pairs.
  ///
  /// The derivative follows the larger operand, and is shared by halves where both are equal.
  ///
  /// - Source: `jax.lax.max`; StableHLO `maximum`.
  public static func max(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Max(), x, y) }
}

struct Max: Extremum {
  static let name = "max"
  static let operation = "stablehlo.maximum"
  static let direction = "GT"
}
