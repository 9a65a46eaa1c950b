// Compiled functions: traced once for each kind of argument, state changed in place, and values that stay values.

import JAX
import JAXCore
import PJRT
import Synchronization
import Testing

@PyTree private struct Power {
  var base: Tensor
  var exponent: Int
}

@Suite struct JitTests {
  @Test func tracesOncePerShapeAndDType() {
    let count = Mutex(0)
    let f = jit { (x: Tensor) -> Tensor in
      count.withLock { $0 += 1 }
      return x * 2
    }
    _ = f([1, 2])
    _ = f([3, 4])
    #expect(count.withLock { $0 } == 1)
    _ = f([1, 2, 3])
    _ = f([1.5, 2])
    #expect(count.withLock { $0 } == 3)
    #expect(f([5, 6]).scalars(as: Int.self) == [10, 12])
    #expect(count.withLock { $0 } == 3)
  }

  @Test func staticValuesArePartOfTheFunction() {
    let count = Mutex(0)
    let power = jit { (x: Power) -> Tensor in
      count.withLock { $0 += 1 }
      return (0..<x.exponent).reduce(jnp.onesLike(x.base)) { product, _ in product * x.base }
    }
    #expect(power(Power(base: 3, exponent: 2)).item(as: Int.self) == 9)
    #expect(power(Power(base: 2, exponent: 2)).item(as: Int.self) == 4)
    #expect(power(Power(base: 2, exponent: 5)).item(as: Int.self) == 32)
    #expect(count.withLock { $0 } == 2)
  }

  @Test func copiesOfAStateKeepTheirValues() {
    let step = jit { (state: inout [Tensor]) in
      for position in state.indices { state[position] = state[position] + 1 }
    }
    var state = [jnp.zeros([1000]), jnp.ones([3])]
    let copy = state
    step(&state)
    #expect(copy[0].sum().item(as: Int.self) == 0)
    #expect(copy[1].sum().item(as: Int.self) == 3)
    #expect(state[0].sum().item(as: Int.self) == 1000)
    let leaf = state[1]
    step(&state)
    step(&state)
    #expect(leaf.scalars(as: Int.self) == [2, 2, 2])
    #expect(state[1].scalars(as: Int.self) == [4, 4, 4])
  }

  @Test func aStateNobodyElseHoldsIsChangedInItsMemory() throws {
    let step = jit { (state: inout Tensor, x: Tensor) -> Tensor in
      state = state + x
      return state.sum()
    }
    var state = jnp.zeros([4096])
    let x = jnp.ones([4096])
    #expect(step(&state, x).item(as: Int.self) == 4096)
    func address() throws -> UnsafeRawPointer? {
      try state.content.deviceArray(for: "test").buffer.unsafePointer()
    }
    let before = try address()
    #expect(step(&state, x).item(as: Int.self) == 8192)
    #expect(try address() == before)
  }

  @Test func aStateOfLiteralsIsNotGivenAway() {
    let step = jit { (state: inout Tensor) in state = state + 1 }
    for _ in 0..<3 {
      var counter: Tensor = 41
      step(&counter)
      #expect(counter.item(as: Int.self) == 42)
      #expect((Tensor(41) + 0).item(as: Int.self) == 41)
    }
  }

  @Test func aStateMayChangeItsStructureAndTypes() {
    let grow = jit { (state: inout [Tensor]) -> Tensor in
      state.append(state[0] * 2.5)
      return state[0]
    }
    var state: [Tensor] = [jnp.ones([2], dtype: .int32)]
    _ = grow(&state)
    _ = grow(&state)
    #expect(state.count == 3)
    #expect(state[2].scalars(as: Double.self) == [2.5, 2.5])
    #expect(state[0].dtype == .int32)
  }

  @Test func capturedValuesAreKept() {
    let weights = jnp.arange(3, dtype: .float32)
    let f = jit { (x: Tensor) -> Tensor in (weights * x).sum() }
    #expect(f([1, 1, 1]).item(as: Double.self) == 3)
    #expect(grad(f)([1.0, 1, 1]).scalars(as: Double.self) == [0, 1, 2])
    // A value of an enclosing transformation may be captured as well.
    let outer = grad { (x: Tensor) -> Tensor in jit { y in y * x }(x) }
    #expect(outer(3.0).item(as: Double.self) == 6)
  }

  @Test func aCompiledFunctionIsOneEquation() {
    let f = jit({ (x: Tensor) -> Tensor in jnp.sin(x) }, name: "wave")
    #expect(
      makeJaxpr { (x: Tensor) -> Tensor in f(x) * 2 }([1.0]).description == """
        { lambda ; a:f32[1]. let
            b:f32[1] = jit[
              name=wave
              jaxpr={ lambda ; a:f32[1]. let b:f32[1] = sin a in (b,) }
            ] a
            c:f32[1] = mul b 2.0:f32[]
          in (c,) }
        """)
  }
}

@Suite struct NumberOperandTests {
  @Test func numbersJoinTensors() {
    let rate = 0.5
    let count = 3
    let single: Float = 2
    let x: Tensor = [2, 4]
    #expect((x * rate).scalars(as: Double.self) == [1, 2])
    #expect((rate - x).scalars(as: Double.self) == [-1.5, -3.5])
    #expect((x / count * count).dtype == .float32)
    #expect((x + count).dtype == .int32)
    #expect((x ** count).scalars(as: Int.self) == [8, 64])
    #expect((x * single).dtype == .float32)
    #expect((x.astype(.float64) * rate).dtype == .float64)
    #expect((x .> count).scalars(as: Bool.self) == [false, true])
    var y = x.astype(.float32)
    y *= rate
    y -= count
    #expect(y.scalars(as: Double.self) == [-2, -1])
    let rosenbrock = 100.0 * (x[1...] - x[..<1] ** 2) ** 2 + (1 - x[..<1]) ** 2
    #expect(rosenbrock.scalars(as: Double.self) == [1])
  }

  @Test func functionsThatAreMadeAgainCompileOnce() {
    let compiled = Mutex<[String]>([])
    func sums(of scale: Double) -> [Double] {
      withConfiguration({ $0.reportCompilation = { text in compiled.withLock { $0.append(text) } } }
      ) {
        (1...3).map { step in
          let f = jit({ x in (x * scale).sum() + 417 }, name: "madeAgain")
          return Double(f(jnp.full([3], Tensor(step), dtype: .float32)))
        }
      }
    }
    #expect(sums(of: 1) == [420, 423, 426])
    #expect(compiled.withLock { $0.filter { $0.contains("madeAgain") }.count } == 1)
    // Another program under the same name, and the same one after the caches were cleared.
    #expect(sums(of: 2) == [423, 429, 435])
    #expect(compiled.withLock { $0.filter { $0.contains("madeAgain") }.count } == 2)
    jax.clearCaches()
    #expect(sums(of: 2) == [423, 429, 435])
    #expect(compiled.withLock { $0.filter { $0.contains("madeAgain") }.count } == 3)
  }
}
