// Shifts of bits to the right, with zeros moving in.

extension lax {
  /// Element-wise x shifted right by y bits, with zeros moving in.
  ///
  /// - Source: `jax.lax.shift_right_logical`; StableHLO `shift_right_logical`.
  public static func shiftRightLogical(_ x: Tensor, _ y: Tensor) -> Tensor {
    bind(ShiftRightLogical(), x, y)
  }
}

struct ShiftRightLogical: ElementwiseBinary {
  static let name = "shift_right_logical"
  static let operation = "stablehlo.shift_right_logical"
  static let accepts = DTypeSet.integer

  var derivative: DerivativeRule { .zero }
}
