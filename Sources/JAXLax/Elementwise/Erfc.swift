// The complementary error function.

extension lax {
  /// Element-wise complementary error function, 1 − erf x, accurate where it is small.
  ///
  /// dy = −2/√π · e^(−x²) · dx
  ///
  /// - Source: `jax.lax.erfc`; CHLO `erfc`.
  public static func erfc(_ x: Tensor) -> Tensor { bind(Erfc(), x) }
}

struct Erfc: DifferentiableUnary {
  static let name = "erfc"
  static let operation = "chlo.erfc"
  static let accepts = DTypeSet.floating

  func tangent(_ dx: Tensor, x: Tensor, y: Tensor) -> Tensor {
    lax.mul(
      constant(-2 / Double.pi.squareRoot(), like: x),
      lax.mul(dx, lax.exp(lax.neg(lax.square(x)))))
  }
}
