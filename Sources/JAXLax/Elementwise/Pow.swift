// Powers with array exponents.

import StableHLO

extension lax {
  /// Element-wise x to the power y; the exponent may be of an integer dtype.
  ///
  ///     lax.pow([2.0, 9.0], [3.0, 0.5])                   // [8, 3]
  ///
  /// dz = y · x^(y−1) · dx + log x · z · dy
  ///
  /// Where x is 0 the second term is 0; where y is the integer 0 the first is.
  ///
  /// - Source: `jax.lax.pow`; StableHLO `power`.
  public static func pow(_ x: Tensor, _ y: Tensor) -> Tensor { bind(Pow(), x, y) }
}

struct Pow: Elementwise {
  static let name = "pow"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    let (base, exponent) = (dtypes[0], dtypes[1])
    guard base.isInexact && (exponent.isInteger || exponent == base) else {
      throw JAXError(
        .dtype, Self.userName, found: "operands of dtypes \(base) and \(exponent).",
        expected:
          "a base that is floating or complex, and an exponent of its dtype or an integer one",
        remedy: "convert them first, or use lax.integerPow for a fixed integer exponent.")
    }
    return base
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    let exponent = context.convert(operands[1], to: output.dtype.elementType)
    return context.elementwise("stablehlo.power", [operands[0], exponent])
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let (x, y) = (primals[0], primals[1])
      let z = bind(self, x, y)
      let fromX = tangents[0].map { broadcastTangent(lax.mul($0, slope(x, y)), to: z) }
      let fromY = tangents[1].map {
        broadcastTangent(lax.mul($0, lax.mul(lax.log(replacingZeros(x)), z)), to: z)
      }
      return ([z], [addTangents(fromX, fromY)])
    }
  }

  /// ∂z/∂x.
  private func slope(_ x: Tensor, _ y: Tensor) -> Tensor {
    let exponent = lax.convertElementType(y, x.dtype)
    let power = lax.pow(x, lax.sub(exponent, constant(1, like: x)))
    guard y.dtype.isInteger else { return lax.mul(exponent, power) }
    // x⁰ has slope 0 even where x⁻¹ is infinite.
    let zero = constant(0, like: x)
    return lax.select(
      lax.eq(exponent, zero), zero, lax.mul(replacingZeros(exponent), power))
  }
}
