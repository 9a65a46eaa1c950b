// Shifts of bits to the left.

extension lax {
  /// Element-wise x shifted left by y bits; 0 if y is negative or at least the number of bits.
  ///
  /// - Source: `jax.lax.shift_left`; StableHLO `shift_left`.
  public static func shiftLeft(_ x: Tensor, _ y: Tensor) -> Tensor { bind(ShiftLeft(), x, y) }
}

struct ShiftLeft: ElementwiseBinary {
  static let name = "shift_left"
  static let operation = "stablehlo.shift_left"
  static let accepts = DTypeSet.integer

  var derivative: DerivativeRule { .zero }
}
