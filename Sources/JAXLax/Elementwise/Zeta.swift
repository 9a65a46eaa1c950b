// The Hurwitz zeta function.

extension lax {
  /// Element-wise Hurwitz zeta function: the sum of (n + q)⁻ˣ over n ≥ 0.
  ///
  ///     lax.zeta([2.0], [1.0])                            // [π²/6]
  ///
  /// dz = −x · ζ(x + 1, q) · dq; there is no derivative with respect to x.
  ///
  /// - Source: `jax.lax.zeta`, which has no derivative; CHLO `zeta`.
  public static func zeta(_ x: Tensor, _ q: Tensor) -> Tensor { bind(Zeta(), x, q) }
}

struct Zeta: ElementwiseBinary {
  static let name = "zeta"
  static let operation = "chlo.zeta"
  static let accepts = DTypeSet.floating

  var derivative: Derivative {
    .jvp { primals, tangents in
      let (x, q) = (primals[0], primals[1])
      try requireConstant(tangents[0], "exponent x", Self.userName)
      let z = bind(self, x, q)
      let slope = lax.mul(lax.neg(x), lax.zeta(lax.add(x, constant(1, like: x)), q))
      return ([z], [tangents[1].map { broadcastTangent(lax.mul($0, slope), to: z) }])
    }
  }
}
