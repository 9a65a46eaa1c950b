// Samples of primitives with programs inside, traced from the functions that record them.

import JAXCore
import JAXLax
import JAXTransforms

extension PrimitiveSamples {
  private static let matrix: SampleOperand = .numbers(-1...1, [2, 3])

  static let programs: [String: Maker] = [
    "jit": {
      [
        try PrimitiveSample("jit", of: [matrix, .numbers(-1...2, [2, 3])]) {
          try jitFlat({ [lax.mul(lax.sin($0[0]), $0[1]), lax.cos($0[1])] }, $0)
        },
        try PrimitiveSample("jit", of: [matrix, .integers([1, 2, 0])], "with integers") {
          try jitFlat(
            { [lax.reduceSum($0[0], axes: [1]), lax.add($0[1], $0[1])] }, $0, name: "g")
        },
        try PrimitiveSample("jit", of: [.numbers(-1...1, [])], "with a constant result") {
          try jitFlat(
            { [lax.exp($0[0]), Tensor(.float(2), dtype: .float64)] }, $0)
        },
      ]
    },
    "array_constant": {
      func constant(_ dtype: DType, _ shape: [Int], _ bytes: [Int], weakType: Bool = false) throws
        -> PrimitiveSample
      {
        try PrimitiveSample(
          "array_constant",
          params: [
            ("bytes", .ints(bytes)), ("dtype", .dtype(dtype)), ("shape", .ints(shape)),
            ("weak_type", .bool(weakType)),
          ], [])
      }
      return [
        try constant(.int32, [2], [1, 0, 0, 0, 0, 255, 255, 255]),
        try constant(.float32, [1, 1], [0, 0, 192, 63], weakType: true),
        try constant(.bool, [3, 3], [1, 0, 1, 0, 0, 1, 1, 1, 0]),
        try constant(.int4, [3], [1, 15, 7]), try constant(.complex64, [0, 2], []),
      ]
    },
    "reduce": {
      [
        try PrimitiveSample(
          "reduce", of: [.numbers(0.5...1, [3, 2])], differentiated: [0], shared: [1]
        ) {
          [
            lax.reduce($0[0], Tensor(.zero, dtype: .float64), dimensions: [0]) {
              lax.add(lax.add($0, $1), lax.mul($0, $1))
            }
          ]
        },
        try PrimitiveSample(
          "reduce", of: [.numbers(0.5...1, [3]), .numbers(-1...1, [3])], "of two",
          differentiated: [0, 1], shared: [2, 3]
        ) {
          lax.reduce(
            $0, [Tensor(.one, dtype: .float64), Tensor(.zero, dtype: .float64)], dimensions: [0]
          ) { [lax.mul($0[0], $1[0]), lax.add($0[1], $1[1])] }
        },
        try PrimitiveSample(
          "reduce", of: [.numbers(0.5...1, [0, 2])], differentiated: [0], shared: [1]
        ) {
          [
            lax.reduce($0[0], Tensor(.zero, dtype: .float64), dimensions: [0]) {
              lax.add(lax.add($0, $1), lax.mul($0, $1))
            }
          ]
        },
      ]
    },
    "reduce_window": {
      try [([4, 2], [2, 1], [1, 1]), ([5], [3], [2])].map { shape, window, strides in
        try PrimitiveSample(
          "reduce_window", of: [.numbers(0.5...1, shape)],
          // As in JAX, there is no reverse mode for other reducers than sum, maximum and minimum.
          checks: .plain.union(.tangents), differentiated: [0], shared: [1]
        ) {
          [
            lax.reduceWindow(
              $0[0], Tensor(.one, dtype: .float64), windowDimensions: window,
              windowStrides: strides, padding: .valid
            ) { lax.mul($0, $1) }
          ]
        }
      }
    },
  ]
}
