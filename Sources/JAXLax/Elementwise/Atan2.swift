// The angle of a point.

extension lax {
  /// Element-wise angle of the point with abscissa `y` and ordinate `x`, from −π to π: the inverse tangent of x/y.
  ///
  ///     lax.atan2([1.0, 0.0], [0.0, -1.0])                // [π/2, π]
  ///
  /// dz = (y · dx − x · dy) / (x² + y²)
  ///
  /// - Source: `jax.lax.atan2`; StableHLO `atan2`.
  public static func atan2(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Atan2(), x, y) }
}

struct Atan2: DifferentiableBinary {
  static let name = "atan2"
  static let operation = "stablehlo.atan2"
  static let accepts = DTypeSet.inexact

  func tangent(dx: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor {
    lax.mul(dx, lax.div(y, squaredLength(x, y)))
  }

  func tangent(dy: Tensor, x: Tensor, y: Tensor, z: Tensor) -> Tensor {
    lax.mul(dy, lax.div(lax.neg(x), squaredLength(x, y)))
  }

  private func squaredLength(_ x: Tensor, _ y: Tensor) -> Tensor {
    lax.add(lax.square(x), lax.square(y))
  }
}
