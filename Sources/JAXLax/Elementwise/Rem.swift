// The remainder of division.

extension lax {
  /// Element-wise remainder of division rounded towards zero: it has the sign of x.
  ///
  ///     lax.rem([5, -5], [3, 3])                          // [2, -2]
  ///
  /// dz = dx − trunc(x/y) · dy
  ///
  /// - Source: `jax.lax.rem`; StableHLO `remainder`.
  public static func rem(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Rem(), x, y) }
}

struct Rem: DifferentiableBinary {
  static let name = "rem"
  static let operation = "stablehlo.remainder"
  static let accepts = DTypeSet.real

  func tangent(dx: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor { dx }

  func tangent(dy: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor {
    let quotient = lax.div(x, y)
    let truncated = lax.mul(lax.sign(quotient), lax.floor(lax.abs(quotient)))
    return lax.mul(lax.neg(dy), truncated)
  }
}
