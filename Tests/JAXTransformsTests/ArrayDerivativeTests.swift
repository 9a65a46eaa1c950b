// Derivatives and batching of the array primitives, against central differences and loops.
//
// Each sample is a function of one array in float64. Checked are: the tangent against a central difference; the pullback
// against the tangent, ⟨J u, v⟩ = ⟨u, Jᵀ v⟩; the tangent of the gradient against a difference of gradients; and the mapped
// function against a loop, with the mapped axis first and last.

import JAXLax
import Testing

@testable import JAXTransforms

/// A function of one array, with the array's shape.
private struct Sample: CustomTestStringConvertible, Sendable {
  let name: String
  let shape: [Int]
  let function: @Sendable (Tensor) -> Tensor

  init(_ name: String, _ shape: [Int], _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.shape = shape
    self.function = function
  }

  var testDescription: String { name }
}

/// Numbers between −1 and 1 that differ from each other, the same for the same seed.
private func numbers(_ shape: [Int], seed: UInt64) -> Tensor {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  let values = (0..<shape.reduce(1, *)).map { _ -> Double in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(Int64(bitPattern: state) >> 11) / 0x1p52
  }
  return Tensor(values, shape: shape, dtype: .float64)
}

private func fixed(_ shape: [Int]) -> Tensor { numbers(shape, seed: 99) }

private func integers(_ values: [Int32], _ shape: [Int]) -> Tensor { Tensor(values, shape: shape) }

private let rows = lax.GatherDimensionNumbers(
  offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0])
private let rowUpdates = lax.ScatterDimensionNumbers(
  updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0])

