// Moving pseudo-random keys, which are two words each on the device.

import JAXLax
import Testing

@testable import JAXTransforms

@Suite struct ArrayKeyTests {
  private let keys = lax.randomSeed(Tensor([10, 11, 12, 13] as [Int32]))

  /// The keys of the given seeds, as words.
  private func words(_ seeds: [Int32]) -> [UInt32] {
    lax.randomUnwrap(lax.randomSeed(Tensor(seeds))).scalars()
  }

  private func expect(_ moved: Tensor, _ shape: [Int], _ seeds: [Int32]) {
    #expect(moved.dtype == .keyThreefry)
    #expect(moved.shape == shape)
    #expect(lax.randomUnwrap(moved).scalars(as: UInt32.self) == words(seeds))
  }

  @Test func cutsAndJoins() {
    expect(lax.slice(keys, startIndices: [0], limitIndices: [4], strides: [2]), [2], [10, 12])
    expect(lax.indexInDim(keys, -1, keepdims: false), [], [13])
    expect(
      lax.concatenate([keys, lax.sliceInDim(keys, 0, 1)], dimension: 0), [5], [10, 11, 12, 13, 10])
    expect(lax.split(keys, sizes: [1, 3])[1], [3], [11, 12, 13])
    expect(lax.rev(keys, dimensions: [0]), [4], [13, 12, 11, 10])
    expect(
      lax.transpose(lax.reshape(keys, [2, 2]), permutation: [1, 0]), [2, 2], [10, 12, 11, 13])
    expect(lax.broadcast(lax.indexInDim(keys, 1, keepdims: false), [2]), [2], [11, 11])
  }

  @Test func findsComputedPlaces() {
    expect(lax.dynamicSlice(keys, startIndices: [9], sliceSizes: [2]), [2], [12, 13])
    expect(
      lax.dynamicUpdateSlice(keys, lax.sliceInDim(keys, 0, 1), [2]), [4], [10, 11, 10, 13])
    let gathered = lax.gather(
      keys, startIndices: Tensor([3, 0] as [Int32], shape: [2, 1]),
      dimensionNumbers: .init(offsetDims: [], collapsedSliceDims: [0], startIndexMap: [0]),
      sliceSizes: [1])
    expect(gathered, [2], [13, 10])
    let scattered = lax.scatter(
      keys, scatterIndices: Tensor([1] as [Int32], shape: [1, 1]),
      updates: lax.sliceInDim(keys, 3, 4),
      dimensionNumbers: .init(
        updateWindowDims: [], insertedWindowDims: [0], scatterDimsToOperandDims: [0]))
    expect(scattered, [4], [10, 13, 12, 13])
  }

  @Test func mapsOverPlaces() throws {
    let moved = try vmapFlat(
      { [lax.dynamicIndexInDim($0[0], $0[1], keepdims: false)] },
      [keys, Tensor([2, 0] as [Int32])], inAxes: [nil, 0])
    expect(moved[0], [2], [12, 10])
  }
}
