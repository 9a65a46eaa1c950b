// Samples of choices and loops, and of the passes through loops that their derivatives record.

import JAXCore
import JAXLax
import JAXTransforms

extension PrimitiveSamples {
  private static let vector: SampleOperand = .numbers(-1...1, [2])

  /// A number of each example.
  private static func index(_ values: [Int]) -> SampleOperand {
    SampleOperand { Tensor([values[$0]], shape: [], dtype: .int32) }
  }

  /// x ← sin(x · w) n times, where n is known only when the program runs.
  private static func loop(_ x: Tensor, _ w: Tensor, _ n: Tensor) -> Tensor {
    lax.whileLoop(
      { (i: Tensor, _: Tensor) in lax.lt(i, n) },
      { (i: Tensor, x: Tensor) in (lax.add(i, lax.fullLike(i, 1)), lax.sin(lax.mul(x, w))) },
      (lax.fullLike(n, 0), x)
    ).1
  }

  /// A scan with a state, rows, a captured array, and an unused state.
  private static func rows(
    _ state: Tensor, _ xs: Tensor, _ w: Tensor, reverse: Bool
  ) -> [Tensor] {
    let (carry, ys) = lax.scan(
      { (carry: [Tensor], x: Tensor) in
        let next = lax.add(lax.sin(lax.mul(carry[0], x)), w)
        return ([next, carry[1]], lax.mul(next, lax.cos(x)))
      }, [state, w], xs, reverse: reverse)
    return carry + [ys]
  }

  static let controlFlow: [String: Maker] = [
    "cond": {
      [
        try PrimitiveSample("cond", of: [index([1, 0, 1]), vector, vector]) { x in
          [
            lax.cond(
              lax.ne(x[0], lax.fullLike(x[0], 0)), { lax.mul(lax.sin(x[1]), x[2]) },
              { lax.exp(x[1]) })
          ]
        },
        try PrimitiveSample(
          "cond", of: [index([0, 2, 1]), .numbers(0.3...1, [2, 2])], "of three"
        ) { x in
          [
            lax.switch(
              x[0], [{ lax.sin($0) }, { lax.mul($0, $0) }, { lax.fullLike($0, 2) }], x[1])
          ]
        },
      ]
    },
    "platform_index": {
      [
        try PrimitiveSample("platform_index", of: [vector]) { x in
          [lax.platformDependent(["tpu": { lax.exp($0) }], default: { lax.sin($0) }, x[0])]
        }
      ]
    },
    "while": {
      [
        try PrimitiveSample("while", of: [vector, vector, index([3, 0, 2])]) {
          [loop($0[0], $0[1], $0[2])]
        },
        try PrimitiveSample("while", of: [.numbers(0.5...1, [])], "ended by its state") { x in
          [
            lax.whileLoop(
              { (x: Tensor) in lax.lt(x, lax.fullLike(x, 4)) },
              { (x: Tensor) in lax.mul(x, lax.exp(lax.mul(x, lax.fullLike(x, 0.3)))) }, x[0])
          ]
        },
      ]
    },
    "scan": {
      try [false, true].map { reverse in
        try PrimitiveSample("scan", of: [vector, .numbers(-1...1, [3, 2]), vector]) {
          rows($0[0], $0[1], $0[2], reverse: reverse)
        }
      } + [
        try PrimitiveSample("scan", of: [vector], "without rows") { x in
          [lax.scan({ (x: Tensor) in lax.sin(x) }, x[0], length: 3)]
        },
        try PrimitiveSample(
          "scan", of: [vector, .numbers(-1...1, [0, 2]), vector], "of no steps",
          checks: .differentiable
        ) { rows($0[0], $0[1], $0[2], reverse: false) },
      ]
    },
    "loop_hessian_product": {
      [
        try PrimitiveSample(
          "loop_hessian_product",
          of: [vector, vector, index([3, 0, 2]), .numbers(-1...1, [2]), vector, vector],
          checks: .plain.union(.derivatives)
        ) { operands in
          let linearization = try linearizeFlat(
            { loopOperands in
              let (_, pullback) = try vjpFlat(
                { [loop($0[0], $0[1], operands[2])] }, loopOperands)
              return try pullback([operands[3]]).compactMap { $0 }
            }, [operands[0], operands[1]], isDifferentiated: [true, true])
          return try linearization.pushforward([operands[4], operands[5]]).compactMap { $0 }
        }
      ]
    },
    "loop_pullback": {
      [
        try PrimitiveSample(
          "loop_pullback", of: [vector, vector, index([3, 0, 2]), .numbers(-1...1, [2])],
          checks: .plain.union(.derivatives)
        ) { operands in
          let (_, pullback) = try vjpFlat(
            { [loop($0[0], $0[1], operands[2])] }, [operands[0], operands[1]])
          return try pullback([operands[3]]).compactMap { $0 }
        }
      ]
    },
    "loop_pushforward": {
      [
        try PrimitiveSample(
          "loop_pushforward", of: [vector, vector, index([3, 0, 2]), vector],
          checks: .plain.union(.derivatives)
        ) { operands in
          let linearization = try linearizeFlat(
            { [loop($0[0], operands[1], operands[2])] }, [operands[0]], isDifferentiated: [true])
          return try linearization.pushforward([operands[3]]).compactMap { $0 }
        }
      ]
    },
  ]
}
