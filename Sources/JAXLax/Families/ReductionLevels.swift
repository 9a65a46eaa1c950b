// Reductions in levels: blocks of elements first, then the blocks' results, and so on.
//
// The error of a sum then grows with the logarithm of the extent, not with the extent, and an array is read in the order
// in which it lies in memory. Barriers keep XLA's CPU compiler from joining the levels to one loop again. Sizes and
// thresholds are measured: see Documentation/HowExactAreSums.md and the rows `sums` of the benchmarks.

import StableHLO

/// When a reduction is taken in levels, and of which size its blocks are.
package enum ReductionLevels {
  /// The number of terms up to which sums that add one after the other round little enough.
  static let singleExtent = 128
  /// The number of terms up to which sums along rows, which have many accumulators, round little enough.
  static let rowExtent = 1024

  /// The number of terms up to which a sum over axes in one pass rounds little enough.
  package static func exactExtent(_ shape: [Int], _ axes: [Int]) -> Int {
    axes.contains(shape.count - 1) ? rowExtent : singleExtent
  }

  /// The number of elements that lie together in memory from which on a reduction steps over them: by columns.
  private static let columnWidth = 8
  /// The extent up to which columns are read in one pass.
  private static let columnExtent = 32
  /// The size from which on columns that are read in one pass leave the nearest cache.
  private static let columnSize = 1 << 14

  /// Whether a reduction in levels is more exact, or faster, than one in a single pass.
  ///
  /// - Parameter isRounded: whether joining two elements rounds.
  package static func pay(_ shape: [Int], _ axes: [Int], isRounded: Bool) -> Bool {
    let size = shape.reduce(1, *)
    guard size > singleExtent else { return false }
    if isRounded, axes.reduce(1, { $0 * shape[$1] }) > exactExtent(shape, axes) { return true }
    return size >= columnSize
      && groups(shape, axes).contains { $0.extent > columnExtent && $0.inner >= columnWidth }
  }

  /// Neighbouring axes that are reduced: the number of elements before, along and after them.
  struct Group {
    var outer: Int
    var extent: Int
    /// The number of elements along the kept axes that follow.
    var inner: Int
  }

  /// The groups of neighbouring axes that are reduced, last to first, each as it is met when those behind it are gone.
  static func groups(_ shape: [Int], _ axes: [Int]) -> [Group] {
    var groups: [Group] = []
    var inner = 1
    var isInGroup = false
    for axis in shape.indices.reversed() where shape[axis] != 1 {
      if !axes.contains(axis) {
        inner *= shape[axis]
        isInGroup = false
      } else if isInGroup {
        groups[groups.count - 1].extent *= shape[axis]
      } else {
        groups.append(Group(outer: 1, extent: shape[axis], inner: inner))
        isInGroup = true
      }
      for number in groups.indices where number < groups.count - (isInGroup ? 1 : 0) {
        groups[number].outer *= shape[axis]
      }
    }
    return groups
  }

  /// The number of elements of a block, a divisor of the extent if there is one of a fit size.
  static func block(_ extent: Int, inner: Int) -> Int {
    let size = size(inner: inner)
    let fit = Array(size...2 * size) + (size / 2..<size).reversed()
    return fit.first { extent % $0 == 0 } ?? size
  }

  /// The least number of elements of a block: fewer where each is in another row, so that all rows stay in the cache.
  static func size(inner: Int) -> Int { inner == 1 ? 128 : inner < columnWidth ? 64 : 16 }
}

extension LoweringContext {
  /// Appends a reduction over axes in levels, by what joins two elements, of which `initial` is the neutral one.
  package mutating func reduceInLevels(
    _ operand: Value, _ initial: Value, axes: [Int],
    join: @escaping (inout LoweringContext, [Value]) throws -> Value
  ) throws -> Value {
    let kept = operand.type.shape.indices.filter { !axes.contains($0) }
    var value = operand
    for (number, group) in ReductionLevels.groups(operand.type.shape, axes).enumerated() {
      if number > 0 { value = store(value) }
      value = try reduceInLevels(value, initial, group, join)
    }
    return reshape(value, kept.map { operand.type.shape[$0] })
  }

  private mutating func reduceInLevels(
    _ operand: Value, _ initial: Value, _ group: ReductionLevels.Group,
    _ join: @escaping (inout LoweringContext, [Value]) throws -> Value
  ) throws -> Value {
    let (outer, inner) = (group.outer, group.inner)
    var (value, extent) = (operand, group.extent)
    var rest: Value?
    while extent > 2 * ReductionLevels.size(inner: inner) {
      let block = ReductionLevels.block(extent, inner: inner)
      let count = extent / block
      let whole = count * block
      value = reshape(value, [outer, extent, inner])
      if whole < extent {
        let tail = try reduce(
          slice(value, whole..<extent, axis: 1), initial, axes: [1], join: join)
        rest = try rest.map { try join(&self, [$0, tail]) } ?? tail
        value = slice(value, 0..<whole, axis: 1)
      }
      value = reshape(value, [outer * count, block, inner])
      value = store(try reduce(value, initial, axes: [1], join: join))
      extent = count
    }
    value = try reduce(
      reshape(value, [outer, extent, inner]), initial, axes: [1], join: join)
    return try rest.map { try join(&self, [value, $0]) } ?? value
  }

  private mutating func reshape(_ value: Value, _ shape: [Int]) -> Value {
    if value.type.shape == shape { return value }
    return operation("stablehlo.reshape", [value], result: value.type.with(shape: shape))
  }

  private mutating func slice(_ value: Value, _ range: Range<Int>, axis: Int) -> Value {
    var (start, limit) = (value.type.shape.map { _ in 0 }, value.type.shape)
    (start[axis], limit[axis]) = (range.lowerBound, range.upperBound)
    return operation(
      "stablehlo.slice", [value],
      result: value.type.with(shape: zip(start, limit).map { $1 - $0 }),
      attributes: [
        ("start_indices", .ints(start)), ("limit_indices", .ints(limit)),
        ("strides", .ints(start.map { _ in 1 })),
      ])
  }
}

extension DType {
  /// The dtype that sums and series are accumulated in: `float32` for narrower floats, else itself.
  package var widened: DType { isFloating && bitWidth < 32 ? .float32 : self }
}
