// Multiplication.

import StableHLO

extension lax {
  /// Element-wise product of two arrays of one dtype; the logical *and* of booleans.
  ///
  /// d(xy) = dx · y + x · dy
  ///
  /// - Source: `jax.lax.mul`; StableHLO `multiply`.
  public static func mul(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Mul(), x, y) }
}

struct Mul: ElementwiseBinary {
  static let name = "mul"
  static let operation = "stablehlo.multiply"
  static let accepts = DTypeSet.anyButKeys

  var derivative: DerivativeRule {
    .bilinear { cotangents, operands in
      guard let cotangent = cotangents[0] else { return [nil, nil] }
      if let y = operands[1].known {
        return [unbroadcast(lax.mul(cotangent, y), to: operands[0].aval), nil]
      }
      guard let x = operands[0].known else {
        throw JAXError.internal("mul is transposed with respect to both operands.")
      }
      return [nil, unbroadcast(lax.mul(x, cotangent), to: operands[1].aval)]
    }
  }
}
