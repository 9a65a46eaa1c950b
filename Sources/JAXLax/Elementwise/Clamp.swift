// Limiting numbers to a range.

import StableHLO

extension lax {
  /// Element-wise x limited to the range from `min` to `max`.
  ///
  ///     lax.clamp(0.0, [-1.0, 0.5, 2.0], 1.0)             // [0, 0.5, 1]
  ///
  /// The derivative follows x strictly inside the range, and the bound that is the result outside; at ties it is 0.
  ///
  /// - Source: `jax.lax.clamp`; StableHLO `clamp`.
  public static func clamp(_ min: Tensor, _ x: Tensor, _ max: Tensor) -> Tensor {
    bind(Clamp(), min, x, max)
  }
}

struct Clamp: Elementwise {
  static let name = "clamp"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try checkEqualDTypes(dtypes, Self.userName)
    try DTypeSet.anyButKeys.check(dtypes[0], Self.userName)
    return dtypes[0]
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.elementwise("stablehlo.clamp", operands)
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let (low, x, high) = (primals[0], primals[1], primals[2])
      let result = bind(self, primals)[0]
      let zero = constant(0, like: x)
      func masked(_ tangent: Tensor?, _ condition: () -> Tensor) -> Tensor? {
        tangent.map { broadcastTangent(lax.select(condition(), $0, zero), to: result) }
      }
      let fromLow = masked(tangents[0]) { lax.bitwiseAnd(lax.gt(low, x), lax.lt(low, high)) }
      let fromX = masked(tangents[1]) { lax.bitwiseAnd(lax.gt(x, low), lax.lt(x, high)) }
      let fromHigh = masked(tangents[2]) { lax.lt(high, x) }
      return ([result], [addTangents(addTangents(fromLow, fromX), fromHigh)])
    }
  }
}
