// Subtraction.

extension lax {
  /// Element-wise difference of two arrays of one dtype.
  ///
  /// d(x − y) = dx − dy
  ///
  /// - Source: `jax.lax.sub`; StableHLO `subtract`.
  public static func sub(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Sub(), x, y) }
}

struct Sub: ElementwiseBinary {
  static let name = "sub"
  static let operation = "stablehlo.subtract"
  static let accepts = DTypeSet.numeric

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let z = bind(self, primals)[0]
        guard let dx = tangents[0] else {
          return ([z], [tangents[1].map { broadcastTangent(lax.neg($0), to: z) }])
        }
        guard let dy = tangents[1] else { return ([z], [broadcastTangent(dx, to: z)]) }
        return ([z], [lax.sub(dx, dy)])
      },
      transpose: { cotangents, operands in
        guard let cotangent = cotangents[0] else { return [nil, nil] }
        let (x, y) = (operands[0], operands[1])
        return [
          x.isLinear ? unbroadcast(cotangent, to: x.aval) : nil,
          y.isLinear ? unbroadcast(lax.neg(cotangent), to: y.aval) : nil,
        ]
      })
  }
}
