// Samples of functions with rules of their own and of rematerialised ones, whose rules are those of calculus.

import JAXCore
import JAXLax
import JAXTransforms

extension PrimitiveSamples {
  private static let vector: SampleOperand = .numbers(-1...1, [3])

  /// A rule is a function of the program that made it, so these primitives cannot be made from their parameters.
  private static let allButParameters = PrimitiveSample.Checks.all.subtracting(.parameters)

  private static let sineByJVP: @Sendable (Tensor, Tensor) -> Tensor = customJVP(
    { (x: Tensor, y: Tensor) in lax.mul(lax.sin(x), y) }
  ) { (primals: (Tensor, Tensor), tangents: (Tensor, Tensor)) in
    let (x, y) = primals
    let tangent = lax.add(
      lax.mul(tangents.0, lax.mul(lax.cos(x), y)), lax.mul(tangents.1, lax.sin(x)))
    return (lax.mul(lax.sin(x), y), tangent)
  }

  private static let sineByVJP: @Sendable (Tensor, Tensor) -> Tensor = customVJP(
    { (x: Tensor, y: Tensor) in lax.mul(lax.sin(x), y) },
    forward: { (x: Tensor, y: Tensor) in (lax.mul(lax.sin(x), y), (x, y)) },
    backward: { (residuals: (Tensor, Tensor), g: Tensor) in
      let (x, y) = residuals
      return (lax.mul(g, lax.mul(lax.cos(x), y)), lax.mul(g, lax.sin(x)))
    })

  private static let sequential: @Sendable (Tensor, Tensor) -> Tensor = sequentialVmap {
    (x: Tensor, y: Tensor) in lax.mul(lax.sin(x), y)
  }

  private static let layer: @Sendable (Tensor) -> Tensor = { x in
    lax.sin(checkpointName(lax.mul(x, lax.exp(x)), "product"))
  }

  static let customRules: [String: Maker] = [
    "custom_jvp_call": {
      [
        try PrimitiveSample("custom_jvp_call", of: [vector, vector], checks: allButParameters) {
          [sineByJVP($0[0], $0[1])]
        }
      ]
    },
    "custom_vjp_call": {
      [
        try PrimitiveSample("custom_vjp_call", of: [vector, vector], checks: allButParameters) {
          [sineByVJP($0[0], $0[1])]
        }
      ]
    },
    "custom_lin": {
      [
        try PrimitiveSample("custom_lin", of: [vector, vector, vector, vector]) {
          [jvp(sineByVJP, ($0[0], $0[1]), ($0[2], $0[3])).tangent]
        },
        try PrimitiveSample("custom_lin", of: [vector, vector], "with a program of its own") {
          [
            linearCall(
              { r, x in lax.mul(lax.exp(r), x) }, transpose: { r, y in lax.mul(y, lax.exp(r)) },
              $0[0], $0[1])
          ]
        },
      ]
    },
    "custom_linear_solve": {
      [
        try PrimitiveSample(
          "custom_linear_solve", of: [.numbers(1...2, [3]), .numbers(-1...1, [3])],
          // The solver's copy of the matrix is another operand; only that of the equation counts.
          checks: [.plain, .secondDerivatives], differentiated: [4]
        ) { operands in
          let matrix = lax.exp(operands[0])
          return [
            lax.customLinearSolve(
              { lax.mul(matrix, $0) }, operands[1], solve: { _, b in lax.div(b, matrix) },
              symmetric: true)
          ]
        }
      ]
    },
    "custom_vmap_call": {
      [
        try PrimitiveSample("custom_vmap_call", of: [vector, vector], checks: allButParameters) {
          [sequential($0[0], $0[1])]
        }
      ]
    },
    "name": {
      [try PrimitiveSample("name", of: [vector]) { [checkpointName($0[0], "a")] }]
    },
    "remat2": {
      try [nil, .everythingSaveable, .saveOnlyTheseNames("product")].map { policy in
        try PrimitiveSample(
          "remat2", of: [vector], checks: policy == nil ? .all : allButParameters
        ) {
          [checkpoint(layer, policy: policy)($0[0])]
        }
      }
    },
  ]
}
