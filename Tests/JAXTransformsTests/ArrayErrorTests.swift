// The errors of the array operations, in full.

import JAXLax
import Testing

@testable import JAXTransforms

@Suite struct ArrayErrorTests {
  private let matrix = lax.full([2, 3], 1.0)

  /// The text of the error that a misuse raises, without the line where it happened.
  private func text(_ misuse: () -> Tensor) throws -> String {
    do {
      _ = try catchingErrors(misuse)
    } catch let error as JAXError {
      return error.description.split(separator: "\n").filter { !$0.hasPrefix("  at ") }
        .joined(separator: "\n")
    }
    Issue.record("no error was raised")
    return ""
  }

  private func expect(_ expected: String, _ misuse: () -> Tensor) throws {
    #expect(try text(misuse) == expected)
  }

  @Test func ofCutting() throws {
    try expect(
      """
      slice: startIndices (0, 0), limitIndices (2, 4) for shape (2, 3).
        expected: for each axis 0 ≤ start ≤ limit ≤ size, and a positive stride if strides are given
      """
    ) { lax.slice(matrix, startIndices: [0, 0], limitIndices: [2, 4]) }
    try expect(
      """
      indexInDim: index 2 along axis 0, which has size 2.
        expected: an index from -2 to 1
      """
    ) { lax.indexInDim(matrix, 2) }
    try expect(
      """
      sliceInDim: axis 2 of an array of shape (2, 3).
        expected: an axis from -2 to 1
      """
    ) { lax.sliceInDim(matrix, 0, 1, axis: 2) }
    try expect(
      """
      split: sizes (1, 2) along axis 0 of an array of shape (2, 3).
        expected: sizes that are not negative and add up to the size of the axis
      """
    ) { lax.split(matrix, sizes: [1, 2])[0] }
    try expect(
      """
      squeeze: axes (1,) of an array of shape (2, 3).
        expected: different axes of size 1
      """
    ) { lax.squeeze(matrix, dimensions: [-1]) }
    try expect(
      """
      dynamicSlice: sliceSizes (3, 1) for an array of shape (2, 3).
        expected: one size for each axis, at most that of the array
      """
    ) { lax.dynamicSlice(matrix, startIndices: [0, 0], sliceSizes: [3, 1]) }
    try expect(
      """
      dynamicSlice: start indices of shapes () for an array of shape (2, 3).
        expected: one 0-dimensional index for each axis
      """
    ) { lax.dynamicSlice(matrix, startIndices: [0], sliceSizes: [1, 1]) }
    try expect(
      """
      dynamicUpdateSlice: an update of shape (3, 3) for an array of shape (2, 3).
        expected: equally many axes, none longer than that of the array
      """
    ) { lax.dynamicUpdateSlice(matrix, lax.full([3, 3], 1.0), [0, 0]) }
  }

  @Test func ofJoining() throws {
    try expect(
      """
      concatenate: shapes (2, 3) and (2, 4) along axis 0.
        expected: arrays with that axis, and equal sizes along all others
      """
    ) { lax.concatenate([matrix, lax.full([2, 4], 1.0)], dimension: 0) }
    try expect(
      """
      pad: padding [(-2, -2, 0), (0, 0, 0)] for an array of shape (2, 3).
        expected: (low, high, interior) for each axis, with interior ≥ 0 and no negative size left
      """
    ) { lax.pad(matrix, 0, [(-2, -2, 0), (0, 0, 0)]) }
    try expect(
      """
      dotGeneral: shapes (2, 3) and (2, 3) with contracted axes (1,) and (0,).
        expected: equal sizes along axes that belong together
      """
    ) { lax.dotGeneral(matrix, matrix, dimensionNumbers: (([1], [0]), ([], []))) }
    try expect(
      """
      dot: shapes (2, 3) and (2, 3).
        expected: vectors or matrices, the last axis of the first as long as the first axis of the second
        to do: use jnp.matmul for arrays with more axes.
      """
    ) { lax.dot(matrix, matrix) }
  }

  @Test func ofReducing() throws {
    try expect(
      """
      reduceMax: axes (0, 0) of an array of shape (2, 3).
        expected: different axes from 0 to 1
      """
    ) { lax.reduceMax(matrix, axes: [0, 0]) }
    try expect(
      """
      reduceAnd: the operand has dtype float32.
        expected: a dtype that is integer or boolean
        to do: convert it first, as with lax.convertElementType.
      """
    ) { lax.reduceAnd(matrix, axes: [0]) }
    try expect(
      """
      argmax: axis 0 of an array of shape (0,) is empty.
        expected: at least one element along the axis
      """
    ) { lax.argmax(lax.full([0], 1.0), axis: 0) }
    try expect(
      """
      cumsum: axis 3 of an array of shape (2, 3).
        expected: an axis from -2 to 1
      """
    ) { lax.cumsum(matrix, axis: 3) }
    try expect(
      """
      topK: k 4 along axis 1 of an array of shape (2, 3).
        expected: an axis of the array, and k from 0 to its size
      """
    ) { lax.topK(matrix, 4).values }
    try expect(
      """
      sort: arrays of shapes (2, 3) and (3,).
        expected: equal shapes
      """
    ) { lax.sort([matrix, lax.full([3], 1.0)])[0] }
  }

  @Test func ofGathering() throws {
    let numbers = lax.GatherDimensionNumbers(
      offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0])
    try expect(
      """
      gather: indices of dtype float32.
        expected: an integer dtype
      """
    ) {
      lax.gather(
        matrix, startIndices: lax.full([1, 1], 0.0), dimensionNumbers: numbers,
        sliceSizes: [1, 3])
    }
    try expect(
      """
      scatterAdd: updates of dtype int32 for an array of dtype float32.
        expected: one dtype
        to do: convert the updates first.
      """
    ) {
      lax.scatterAdd(
        matrix, scatterIndices: Tensor([0] as [Int32], shape: [1, 1]),
        updates: Tensor([1, 2, 3] as [Int32], shape: [1, 3]),
        dimensionNumbers: .init(
          updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0]))
    }
  }

  @Test func ofMatrices() throws {
    try expect(
      """
      cholesky: an array of shape (2, 3).
        expected: square matrices along the last two axes
      """
    ) { lax.linalg.cholesky(matrix, symmetrizeInput: false) }
    try expect(
      """
      fft: fftLengths (4,) for fft of an array of shape (2, 3).
        expected: 1 to 3 lengths, equal to the sizes of the last axes
      """
    ) { lax.fft(matrix, .fft, [4]) }
  }
}
