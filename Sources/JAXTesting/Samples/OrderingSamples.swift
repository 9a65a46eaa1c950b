// Samples of sorting and of choosing the largest elements.

import JAXCore
import JAXLax

extension PrimitiveSamples {
  static let ordering: [String: Maker] = [
    "approx_top_k": {
      [
        try PrimitiveSample("approx_top_k", of: [.numbers(-1...1, [2, 5])]) {
          let result = lax.approxMinK($0[0], 2)
          return [result.values, result.indices]
        },
        try PrimitiveSample("approx_top_k", of: [.numbers(-1...1, [5, 2])]) {
          let result = lax.approxMaxK($0[0], 3, reductionDimension: 0)
          return [result.values, result.indices]
        },
      ]
    },
    "sort": {
      [
        try PrimitiveSample("sort", of: [.numbers(-1...1, [4, 3])]) {
          [lax.sort($0[0], dimension: 0)]
        },
        try PrimitiveSample("sort", of: [.numbers(-1...1, [2, 4]), .numbers(-1...2, [2, 4])]) {
          lax.sort($0, dimension: 1)
        },
        try PrimitiveSample(
          "sort", of: [.integers([1, 0, 1, 0]), .numbers(-1...1, [4]), .numbers(-1...2, [4])]
        ) { lax.sort($0, dimension: 0, numKeys: 2) },
        try PrimitiveSample("sort", of: [.values(specialNumbers)], checks: .plain) {
          [lax.sort($0[0])]
        },
        try PrimitiveSample(
          "sort", of: [.values([2, 1, 2, 1], dtype: .float32), .integers([0, 1, 2, 3])], "ties",
          checks: .plain
        ) {
          lax.sort($0)
        },
        try PrimitiveSample("sort", of: [.numbers(-1...1, [0, 2])]) {
          [lax.sort($0[0], dimension: 0)]
        },
      ]
    },
    "top_k": {
      [
        try PrimitiveSample("top_k", of: [.numbers(-1...1, [3, 5])]) {
          let result = lax.topK($0[0], 2)
          return [result.values, result.indices]
        },
        try PrimitiveSample("top_k", of: [.numbers(-1...1, [4, 2])]) {
          let result = lax.topK($0[0], 3, axis: 0)
          return [result.values, result.indices]
        },
        try PrimitiveSample("top_k", of: [.values([1, 3, 3, 2, 3])], "ties", checks: .plain) {
          let result = lax.topK($0[0], 2)
          return [result.values, result.indices]
        },
        try PrimitiveSample("top_k", of: [.integers([1, 3, 2])], checks: .plain) {
          let result = lax.topK($0[0], 1)
          return [result.values, result.indices]
        },
      ]
    },
  ]
}
