// The error function.

extension lax {
  /// Element-wise error function, 2/√π ∫₀ˣ e^(−t²) dt.
  ///
  /// dy = 2/√π · e^(−x²) · dx
  ///
  /// - Source: `jax.lax.erf`; CHLO `erf`.
  public static func erf(_ x: Tensor) -> Tensor { bind(Erf(), x) }
}

struct Erf: DifferentiableUnary {
  static let name = "erf"
  static let operation = "chlo.erf"
  static let accepts = DTypeSet.floating

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(
      constant(2 / Double.pi.squareRoot(), like: x),
      lax.mul(dx, lax.exp(lax.neg(lax.square(x)))))
  }
}
