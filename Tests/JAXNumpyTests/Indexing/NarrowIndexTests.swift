// Indices whose dtype does not hold the size of the axis: none of them wraps.

import JAXCore
import JAXNumpy
import JAXTransforms
import Testing

private func numbers(_ x: Tensor) -> [Int] { x.scalars(as: Int.self) }

@Suite struct NarrowIndexTests {
  private let x = jnp.arange(200)
  /// An axis that neither 8 signed nor 8 unsigned bits number.
  private let long = jnp.arange(300)

  @Test func subscriptsReadAndWrite() {
    let index = Tensor([-1, 5] as [Int8])
    #expect(numbers(x[index]) == [199, 5])
    #expect(numbers(jit { i in x[i] }(index)) == [199, 5])
    #expect(numbers(vmap { i in x[i] }(index)) == [199, 5])
    #expect(numbers(x[Tensor([-1, 5] as [Int16])]) == [199, 5])
    #expect(numbers(x[Tensor([199, 5] as [UInt8])]) == [199, 5])
    #expect(numbers(long[Tensor([255, 0] as [UInt8])]) == [255, 0])
    #expect(numbers(long[Tensor([-1, 5] as [Int64])]) == [299, 5])
    #expect(Int(x[Tensor(.int(-1), dtype: .int8)]) == 199)
    #expect(Int(jit { i in x[i] }(Tensor([-1] as [Int8])[0])) == 199)
    for dtype in [DType.int8, .int16, .int32, .int64] {
      let last = Tensor(.int(-1), dtype: dtype)
      let set = x.at[last].set(7)
      #expect(numbers(set) == Array(0..<199) + [7])
      #expect(numbers(jit { i in x.at[i].set(7) }(last)) == numbers(set))
      let rows = jnp.broadcastTo(last, [1])
      #expect(numbers(x.at[rows].add(1)) == Array(0..<199) + [200])
      #expect(numbers(vmap { i in x.at[i].set(7) }(rows)) == numbers(set))
    }
    // With a position beside the array, whose number the narrow dtype does not hold.
    let matrix = jnp.arange(600).reshape([3, 200])
    #expect(numbers(matrix[Tensor([0, -1] as [Int8]), 150]) == [150, 550])
    #expect(numbers(matrix[150 % 3, Tensor([0, -1] as [Int8])]) == [0, 199])
    let corner = jit { i in matrix[i, 150] }(Tensor(.int(-1), dtype: .int8))
    #expect(Int(corner) == 550)
  }

  @Test func positionsOutOfRangeStayOutOfRange() {
    let far = Tensor([200, 127] as [UInt8])
    #expect(numbers(jit { i in x[i] }(far)) == [199, 127])
    #expect(numbers(x.at[far].get(mode: .fillOrDrop, fillValue: -5)) == [-5, 127])
    let wide = Tensor([1 << 32, 5, -1] as [Int64])
    #expect(numbers(jit { i in x[i] }(wide)) == [199, 5, 199])
    #expect(numbers(x.at[wide].get(mode: .fillOrDrop, fillValue: -5)) == [-5, 5, 199])
    let unsigned = Tensor([UInt32.max, 5])
    #expect(numbers(jit { i in x[i] }(unsigned)) == [199, 5])
    #expect(numbers(jit { i in x.at[i].set(0) }(unsigned)) == numbers(x.at[5].set(0)))
    let widest = Tensor([UInt64.max, 5])
    #expect(numbers(jit { i in x[i] }(widest)) == [199, 5])
    #expect(numbers(x.at[Tensor(1 << 40)].get(mode: .fillOrDrop, fillValue: -5)) == [-5])
  }

