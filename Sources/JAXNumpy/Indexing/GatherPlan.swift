// A resolved subscript as the operands of `gather` and of the scatters.
//
// Along each axis the subscript takes either a window (consecutive positions, kept as an axis of the result) or
// positions from index arrays. The arrays are broadcast to one shape, whose axes stand in the result where the
// subscript has them. Source: NumPy "Advanced indexing"; jax/_src/indexing.py.

import JAXTransforms

/// The operands of `gather` or a scatter that a subscript stands for.
struct GatherPlan {
  /// The positions: an integer tensor whose last axis runs over the indexed axes.
  let indices: Tensor
  let dimensionNumbers: lax.GatherDimensionNumbers
  let sliceSizes: [Int]
  /// The shape of what is selected, without new axes.
  let selectedShape: [Int]
  /// The shape of what is selected, with new axes.
  let resultShape: [Int]
  /// Whether all positions are known to be different, and sorted.
  let isWindow: Bool

  /// The relation of the axes for a scatter to the same positions.
  var scatterDimensionNumbers: lax.ScatterDimensionNumbers {
    lax.ScatterDimensionNumbers(
      updateWindowDims: dimensionNumbers.offsetDims,
      insertedWindowDims: dimensionNumbers.collapsedSliceDims,
      scatterDimsToOperandDims: dimensionNumbers.startIndexMap)
  }

  /// An axis of the result.
  private enum ResultAxis {
    /// A window along an axis of the operand.
    case window(size: Int)
    /// An axis of the broadcast index arrays, by its number among them.
    case advanced(Int)
    /// The positions of a stride along an axis of the operand.
    case stride(axis: Int, count: Int)
    /// A new axis.
    case new
  }

  init(_ index: ResolvedIndex) throws {
    let shape = index.shape
    let hasArrays = index.axes.contains { if case .indices = $0 { true } else { false } }
    var arrays: [Int: Tensor] = [:]
    var areFromStart = [Bool](repeating: false, count: shape.count)
    for (axis, selection) in index.axes.enumerated() {
      switch selection {
      case .indices(let tensor, let isKnown):
        arrays[axis] = tensor
        areFromStart[axis] = isKnown
      case .position(let position): if hasArrays { arrays[axis] = Tensor(position) }
      case .stride: break
      }
    }
    let arrayShape = try numpyBroadcastShape(
      arrays.sorted { $0.key < $1.key }.map(\.value.shape), "subscript")
    let axes = GatherPlan.resultAxes(index, isArray: { arrays[$0] != nil }, arrayShape.count)

    // The axes of the index tensor are those of the result that are no windows, in the same order.
    var batchShape: [Int] = []
    var advancedPositions: [Int] = []
    var stridePositions: [Int: Int] = [:]
    var offsetDimensions: [Int] = []
    var selected: [Int] = []
    var result: [Int] = []
    for axis in axes {
      switch axis {
      case .new: result.append(1)
      case .window(let size):
        offsetDimensions.append(selected.count)
        selected.append(size)
        result.append(size)
      case .advanced(let number):
        advancedPositions.append(batchShape.count)
        batchShape.append(arrayShape[number])
        selected.append(arrayShape[number])
        result.append(arrayShape[number])
      case .stride(let axis, let count):
        stridePositions[axis] = batchShape.count
        batchShape.append(count)
        selected.append(count)
        result.append(count)
      }
    }

    var parts: [Tensor] = []
    var startIndexMap: [Int] = []
    var collapsed: [Int] = []
    var sizes = shape
    for (axis, selection) in index.axes.enumerated() {
      let part: Tensor
      if let array = arrays[axis] {
        let positions =
          areFromStart[axis] ? array : GatherPlan.countingFromStart(array, size: shape[axis])
        let offset = arrayShape.count - positions.ndim
        part = lax.broadcastInDim(
          positions, shape: batchShape,
          broadcastDimensions: (0..<positions.ndim).map { advancedPositions[$0 + offset] })
        collapsed.append(axis)
        sizes[axis] = 1
      } else {
        switch selection {
        case .position(let position):
          part = GatherPlan.constant(position, batchShape)
          collapsed.append(axis)
          sizes[axis] = 1
        case .stride(let start, let count, let step):
          if selection.isWhole(shape[axis]) { continue }
          sizes[axis] = step == 1 ? count : 1
          if let position = stridePositions[axis] {
            part = lax.broadcastInDim(
              GatherPlan.strided(start, count, step, size: shape[axis]), shape: batchShape,
              broadcastDimensions: [position])
            collapsed.append(axis)
          } else {
            part = GatherPlan.constant(start, batchShape)
          }
        case .indices: continue
        }
      }
      startIndexMap.append(axis)
      parts.append(lax.expandDims(part, [batchShape.count]))
    }
    let indexDType =
      parts.map(\.dtype).contains(where: { $0.bitWidth == 64 }) ? DType.int64 : .int32
    indices =
      parts.isEmpty
      ? lax.full(batchShape + [0], 0, dtype: .int32)
      : lax.concatenate(
        parts.map { lax.convertElementType($0, indexDType) }, dimension: batchShape.count)
    dimensionNumbers = lax.GatherDimensionNumbers(
      offsetDims: offsetDimensions, collapsedSliceDims: collapsed, startIndexMap: startIndexMap)
    sliceSizes = sizes
    selectedShape = selected
    resultShape = result
    isWindow = batchShape.isEmpty
  }

