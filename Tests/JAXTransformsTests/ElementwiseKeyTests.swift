// Element-wise operations on pseudo-random keys, which are two words each on the device.

import JAXLax
import Testing

@testable import JAXTransforms

@Suite struct ElementwiseKeyTests {
  private let keys = lax.randomSeed(Tensor([1, 2, 3] as [Int32]))
  private let others = lax.randomSeed(Tensor([1, 5, 3] as [Int32]))

  @Test func comparesBothWords() {
    #expect(lax.eq(keys, others).scalars(as: Bool.self) == [true, false, true])
    #expect(lax.ne(keys, others).scalars(as: Bool.self) == [false, true, false])
  }

  @Test func selectsBothWords() {
    let selected = lax.select(Tensor([true, false, false]), keys, others)
    #expect(selected.dtype == .keyThreefry)
    #expect(
      lax.randomUnwrap(selected).scalars(as: UInt32.self)
        == lax.randomUnwrap(lax.randomSeed(Tensor([1, 5, 3] as [Int32]))).scalars())
    let all = lax.randomUnwrap(lax.select(true, keys, others)).scalars(as: UInt32.self)
    #expect(all == lax.randomUnwrap(keys).scalars())
  }

  @Test func mapsOverKeys() throws {
    let result = try vmapFlat(
      { [lax.select($0[0], $0[1], $0[2])] }, [Tensor([false, true, true]), keys, others],
      inAxes: [0, 0, 0])
    #expect(
      lax.randomUnwrap(result[0]).scalars(as: UInt32.self)
        == lax.randomUnwrap(lax.randomSeed(Tensor([1, 2, 3] as [Int32]))).scalars())
  }

  @Test func stretchesOneKey() {
    let one = lax.randomSeed(Tensor([2] as [Int32], shape: []))
    #expect(lax.eq(keys, one).scalars(as: Bool.self) == [false, true, false])
  }
}