  @Test func takingCountsInTheWholeAxis() {
    let index = Tensor([-1, 5, 127] as [Int8])
    #expect(numbers(jnp.take(x, index)) == [199, 5, 127])
    #expect(numbers(jnp.take(x, index, mode: .wrap)) == [199, 5, 127])
    #expect(numbers(jnp.take(x, index, mode: .clip)) == [0, 5, 127])
    #expect(numbers(jnp.takeAlongAxis(x, index, axis: 0)) == [199, 5, 127])
    #expect(numbers(jnp.takeAlongAxis(long, Tensor([255, 3] as [UInt8]), axis: 0)) == [255, 3])
    let many = jnp.arange(600).reshape([300, 2])
    let each = jnp.broadcastTo(Tensor([-1] as [Int8]), [300, 1])
    #expect(numbers(jnp.takeAlongAxis(many, each, axis: 1)) == (0..<300).map { 2 * $0 + 1 })
    #expect(
      numbers(nn.oneHot(Tensor([-56, 5] as [Int8]), 201, dtype: .int32).sum(axis: 1)) == [0, 1])
  }

  @Test func windowsStandWhereTheyAreAskedFor() {
    for dtype in [DType.int8, .uint8, .int16, .int32, .uint32, .int64] {
      let start = Tensor(.int(120), dtype: dtype)
      let window = lax.dynamicSlice(x, startIndices: [start], sliceSizes: [3])
      #expect(numbers(window) == [120, 121, 122])
      let updated = lax.dynamicUpdateSlice(x, Tensor([7, 8]), [start])
      #expect(numbers(updated) == Array(0..<120) + [7, 8] + Array(122..<200))
      let mapped = vmap { i in lax.dynamicSlice(x, startIndices: [i], sliceSizes: [2]) }(
        jnp.broadcastTo(start, [2]))
      #expect(numbers(mapped) == [120, 121, 120, 121])
      let both = vmap { x, i in lax.dynamicUpdateIndexInDim(x, 7, i, axis: 0) }(
        jnp.stack([x, x]), jnp.broadcastTo(start, [2]))
      #expect(numbers(both[1]) == Array(0..<120) + [7] + Array(121..<200))
    }
    let last = Tensor(.int(-3), dtype: .int8)
    #expect(numbers(lax.dynamicSlice(x, startIndices: [last], sliceSizes: [3])) == [197, 198, 199])
    #expect(Int(lax.dynamicIndexInDim(x, last, keepdims: false)) == 197)
    // A box near the end of an axis, beyond what the dtype holds, is moved no further than needed.
    let near = Tensor(.int(250), dtype: .uint8)
    #expect(numbers(lax.dynamicSlice(long, startIndices: [near], sliceSizes: [2])) == [250, 251])
    #expect(numbers(lax.dynamicSlice(long, startIndices: [near], sliceSizes: [100]))[0] == 200)
    // More examples than the dtype of their indices numbers.
    let rows = jnp.arange(900).reshape([300, 3])
    let picked = vmap { row, i in row[i] }(
      rows, jnp.broadcastTo(Tensor(.int(-1), dtype: .int8), [300]))
    #expect(numbers(picked) == (0..<300).map { 3 * $0 + 2 })
  }

  @Test func derivativesGoWhereTheValuesCameFrom() {
    let y = jnp.ones([200])
    let index = Tensor([-1, 5] as [Int8])
    let slope = grad { y in (y[index] * Tensor([2, 3], dtype: .float32)).sum() }(y)
    #expect(numbers(slope) == [0, 0, 0, 0, 0, 3] + [Int](repeating: 0, count: 193) + [2])
    let start = Tensor(.int(-2), dtype: .int8)
    let window = grad { y in lax.dynamicSlice(y, startIndices: [start], sliceSizes: [2]).sum() }(y)
    #expect(numbers(window) == [Int](repeating: 0, count: 198) + [1, 1])
  }

  @Test func masksOfAnyShapeSelect() {
    let m = jnp.arange(12).reshape([3, 4])
    #expect(numbers(m[m % 5 .== 0]) == [0, 5, 10])
    #expect(numbers(m[m .< 0]) == [])
    #expect(numbers(m[m .>= 0]) == Array(0..<12))
    #expect(numbers(m[Tensor([true, false, true])]) == [0, 1, 2, 3, 8, 9, 10, 11])
    #expect(m[.all, Tensor([true, false, true, false])].shape == [3, 2])
    #expect(jnp.zeros([0, 4])[jnp.zeros([0, 4], dtype: .bool)].shape == [0])
    let cube = jnp.arange(24).reshape([2, 3, 4])
    #expect(numbers(cube[cube .> 20]) == [21, 22, 23])
  }

  @Test func guardsForbidNoPlainSubscript() throws {
    let index = Tensor([3, -1])
    let found = try catchingErrors {
      // What is compiled and put on the device once is there afterwards.
      _ = x[index]
      return withConfiguration({ $0.transferGuard = .disallow }) { x[index] }
    }
    #expect(numbers(found) == [3, 199])
  }

  @Test func knownIndicesOutOfRangeAreErrors() {
    func text(_ index: Tensor) -> String? {
      do { _ = try catchingErrors { x[index] } } catch { return "\(error)" }
      return nil
    }
    let expected = "out of range for axis 0 of size 200"
    #expect(text(Tensor([1, 200]))?.contains("index 200 is \(expected)") == true)
    #expect(text(Tensor([-201, 0]))?.contains("index -201 is \(expected)") == true)
    #expect(text(Tensor([0, 200] as [UInt8]))?.contains("index 200 is \(expected)") == true)
    #expect(text(Tensor([0, UInt64.max]))?.contains(expected) == true)
    #expect(text(Tensor([Int64.min]))?.contains(expected) == true)
    #expect(text(Tensor([-128, 127] as [Int8])) == nil)
    #expect(text(Tensor([] as [Int])) == nil)
    #expect(text(Tensor([7, -8], dtype: .int4)) == nil)
  }
}
