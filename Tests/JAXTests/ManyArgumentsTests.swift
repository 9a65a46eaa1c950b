// Functions of five or more arguments under each transformation that takes them.

import JAX
import Testing

@Suite struct ManyArgumentsTests {
  private static let five: @Sendable (Tensor, Tensor, Tensor, Tensor, Tensor) -> Tensor = {
    a, b, c, d, e in a * a * b + c * d - e
  }

  @Test func compiledFunctionsHaveOneOrSeveralResults() {
    let compiled = jit(Self.five)
    #expect(Double(compiled(3, 2, 4, 5, 1)) == 37)
    #expect(Double(compiled(1, 2, 4, 5, 1)) == 21)
    let sums = jit { (a: Tensor, b: Tensor, c: [Tensor], d: Tensor, e: Tensor, f: Tensor) in
      (a + b, c[0] + c[1], d + e + f)
    }
    let (x, y, z) = sums(1, 2, [3, 4], 5, 6, 7)
    #expect([x, y, z].map { Double($0) } == [3, 7, 18])
    let eight = jit {
      (a: Tensor, b: Tensor, c: Tensor, d: Tensor, e: Tensor, f: Tensor, g: [Tensor], h: Tensor)
        -> (Tensor, Tensor) in
      let sum = a + b + c + d
      return (sum * h, e + f + g[0])
    }
    let (u, v) = eight(1, 2, 3, 4, 5, 6, [7], 8)
    #expect([u, v].map { Double($0) } == [80, 18])
  }

  @Test func stateIsUpdatedInPlace() {
    let step = jit {
      (state: inout [Tensor], a: Tensor, b: Tensor, c: Tensor, d: Tensor, e: Tensor) -> Tensor in
      state[0] += a + b
      state[1] *= c
      return d + e
    }
    var state: [Tensor] = [1, 2]
    #expect(Double(step(&state, 1, 2, 3, 4, 5)) == 9)
    #expect(state.map { Double($0) } == [4, 6])
    let copy = state
    #expect(Double(step(&state, 1, 2, 3, 4, 5)) == 9)
    #expect(copy.map { Double($0) } == [4, 6] && state.map { Double($0) } == [7, 18])
    let silent = jit { (x: inout Tensor, a: Tensor, b: Tensor, c: Tensor, d: Tensor) in
      x += a + b + c + d
    }
    var x: Tensor = 0
    silent(&x, 1, 2, 3, 4)
    #expect(Double(x) == 10)
  }

  @Test func gradientsAreThoseOfTheFirstArgument() {
    let gradient = grad(Self.five)
    #expect(Double(gradient(3.0, 2.0, 4.0, 5.0, 1.0)) == 12)
    let both = valueAndGrad(Self.five)
    let (value, slope) = both(3.0, 2.0, 4.0, 5.0, 1.0)
    #expect(Double(value) == 37 && Double(slope) == 12)
    let withAux = valueAndGrad { (a: Tensor, b: Tensor, c: Tensor, d: Tensor, e: Tensor) in
      (a * b * c, d + e)
    }
    let result = withAux(2.0, 3.0, 4.0, 5.0, 6.0)
    #expect([result.value, result.aux, result.gradient].map { Double($0) } == [24, 11, 12])
    let compiled = jit(gradient)
    #expect(Double(compiled(3.0, 2.0, 4.0, 5.0, 1.0)) == 12)
  }

  @Test func examplesAreMappedOverTheAxisOfEachArgument() {
    let mapped = vmap(Self.five, inAxes: [0, nil, 0, nil, nil])
    let result = mapped([1.0, 2.0], 2.0, [3.0, 4.0], 5.0, 1.0)
    #expect(result.scalars(as: Double.self) == [16, 27])
    let pairs = vmap(
      { (a: Tensor, b: Tensor, c: Tensor, d: Tensor, e: Tensor, f: Tensor) in
        (a + b + c, d + e + f)
      }, inAxes: [0, nil, nil, 0, nil, nil])
    let (x, y) = pairs([1.0, 2.0], 1.0, 1.0, [5.0, 6.0], 1.0, 1.0)
    #expect(x.scalars(as: Double.self) == [3, 4] && y.scalars(as: Double.self) == [7, 8])
  }

  @Test func mistakesAreReported() {
    #expect(throws: JAXError.self) {
      try catchingErrors {
        let mapped = vmap(Self.five)
        _ = mapped([1.0, 2.0], [1.0, 2.0, 3.0], [1.0], [1.0], [1.0])
      }
    }
  }
}
