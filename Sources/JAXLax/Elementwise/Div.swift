// Division.

extension lax {
  /// Element-wise quotient of two arrays of one dtype; that of integers is rounded towards zero.
  ///
  /// d(x/y) = dx / y − x · dy / y²
  ///
  /// - Source: `jax.lax.div`; StableHLO `divide`.
  public static func div(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Div(), x, y) }

  /// Element-wise 1/x.
  ///
  /// - Source: `jax.lax.reciprocal`.
  public static func reciprocal(_ x: Tensor) -> Tensor { integerPow(x, -1) }
}

struct Div: ElementwiseBinary {
  static let name = "div"
  static let operation = "stablehlo.divide"
  static let accepts = DTypeSet.numeric

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let (x, y) = (primals[0], primals[1])
        let z = bind(self, x, y)
        let fromX = tangents[0].map { broadcastTangent(lax.div($0, y), to: z) }
        let fromY = tangents[1].map {
          broadcastTangent(lax.mul(lax.mul(lax.neg($0), x), lax.integerPow(y, -2)), to: z)
        }
        return ([z], [addTangents(fromX, fromY)])
      },
      transpose: { cotangents, operands in
        guard let cotangent = cotangents[0] else { return [nil, nil] }
        guard let y = operands[1].known else {
          throw JAXError.internal("div is transposed with respect to the divisor.")
        }
        return [unbroadcast(lax.div(cotangent, y), to: operands[0].aval), nil]
      })
  }
}
