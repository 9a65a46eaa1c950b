// An array of more elements than 32 bits count, read and written at its end: it needs 3 GB and a minute, so it is tried with
// SWIFT_JAX_SLOW_TESTS=1. What its programs are is tested in CounterTests.

import Foundation
import JAX
import Testing

private let isSlow = ProcessInfo.processInfo.environment["SWIFT_JAX_SLOW_TESTS"] != nil

@Suite(.enabled(if: isSlow), .serialized) struct HugeArrayTests {
  private static let count = 2_200_000_000

  @Test func theLastElementIsReadAndWritten() {
    let count = Self.count
    let x = jnp.zeros([count], dtype: .int8)
    func number(_ x: Tensor) -> Int { Int(x.sum()) }
    let last = Tensor([count - 1], dtype: .int64)
    #expect(Int(x.at[count - 1].set(7)[count - 1]) == 7)
    #expect(Int(x.at[-1].add(7)[-1]) == 7)
    #expect(Int(x.at[last].set(7)[count - 1]) == 7)
    #expect(Int(x.at[Tensor([-1, 5] as [Int8])].max(7)[count - 1]) == 7)
    #expect(number(x.at[(count - 3)..<count].set(7)[(count - 4)..<count]) == 21)
    #expect(Int(jit { (x: Tensor, i: Tensor) in x.at[i].set(7)[i] }(x, Tensor(count - 1))) == 7)
    #expect(Int(jit { (x: Tensor, i: Tensor) in x.at[i].set(7)[-1] }(x, Tensor(-1))) == 7)
    let y = x.at[count - 1].set(7)
    #expect(number(jnp.take(y, last)) == 7 && number(jnp.take(y, [-1])) == 7)
    #expect(Int(jnp.argmax(y)) == count - 1)
    #expect(number(lax.slice(y, startIndices: [count - 2], limitIndices: [count])) == 7)
    #expect(y[.stride(from: -1, to: -5, by: -2)].scalars(as: Int.self) == [7, 0])
    #expect(number(lax.dynamicSlice(y, startIndices: [Tensor(count - 2)], sliceSizes: [2])) == 7)
  }
}
