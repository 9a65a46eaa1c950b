// XLA's CPU compiler adds one update after the other, so that cells which many updates meet lose digits.
//
// Where there are many updates for each cell, they are divided into blocks with cells of their own, whose sums are then
// added in levels. The cells of all blocks are few beside the updates, so this costs next to nothing.

import StableHLO

extension ScatterAdd {
  /// The least number of updates for each cell of a block.
  private static let updatesPerCell = 64
  /// The least number of blocks that is worth while.
  private static let fewestBlocks = 16

  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    let (operand, indices, updates) = (inputs[0], inputs[1], inputs[2])
    let batching = settings.dimensionNumbers.scatterIndicesBatchingDims
    guard operand.dtype.isInexact, !settings.uniqueIndices, operand.size > 0,
      let axis = (0..<indices.ndim - 1).filter({ !batching.contains($0) })
        .max(by: { indices.shape[$0] < indices.shape[$1] })
    else { return nil }
    let count = min(updates.size / operand.size, indices.shape[axis]) / Self.updatesPerCell
    guard count >= Self.fewestBlocks else { return nil }
    return try context.trace(operands, inputs) { [blocked($0, axis: axis, count: count)] }
  }

  private func blocked(_ tensors: [Tensor], axis: Int, count: Int) -> Tensor {
    let (operand, indices) = (tensors[0], tensors[1])
    let wide = operand.dtype.widened
    let updates = lax.convertElementType(tensors[2], wide)
    let windows = settings.dimensionNumbers.updateWindowDims
    let updatesAxis = updates.shape.indices.filter { !windows.contains($0) }[axis]
    let whole = indices.shape[axis] / count * count

    var settings = settings
    settings.dimensionNumbers.blockIndices(axis: axis, updatesAxis: updatesAxis)
    let cells = lax.zeros(ShapedArray(shape: [count] + operand.shape, dtype: wide))
    let blocks = bind(
      ScatterAdd(settings: settings, dtype: wide),
      [
        cells, lax.sliceInDim(indices, 0, whole, axis: axis).splittingAxis(axis, count),
        lax.sliceInDim(updates, 0, whole, axis: updatesAxis).splittingAxis(updatesAxis, count),
      ])[0]
    var sum = lax.add(
      lax.convertElementType(operand, wide), lax.reduceSum(blocks, axes: [0]))
    if whole < indices.shape[axis] {
      sum =
        bind(
          ScatterAdd(settings: self.settings, dtype: wide),
          [
            sum, lax.sliceInDim(indices, whole, nil, axis: axis),
            lax.sliceInDim(updates, whole, nil, axis: updatesAxis),
          ])[0]
    }
    return lax.convertElementType(sum, operand.dtype)
  }
}

extension lax.ScatterDimensionNumbers {
  /// Divides an axis of the indices into blocks, each of which writes to a part of its own along a new first axis.
  fileprivate mutating func blockIndices(axis: Int, updatesAxis: Int) {
    updateWindowDims = updateWindowDims.map { $0 > updatesAxis ? $0 + 1 : $0 }
    insertedWindowDims = insertedWindowDims.shifted
    scatterDimsToOperandDims = scatterDimsToOperandDims.shifted
    operandBatchingDims = [0] + operandBatchingDims.shifted
    scatterIndicesBatchingDims =
      [axis] + scatterIndicesBatchingDims.map { $0 > axis ? $0 + 1 : $0 }
  }
}
