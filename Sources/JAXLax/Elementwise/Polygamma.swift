// The derivatives of the digamma function.

extension lax {
  /// Element-wise polygamma function ψ⁽ᵐ⁾(x), the m-th derivative of the digamma function.
  ///
  ///     lax.polygamma([1.0], [1.0])                       // [π²/6]
  ///
  /// dz = ψ⁽ᵐ⁺¹⁾(x) · dx; there is no derivative with respect to m.
  ///
  /// - Source: `jax.lax.polygamma`; CHLO `polygamma`.
  public static func polygamma(_ m: Tensor, _ x: Tensor) -> Tensor { bind(Polygamma(), m, x) }
}

struct Polygamma: ElementwiseBinary {
  static let name = "polygamma"
  static let operation = "chlo.polygamma"
  static let accepts = DTypeSet.floating

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let (m, x) = (primals[0], primals[1])
      try requireConstant(tangents[0], "order m", Self.userName)
      let z = bind(self, m, x)
      let slope = lax.polygamma(lax.add(m, constant(1, like: m)), x)
      return ([z], [tangents[1].map { broadcastTangent(lax.mul($0, slope), to: z) }])
    }
  }
}

/// Refuses a tangent of an operand that an operation has no derivative with respect to.
func requireConstant(_ tangent: Tensor?, _ operand: String, _ operation: String) throws {
  guard tangent != nil else { return }
  throw JAXError(
    .differentiation, operation,
    found: "there is no derivative with respect to the \(operand).",
    expected: "an operand that is not differentiated",
    remedy: "apply lax.stopGradient to it if its derivative is not wanted.")
}