private let samples: [Sample] = [
  Sample("slice", [5, 4]) {
    lax.slice($0, startIndices: [1, 0], limitIndices: [5, 3], strides: [2, 1])
  },
  Sample("squeeze", [3, 1, 2]) { lax.squeeze($0, dimensions: [1]) },
  Sample("concatenate", [2, 3]) { lax.concatenate([$0, fixed([1, 3]), $0], dimension: 0) },
  Sample("split", [5, 2]) {
    let parts = lax.split($0, sizes: [2, 1, 2])
    return lax.mul(parts[0], parts[2])
  },
  Sample("pad", [3, 2]) { lax.pad($0, 0.5, [(1, 2, 1), (-1, 1, 0)]) },
  Sample("pad with a variable", [4]) {
    lax.pad(fixed([2, 2]), lax.indexInDim($0, 1, keepdims: false), [(1, 0, 1), (0, 1, 0)])
  },
  Sample("rev", [3, 4]) { lax.rev($0, dimensions: [1]) },
  Sample("dot_general", [2, 3, 4]) {
    lax.dotGeneral($0, fixed([2, 4, 5]), dimensionNumbers: (([2], [1]), ([0], [0])))
  },
  Sample("dot_general, right", [4, 2, 5]) {
    lax.dotGeneral(fixed([2, 3, 4]), $0, dimensionNumbers: (([2], [0]), ([0], [1])))
  },
  Sample("dot_general of itself", [3, 3]) { lax.dot($0, lax.transpose($0, permutation: [1, 0])) },
  Sample("reduce_max", [3, 4]) { lax.reduceMax($0, axes: [1]) },
  Sample("reduce_min", [3, 4]) { lax.reduceMin($0, axes: [0]) },
  Sample("reduce_prod", [5, 3]) { lax.reduceProd($0, axes: [0]) },
  Sample("reduce", [5, 2]) {
    lax.reduce($0, Tensor(.one, dtype: .float64), dimensions: [0]) { lax.mul($0, $1) }
  },
  Sample("gather", [4, 3]) {
    lax.gather(
      $0, startIndices: integers([2, 0, 2], [3, 1]), dimensionNumbers: rows, sliceSizes: [1, 3])
  },
  Sample("gather, filled", [4, 3]) {
    lax.gather(
      $0, startIndices: integers([2, 9, -1], [3, 1]), dimensionNumbers: rows, sliceSizes: [1, 3],
      mode: .fillOrDrop, fillValue: .float(2))
  },
  Sample("gather, clipped", [4, 3]) {
    lax.gather(
      $0, startIndices: integers([2, 9, -1], [3, 1]), dimensionNumbers: rows, sliceSizes: [1, 3],
      mode: .clip)
  },
  Sample("scatter", [4, 3]) {
    lax.scatter(
      $0, scatterIndices: integers([2, 0], [2, 1]), updates: fixed([2, 3]),
      dimensionNumbers: rowUpdates)
  },
  Sample("scatter of updates", [2, 3]) {
    lax.scatter(
      fixed([4, 3]), scatterIndices: integers([3, 1], [2, 1]), updates: $0,
      dimensionNumbers: rowUpdates, uniqueIndices: true)
  },
  Sample("scatter-add", [3, 3]) {
    lax.scatterAdd(
      fixed([4, 3]), scatterIndices: integers([2, 2, 7], [3, 1]), updates: lax.sin($0),
      dimensionNumbers: rowUpdates)
  },
  Sample("scatter-sub", [2, 3]) {
    lax.scatterSub(
      fixed([4, 3]), scatterIndices: integers([2, 2], [2, 1]), updates: $0,
      dimensionNumbers: rowUpdates)
  },
  Sample("scatter-mul", [2, 3]) {
    lax.scatterMul(
      fixed([4, 3]), scatterIndices: integers([2, 1], [2, 1]), updates: $0,
      dimensionNumbers: rowUpdates, uniqueIndices: true)
  },
  Sample("scatter-max", [2, 3]) {
    lax.scatterMax(
      fixed([4, 3]), scatterIndices: integers([2, 1], [2, 1]), updates: $0,
      dimensionNumbers: rowUpdates)
  },
  Sample("scatter-min", [4, 3]) {
    lax.scatterMin(
      $0, scatterIndices: integers([2, 1], [2, 1]), updates: fixed([2, 3]),
      dimensionNumbers: rowUpdates)
  },
  Sample("dynamic_slice", [4, 3]) {
    lax.dynamicSlice($0, startIndices: [-2, 1], sliceSizes: [2, 2])
  },
  Sample("dynamic_slice by the data", [4, 3]) { x in
    let start = lax.argmax(lax.indexInDim(x, 0, axis: 1, keepdims: false), axis: 0)
    return lax.dynamicIndexInDim(x, start, keepdims: false)
  },
  Sample("dynamic_update_slice", [2, 2]) {
    lax.dynamicUpdateSlice(fixed([4, 3]), $0, [1, 1])
  },
  Sample("dynamic_update_slice of a variable", [4, 3]) {
    lax.dynamicUpdateIndexInDim($0, fixed([3]), 2, axis: 0)
  },
  Sample("sort", [4, 3]) { lax.sort($0, dimension: 0) },
  Sample("sort of two", [6]) { x in
    let sorted = lax.sortKeyVal(x, lax.sin(x))
    return lax.mul(sorted.keys, sorted.values)
  },
  Sample("top_k", [3, 5]) { lax.topK($0, 2).values },
  Sample("approx_top_k", [3, 5]) { lax.approxMinK($0, 2).values },
  Sample("cumsum", [5, 2]) { lax.cumsum($0, reverse: true) },
  Sample("cumprod", [5, 2]) { lax.cumprod($0) },
  Sample("cummax", [5, 2]) { lax.cummax($0) },
  Sample("cummin", [2, 6]) { lax.cummin($0, axis: 1, reverse: true) },
  Sample("cumlogsumexp", [5, 2]) { lax.cumlogsumexp($0) },
  Sample("conv_general_dilated", [2, 3, 6]) {
    lax.convGeneralDilated(
      $0, fixed([4, 3, 2]), windowStrides: [2], padding: .same, rhsDilation: [2])
  },
  Sample("conv_general_dilated, kernel", [4, 1, 3]) {
    lax.convGeneralDilated(
      fixed([2, 2, 7]), $0, windowStrides: [2], padding: .explicit([.init(1, 2)]),
      featureGroupCount: 2)
  },
  Sample("reduce_window_sum", [5, 4]) {
    lax.reduceWindow(
      $0, Tensor(.zero, dtype: .float64), windowDimensions: [2, 3], windowStrides: [2, 1],
      padding: .same
    ) { lax.add($0, $1) }
  },
  Sample("fft", [2, 6]) {
    let transform = lax.fft($0, .rfft, [6])
    return lax.add(lax.real(transform), lax.imag(lax.fft(transform, .fft, [4])))
  },
  Sample("irfft", [2, 4]) { lax.fft($0, .irfft, [6]) },
  Sample("cholesky", [3, 3]) { x in
    let identity = lax.convertElementType(
      lax.eq(lax.broadcastedIota(.int32, [3, 3], 0), lax.broadcastedIota(.int32, [3, 3], 1)),
      .float64)
    let square = lax.dot(x, lax.transpose(x, permutation: [1, 0]))
    return lax.linalg.cholesky(lax.add(square, lax.add(identity, identity)))
  },
  Sample("triangular_solve", [3, 3]) { x in
    let shifted = lax.add(x, lax.full([3, 3], Tensor(.float(3), dtype: .float64)))
    return lax.linalg.triangularSolve(
      shifted, lax.sin(x), leftSide: true, lower: true, transposeA: true)
  },
  Sample("lu", [3, 4]) { lax.linalg.lu($0).lu },
]

