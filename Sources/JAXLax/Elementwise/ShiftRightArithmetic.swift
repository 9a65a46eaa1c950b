// Shifts of bits to the right, which keep the sign.

extension lax {
  /// Element-wise x shifted right by y bits, with copies of the sign bit moving in.
  ///
  /// - Source: `jax.lax.shift_right_arithmetic`; StableHLO `shift_right_arithmetic`.
  public static func shiftRightArithmetic(_ x: Tensor, _ y: Tensor) -> Tensor {
    bind(ShiftRightArithmetic(), x, y)
  }
}

struct ShiftRightArithmetic: ElementwiseBinary {
  static let name = "shift_right_arithmetic"
  static let operation = "stablehlo.shift_right_arithmetic"
  static let accepts = DTypeSet.integer

  var derivative: DerivativeRule { .zero }
}
