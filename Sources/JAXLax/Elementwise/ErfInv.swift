// The inverse of the error function.

extension lax {
  /// Element-wise inverse of the error function, on (−1, 1).
  ///
  /// dy = √π/2 · e^(y²) · dx
  ///
  /// - Source: `jax.lax.erf_inv`; CHLO `erf_inv`.
  public static func erfInv(_ x: Tensor) -> Tensor { bind(ErfInv(), x) }
}

struct ErfInv: DifferentiableUnary {
  static let name = "erf_inv"
  static let operation = "chlo.erf_inv"
  static let accepts = DTypeSet.floating

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(
      constant(Double.pi.squareRoot() / 2, like: x),
      lax.mul(dx, lax.exp(lax.square(y))))
  }
}
