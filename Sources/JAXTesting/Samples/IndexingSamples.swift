// Samples of operations that read and write at indices known when a program runs.

import JAXCore
import JAXLax

extension PrimitiveSamples {
  private static let rows = lax.GatherDimensionNumbers(
    offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0])
  private static let points = lax.GatherDimensionNumbers(
    offsetDims: [], collapsedSliceDims: [0, 1], startIndexMap: [0, 1])
  private static let rowUpdates = lax.ScatterDimensionNumbers(
    updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0])
  private static let table: SampleOperand = .numbers(-1...1, [4, 3])

  static let indexing: [String: Maker] = [
    "dynamic_slice": {
      [
        try PrimitiveSample(
          "dynamic_slice", of: [table, .integers([1], []), .integers([0], [])]
        ) { [lax.dynamicSlice($0[0], startIndices: [$0[1], $0[2]], sliceSizes: [2, 2])] },
        try PrimitiveSample(
          "dynamic_slice", of: [table, .integers([9], []), .integers([-1], [])], "out of bounds"
        ) { [lax.dynamicSlice($0[0], startIndices: [$0[1], $0[2]], sliceSizes: [1, 3])] },
        try PrimitiveSample(
          "dynamic_slice", of: [.numbers(-1...1, [3], .complex128), .integers([1], [])]
        ) { [lax.dynamicSlice($0[0], startIndices: [$0[1]], sliceSizes: [2])] },
        try PrimitiveSample(
          "dynamic_slice", of: [.numbers(-1...1, [3]), .integers([1, 0, 2])]
        ) {
          let start = lax.indexInDim($0[1], 0, keepdims: false)
          return [lax.dynamicSlice($0[0], startIndices: [start], sliceSizes: [1])]
        },
      ]
    },
    "dynamic_update_slice": {
      func sample(
        _ operand: SampleOperand, _ update: SampleOperand, _ start: [Int], _ label: String = ""
      ) throws -> PrimitiveSample {
        try PrimitiveSample(
          "dynamic_update_slice", of: [operand, update] + start.map { .integers([$0], []) }, label
        ) { [lax.dynamicUpdateSlice($0[0], $0[1], Array($0[2...]))] }
      }
      return [
        try sample(table, .numbers(-1...1, [2, 2]), [1, 0]),
        try sample(table, .numbers(-1...1, [1, 3]), [9, -1], "out of bounds"),
        try sample(table, .numbers(-1...1, [0, 3]), [1, 0]),
        try sample(
          .numbers(-1...1, [3], .complex128), .numbers(-1...1, [2], .complex128), [1]),
      ]
    },
    "gather": {
      func sample(
        _ indices: [Int], _ mode: lax.GatherScatterMode, _ operand: SampleOperand = table
      ) throws -> PrimitiveSample {
        try PrimitiveSample(
          "gather", of: [operand, .integers(indices, [indices.count, 1])], "\(mode)"
        ) {
          [
            lax.gather(
              $0[0], startIndices: $0[1], dimensionNumbers: rows, sliceSizes: [1, 3], mode: mode,
              fillValue: mode == .fillOrDrop ? .float(2) : nil)
          ]
        }
      }
      return [
        try sample([2, 0, 2], .promiseInBounds), try sample([2, 9, -1], .clip),
        try sample([2, 9, -1], .fillOrDrop), try sample([], .clip),
        try sample([1, 0], .clip, .numbers(-1...1, [4, 3], .complex128)),
        try PrimitiveSample("gather", of: [table, .integers([0, 1, 3, 2, 0, 1], [3, 2])]) {
          [
            lax.gather(
              $0[0], startIndices: $0[1], dimensionNumbers: points, sliceSizes: [1, 1],
              mode: .clip)
          ]
        },
      ]
    },
  ]

  private typealias ScatterFunction =
    @Sendable (
      _ operand: Tensor, _ indices: Tensor, _ updates: Tensor, _ isUnique: Bool,
      _ mode: lax.GatherScatterMode
    ) -> Tensor

  private static func scatterSamples(
    _ name: String, repeated: Bool = true,
    _ function: @escaping ScatterFunction
  ) -> Maker {
    {
      func sample(
        _ indices: [Int], _ mode: lax.GatherScatterMode = .fillOrDrop, isUnique: Bool = false,
        dtype: DType = .float64, checks: PrimitiveSample.Checks = .differentiable
      ) throws -> PrimitiveSample {
        try PrimitiveSample(
          name,
          of: [
            .numbers(0.5...1, [4, 3], dtype), .integers(indices, [indices.count, 1]),
            .numbers(-1...2, [indices.count, 3], dtype),
          ], "\(mode)", checks: dtype.isInexact ? checks : .brief
        ) { [function($0[0], $0[1], $0[2], isUnique, mode)] }
      }
      var samples = [
        try sample([2, 0], isUnique: true, checks: .all),
        try sample([2, 9, -1], .fillOrDrop, isUnique: true),
        try sample([3, 1], .promiseInBounds, isUnique: true), try sample([]),
        try sample([1, 9], .clip, isUnique: true),
      ]
      if repeated { samples += [try sample([2, 2, 0]), try sample([1, 1], dtype: .int32)] }
      return samples
    }
  }

  static let scatters: [String: Maker] = [
    "scatter": scatterSamples("scatter") { x, indices, updates, isUnique, mode in
      lax.scatter(
        x, scatterIndices: indices, updates: updates, dimensionNumbers: rowUpdates,
        uniqueIndices: isUnique, mode: mode)
    },
    "scatter-add": scatterSamples("scatter-add") { x, indices, updates, isUnique, mode in
      lax.scatterAdd(
        x, scatterIndices: indices, updates: updates, dimensionNumbers: rowUpdates,
        uniqueIndices: isUnique, mode: mode)
    },
    "scatter-sub": scatterSamples("scatter-sub") { x, indices, updates, isUnique, mode in
      lax.scatterSub(
        x, scatterIndices: indices, updates: updates, dimensionNumbers: rowUpdates,
        uniqueIndices: isUnique, mode: mode)
    },
    // Products with repeated indices have no derivative with respect to updates.
    "scatter-mul": scatterSamples("scatter-mul", repeated: false) {
      x, indices, updates, isUnique, mode in
      lax.scatterMul(
        x, scatterIndices: indices, updates: updates, dimensionNumbers: rowUpdates,
        uniqueIndices: true, mode: mode)
    },
    "scatter-max": scatterSamples("scatter-max") { x, indices, updates, isUnique, mode in
      lax.scatterMax(
        x, scatterIndices: indices, updates: updates, dimensionNumbers: rowUpdates,
        uniqueIndices: isUnique, mode: mode)
    },
    "scatter-min": scatterSamples("scatter-min") { x, indices, updates, isUnique, mode in
      lax.scatterMin(
        x, scatterIndices: indices, updates: updates, dimensionNumbers: rowUpdates,
        uniqueIndices: isUnique, mode: mode)
    },
  ]
}