@Suite struct ArrayDerivativeTests {
  private static let step = 1e-6

  private func shifted(_ x: Tensor, by direction: Tensor, _ step: Double) -> Tensor {
    lax.add(x, lax.mul(direction, Tensor(.float(step), dtype: .float64)))
  }

  private func values(_ x: Tensor) -> [Double] { x.scalars(as: Double.self) }

  private func difference(_ sample: Sample, _ x: Tensor, _ direction: Tensor) -> [Double] {
    let high = values(sample.function(shifted(x, by: direction, Self.step)))
    let low = values(sample.function(shifted(x, by: direction, -Self.step)))
    return zip(high, low).map { ($0 - $1) / (2 * Self.step) }
  }

  private func isClose(_ a: [Double], _ b: [Double], tolerance: Double) -> Bool {
    a.count == b.count
      && zip(a, b).allSatisfy { abs($0 - $1) <= tolerance * (1 + abs($1)) }
  }

  private func gradient(_ sample: Sample, _ x: Tensor, _ weights: Tensor) throws -> Tensor {
    let (_, pullback) = try vjpFlat({ [sample.function($0[0])] }, [x])
    return try pullback([weights])[0] ?? lax.zeros(x.aval)
  }

  @Test(arguments: samples) fileprivate func tangents(_ sample: Sample) throws {
    let (x, direction) = (numbers(sample.shape, seed: 1), numbers(sample.shape, seed: 2))
    let (outputs, tangents) = try jvpFlat({ [sample.function($0[0])] }, [x], [direction])
    let tangent = try #require(tangents[0])
    #expect(tangent.shape == outputs[0].shape)
    let expected = difference(sample, x, direction)
    #expect(isClose(values(tangent), expected, tolerance: 1e-7), "\(values(tangent)) \(expected)")

    let weights = numbers(outputs[0].shape, seed: 3)
    let pulled = try gradient(sample, x, weights)
    let forward = zip(values(tangent), values(weights)).reduce(0) { $0 + $1.0 * $1.1 }
    let backward = zip(values(pulled), values(direction)).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(forward - backward) <= 1e-10 * (1 + abs(forward)))
  }

  @Test(arguments: samples) fileprivate func secondDerivatives(_ sample: Sample) throws {
    let (x, direction) = (numbers(sample.shape, seed: 1), numbers(sample.shape, seed: 2))
    let weights = numbers(sample.function(x).shape, seed: 3)
    // The sine makes the second derivative differ from zero for linear functions too.
    let curved = Sample(sample.name, sample.shape) { lax.sin(sample.function($0)) }
    let (_, tangents) = try jvpFlat({ [try gradient(curved, $0[0], weights)] }, [x], [direction])
    let tangent = try #require(tangents[0])
    let high = values(try gradient(curved, shifted(x, by: direction, Self.step), weights))
    let low = values(try gradient(curved, shifted(x, by: direction, -Self.step), weights))
    let expected = zip(high, low).map { ($0 - $1) / (2 * Self.step) }
    #expect(isClose(values(tangent), expected, tolerance: 1e-6), "\(values(tangent)) \(expected)")
  }

  @Test(arguments: samples, [0, -1]) fileprivate func mapping(_ sample: Sample, _ axis: Int) throws
  {
    for size in [1, 3] {
      let stacked = numbers([size] + sample.shape, seed: 4)
      let position = axis < 0 ? sample.shape.count : 0
      let results = try vmapFlat(
        { [sample.function($0[0])] }, [stacked.movingAxis(0, to: position)], inAxes: [axis])
      let expected = (0..<size).flatMap {
        values(sample.function(lax.indexInDim(stacked, $0, keepdims: false)))
      }
      #expect(isClose(values(results[0]), expected, tolerance: 1e-12))
    }
  }

  @Test(arguments: samples) fileprivate func mappedGradients(_ sample: Sample) throws {
    let stacked = numbers([2] + sample.shape, seed: 5)
    let weights = numbers(sample.function(numbers(sample.shape, seed: 1)).shape, seed: 3)
    let results = try vmapFlat(
      { [try gradient(sample, $0[0], weights)] }, [stacked], inAxes: [0])
    let expected = try (0..<2).flatMap {
      values(try gradient(sample, lax.indexInDim(stacked, $0, keepdims: false), weights))
    }
    #expect(isClose(values(results[0]), expected, tolerance: 1e-12))
  }
}
