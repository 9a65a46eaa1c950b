// Samples of reductions and cumulative reductions.

import JAXCore
import JAXLax

extension PrimitiveSamples {
  private typealias Reduction = @Sendable (_ x: Tensor, _ axes: [Int]) -> Tensor
  private typealias Cumulation = @Sendable (_ x: Tensor, _ axis: Int, _ reverse: Bool) -> Tensor

  private static func reduction(
    _ name: String, complex: Bool = false, hasFiniteIdentity: Bool = true,
    _ function: @escaping Reduction
  ) -> Maker {
    {
      func sample(
        _ operand: SampleOperand, _ axes: [Int], _ checks: PrimitiveSample.Checks = .all,
        _ label: String = ""
      ) throws -> PrimitiveSample {
        try PrimitiveSample(name, of: [operand], label, checks: checks) { [function($0[0], axes)] }
      }
      var samples = [
        try sample(.numbers(-1...1, [3, 4]), [1]),
        try sample(.numbers(-1...1, [2, 3, 2]), [0, 2]),
        try sample(.numbers(-1...1, [2, 1]), [1]),
        try sample(.values([2, 2, 0, 0, -0.0, .nan], [3, 2]), [1], .plain, "ties"),
        try sample(.values([0, 0, 3], [3]), [0], .plain, "zeros"),
        try sample(.numbers(-1...1, [4], .bfloat16), [0], .brief),
        try sample(.integers([3, -1, 2, 2], [2, 2]), [0], .plain),
      ]
      // The result for no elements is infinite if that of one is not zero.
      samples.append(
        try sample(.numbers(-1...1, [2, 0]), [1], hasFiniteIdentity ? .differentiable : .brief))
      if complex { samples.append(try sample(.numbers(-1...1, [2, 3], .complex128), [1])) }
      return samples
    }
  }

  private static func logical(_ name: String, _ function: @escaping Reduction) -> Maker {
    {
      [
        try PrimitiveSample(
          name, of: [.booleans([true, false, true, true], [2, 2])], checks: .plain
        ) { [function($0[0], [1])] },
        try PrimitiveSample(name, of: [.integers([1, 6, 3, 5], [2, 2])], checks: .plain) {
          [function($0[0], [0])]
        },
      ]
    }
  }

  private static func cumulative(
    _ name: String, complex: Bool = false, integers: Bool = true, _ function: @escaping Cumulation
  ) -> Maker {
    {
      func sample(
        _ operand: SampleOperand, _ axis: Int, _ reverse: Bool,
        _ checks: PrimitiveSample.Checks = .all
      ) throws -> PrimitiveSample {
        try PrimitiveSample(name, of: [operand], checks: checks) {
          [function($0[0], axis, reverse)]
        }
      }
      var samples = [
        try sample(.numbers(-1...1, [5, 2]), 0, false),
        try sample(.numbers(-1...1, [2, 4]), 1, true),
        try sample(.numbers(-1...1, [1, 2]), 0, false), try sample(.numbers(-1...1, [0]), 0, false),
        try sample(.values([2, 0, 2, 1], dtype: .float32), 0, false, .plain),
      ]
      if integers { samples.append(try sample(.integers([3, 1, 2, 2]), 0, false, .plain)) }
      if complex { samples.append(try sample(.numbers(0.5...1, [3], .complex128), 0, false)) }
      return samples
    }
  }

  private static func choice(
    _ name: String, _ function: @escaping @Sendable (Tensor, Int, DType) -> Tensor
  ) -> Maker {
    {
      [
        try PrimitiveSample(name, of: [.numbers(-1...1, [3, 4])]) { [function($0[0], 1, .int32)] },
        try PrimitiveSample(name, of: [.values([1, .nan, 2, 2, 2, 1], [2, 3])], checks: .plain) {
          [function($0[0], 1, .int64)]
        },
        try PrimitiveSample(name, of: [.integers([3, 1, 3])], checks: .plain) {
          [function($0[0], 0, .int32)]
        },
      ]
    }
  }

  static let reductions: [String: Maker] = [
    "argmax": choice("argmax") { lax.argmax($0, axis: $1, indexDtype: $2) },
    "argmin": choice("argmin") { lax.argmin($0, axis: $1, indexDtype: $2) },
    "cumlogsumexp": cumulative("cumlogsumexp", integers: false) {
      lax.cumlogsumexp($0, axis: $1, reverse: $2)
    },
    "cummax": cumulative("cummax") { lax.cummax($0, axis: $1, reverse: $2) },
    "cummin": cumulative("cummin") { lax.cummin($0, axis: $1, reverse: $2) },
    "cumprod": cumulative("cumprod", complex: true) { lax.cumprod($0, axis: $1, reverse: $2) },
    "cumsum": cumulative("cumsum", complex: true) { lax.cumsum($0, axis: $1, reverse: $2) },
    "reduce_and": logical("reduce_and") { lax.reduceAnd($0, axes: $1) },
    "reduce_max": reduction("reduce_max", hasFiniteIdentity: false) { lax.reduceMax($0, axes: $1) },
    "reduce_min": reduction("reduce_min", hasFiniteIdentity: false) { lax.reduceMin($0, axes: $1) },
    "reduce_or": logical("reduce_or") { lax.reduceOr($0, axes: $1) },
    "reduce_prod": reduction("reduce_prod", complex: true) { lax.reduceProd($0, axes: $1) },
    "reduce_sum": reduction("reduce_sum", complex: true) { lax.reduceSum($0, axes: $1) },
    "reduce_xor": logical("reduce_xor") { lax.reduceXor($0, axes: $1) },
  ]
}
