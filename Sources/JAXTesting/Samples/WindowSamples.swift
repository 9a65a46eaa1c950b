// Samples of operations on windows of an array.

import JAXCore
import JAXLax
import JAXTransforms

extension PrimitiveSamples {
  private enum WindowReducer: Sendable {
    case max, min, sum

    func callAsFunction(_ a: Tensor, _ b: Tensor) -> Tensor {
      switch self {
      case .max: lax.max(a, b)
      case .min: lax.min(a, b)
      case .sum: lax.add(a, b)
      }
    }

    func initial(_ dtype: DType) -> Tensor {
      switch self {
      case .max: Tensor(.float(-.infinity), dtype: dtype)
      case .min: Tensor(.float(.infinity), dtype: dtype)
      case .sum: Tensor(.zero, dtype: dtype)
      }
    }
  }

  private static func reduce(
    _ x: Tensor, _ reducer: WindowReducer, _ window: [Int], _ strides: [Int],
    _ padding: lax.Padding = .valid
  ) -> Tensor {
    lax.reduceWindow(
      x, reducer.initial(x.dtype), windowDimensions: window, windowStrides: strides,
      padding: padding
    ) { reducer($0, $1) }
  }

  private static func windows(_ name: String, _ reducer: WindowReducer) -> Maker {
    {
      func sample(
        _ shape: [Int], _ window: [Int], _ strides: [Int], _ padding: lax.Padding,
        _ dtype: DType = .float64, _ checks: PrimitiveSample.Checks = .all
      ) throws -> PrimitiveSample {
        try PrimitiveSample(name, of: [.numbers(-1...1, shape, dtype)], checks: checks) {
          [reduce($0[0], reducer, window, strides, padding)]
        }
      }
      return [
        try sample([4, 3], [2, 2], [2, 1], .valid), try sample([5], [3], [2], .same),
        try sample([1, 4], [1, 2], [1, 1], .valid),
        try sample([4], [2], [1], .valid, .float32, .plain),
      ]
    }
  }

  /// Samples of the operation that a derivative of a windowed extremum records.
  private static func choices(_ name: String, _ reducer: WindowReducer) throws -> [PrimitiveSample]
  {
    try [([4, 3], [2, 2], [2, 1]), ([6], [3], [3])].map { shape, window, strides in
      try PrimitiveSample(
        name, of: [.numbers(-1...1, shape), .numbers(-1...2, shape)], differentiated: [0]
      ) { operands in
        let f: ([Tensor]) -> [Tensor] = { [reduce($0[0], reducer, window, strides)] }
        if name == "select_and_gather_add" {
          return try jvpFlat(f, [operands[0]], [operands[1]]).tangents.compactMap { $0 }
        }
        let (outputs, pullback) = try vjpFlat(f, [operands[0]])
        return try pullback(outputs.map { lax.sin($0) }).compactMap { $0 }
      }
    }
  }

  static let windows: [String: Maker] = [
    "reduce_window_max": windows("reduce_window_max", .max),
    "reduce_window_min": windows("reduce_window_min", .min),
    "reduce_window_sum": windows("reduce_window_sum", .sum),
    "select_and_gather_add": {
      try choices("select_and_gather_add", .max) + choices("select_and_gather_add", .min)
    },
    "select_and_scatter_add": {
      try choices("select_and_scatter_add", .max) + choices("select_and_scatter_add", .min)
    },
  ]
}
