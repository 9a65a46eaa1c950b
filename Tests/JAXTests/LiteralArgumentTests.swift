// Literals as arguments of transformed functions: they are tensors, so that functions are traced, and traced once.

import JAX
import Synchronization
import Testing

private final class Traces: Sendable {
  private let number = Mutex(0)

  var count: Int { number.withLock { $0 } }

  /// The tensor itself; that it was computed is counted.
  func count(_ x: Tensor) -> Tensor {
    number.withLock { $0 += 1 }
    return x
  }
}

@Sendable private func tanh(_ x: Tensor) -> Tensor { jnp.tanh(x) }

@Suite struct LiteralArgumentTests {
  @Test func compiledFunctionsTraceNumbers() {
    let traces = Traces()
    let double = jit { x in traces.count(x * 2) }
    #expect(Double(double(3.0)) == 6)
    #expect(Double(double(4.0)) == 8)
    #expect(traces.count == 1)
    #expect(Double(jit { x in x * 2 }(3.0)) == 6)
    #expect(Double(jit { (x, y) in x + y }(1, 2.5)) == 3.5)
    let sum = jit { (x, y) in traces.count(x + y) }
    #expect([sum(1, 2.5), sum(2, 3.5), sum(0, -1.5)].map { Double($0) } == [3.5, 5.5, -1.5])
    #expect(traces.count == 2)
  }

  @Test func arrayLiteralsAreOneTensorOrSeveral() {
    let traces = Traces()
    let mapped = vmap { x in traces.count(x * 2) }([1, 2, 3])
    #expect(traces.count == 1)
    #expect(mapped.scalars(as: Int.self) == [2, 4, 6])
    let sum = jit { x in x.reduce(0, +) }([1, 2, 3])
    #expect(sum.shape == [] && sum.item(as: Int.self) == 6)
    let first = jit { (x: [Tensor]) in x[0] }([1, 2])
    #expect(first.shape == [])
    let matrix = jit { x in -x }([[1, 2], [3, 4]])
    #expect(matrix.shape == [2, 2])
  }

  @Test func derivativesOfNumbers() {
    let traces = Traces()
    #expect(Double(grad { x in traces.count(x * x) }(3.0)) == 6)
    #expect(traces.count == 1)
    #expect(abs(Double(grad(tanh)(1.0)) - 0.41997434) < 1e-6)
    let (value, tangent) = jvp({ x in traces.count(jnp.sin(x)) }, 1.0, 1.0)
    #expect(traces.count == 2)
    #expect(abs(Double(value) - 0.84147098) < 1e-6)
    #expect(abs(Double(tangent) - 0.54030231) < 1e-6)
    let (_, pullback, aux) = vjp({ x in (x * x, x + 1) }, 3.0, aux: .last)
    #expect(Double(pullback(1.0)) == 6)
    #expect(Double(aux) == 4)
  }

  @Test func programsOfNumbers() {
    #expect(
      makeJaxpr { x in jnp.sin(x) }(1.0).description
        == "{ lambda ; a:f32[]. let b:f32[] = sin a in (b,) }")
  }
}