  /// The axes of the result, in order.
  ///
  /// The axes of the index arrays stand where the first array is if the arrays are next to each other, else in front.
  private static func resultAxes(
    _ index: ResolvedIndex, isArray: (Int) -> Bool, _ arrayAxisCount: Int
  ) -> [ResultAxis] {
    let places = index.order.indices.filter { index.order[$0].map(isArray) ?? false }
    let areAdjacent = places.isEmpty || places[places.count - 1] - places[0] + 1 == places.count
    let advanced = (0..<arrayAxisCount).map { ResultAxis.advanced($0) }
    var axes: [ResultAxis] = areAdjacent ? [] : advanced
    for (place, axis) in index.order.enumerated() {
      guard let axis else {
        axes.append(.new)
        continue
      }
      if isArray(axis) {
        if areAdjacent && place == places[0] { axes += advanced }
        continue
      }
      if case .stride(_, let count, let step) = index.axes[axis] {
        axes.append(step == 1 ? .window(size: count) : .stride(axis: axis, count: count))
      }
    }
    return axes
  }

  private static func constant(_ position: Int, _ shape: [Int]) -> Tensor {
    lax.full(shape, Tensor(position), dtype: .index(upTo: position))
  }

  /// The positions of a stride along an axis of the given size.
  private static func strided(_ start: Int, _ count: Int, _ step: Int, size: Int) -> Tensor {
    let dtype = DType.index(upTo: size)
    return lax.add(
      lax.mul(lax.iota(dtype, count), Tensor(.int(Int64(step)), dtype: dtype)),
      Tensor(.int(Int64(start)), dtype: dtype))
  }

  /// Indices with negative ones replaced by what they count to from the end, in a dtype that holds the size.
  private static func countingFromStart(_ indices: Tensor, size: Int) -> Tensor {
    if let number = indices.literalValue {
      let position = Int(truncatingIfNeeded: number.integerBits)
      return Tensor(
        .int(Int64(position < 0 ? position + size : position)),
        dtype: .index(upTo: Swift.max(size, Int(clamping: position.magnitude))))
    }
    // Outside of a traced function it is one program instead of one for each step.
    if currentTrace == nil {
      return callProgram("_normalize_index", settings: [.int(size)], [indices]) {
        [countedFromStart($0[0], size)]
      }[0]
    }
    return countedFromStart(indices, size)
  }

  private static func countedFromStart(_ indices: Tensor, _ size: Int) -> Tensor {
    let wide = lax.convertElementType(indices, indices.dtype.widened(toHold: size))
    let count = Tensor(.int(Int64(size)), dtype: wide.dtype)
    if wide.dtype.isUnsignedInteger {
      // What is out of range is so in a signed dtype too.
      return lax.convertElementType(lax.min(wide, count), .index(upTo: size))
    }
    let zero = Tensor(.zero, dtype: wide.dtype)
    return lax.selectN(lax.lt(wide, zero), [wide, lax.add(wide, count)])
  }
}
