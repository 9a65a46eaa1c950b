// The modified Bessel function of order 1.

extension lax {
  /// Element-wise exponentially scaled modified Bessel function of order 1, e^(−|x|) I₁(x).
  ///
  /// dy = (i0e(x) − y · (sgn x + 1/x)) · dx, and ½ · dx at 0.
  ///
  /// - Source: `jax.lax.bessel_i1e`; CHLO `bessel_i1e`.
  public static func besselI1e(_ x: Tensor) -> Tensor { bind(BesselI1e(), x) }
}

struct BesselI1e: DifferentiableUnary {
  static let name = "bessel_i1e"
  static let operation = "chlo.bessel_i1e"
  static let accepts = DTypeSet.floating

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    let eps = constant(x.dtype.finfo?.eps ?? 0, like: x)
    let isNotTiny = lax.gt(lax.abs(x), eps)
    let safe = lax.select(isNotTiny, x, eps)
    let slope = lax.sub(
      lax.besselI0e(safe), lax.mul(y, lax.add(lax.sign(safe), lax.reciprocal(safe))))
    return lax.mul(dx, lax.select(isNotTiny, slope, constant(0.5, like: x)))
  }
}
