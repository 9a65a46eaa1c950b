// A border for the compiler changes no value and no derivative.

import JAXTransforms
import Testing

@Suite struct OptimizationBarrierTests {
  @Test func valuesAndDerivativesPass() {
    let both = lax.optimizationBarrier([2.0, 3])
    #expect(both.map { Double($0) } == [2, 3])
    #expect(both.map(\.dtype) == [.float32, .int32])
    let f: @Sendable (Tensor) -> Tensor = { x in
      let parts = lax.optimizationBarrier([x, x * 2.0])
      return parts[1] * parts[1]
    }
    #expect(Double(grad(f)(3.0)) == 24)
    #expect(Double(grad(grad(f))(3.0)) == 8)
    #expect(vmap(jit(grad(f)))([1.0, 2]).scalars(as: Double.self) == [8, 16])
  }
}
