// Addition.

extension lax {
  /// Element-wise sum of two arrays of one dtype.
  ///
  /// - Source: `jax.lax.add`; StableHLO `add`.
  public static func add(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Add(), x, y) }
}

struct Add: ElementwiseBinary {
  static let name = "add"
  static let operation = "stablehlo.add"
  static let accepts = DTypeSet.numeric

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let z = bind(self, primals)[0]
        guard let dx = tangents[0] else {
          return ([z], [tangents[1].map { broadcastTangent($0, to: z) }])
        }
        guard let dy = tangents[1] else { return ([z], [broadcastTangent(dx, to: z)]) }
        return ([z], [dx.shape == dy.shape ? bind(AddAny(), dx, dy) : lax.add(dx, dy)])
      },
      transpose: { cotangents, operands in
        operands.map { operand in
          operand.isLinear ? cotangents[0].map { unbroadcast($0, to: operand.aval) } : nil
        }
      })
  }
}
