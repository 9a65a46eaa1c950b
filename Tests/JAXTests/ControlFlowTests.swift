// Control flow under every transformation.

import Glibc
import JAX
import Testing

@Suite struct ControlFlowTests {
  @Test func values() {
    #expect(Double(lax.whileLoop({ x in x .< 100 }, { x in x * 2 }, 3)) == 192)
    #expect(Double(lax.foriLoop(0, 5, { i, x in x + i }, 0)) == 10)
    let (last, sums) = lax.scan({ total, x in (total + x, total) }, 0, jnp.arange(4))
    #expect(Double(last) == 6)
    #expect(sums.scalars(as: Int.self) == [0, 0, 1, 3])
    #expect(Double(lax.cond(true, { x in x + 1 }, { x in x * 2 }, 5)) == 6)
    #expect(Double(lax.switch(1, [{ x in x + 1 }, { x in x * 2 }], Tensor(5))) == 10)
    let (i, y) = lax.whileLoop({ i, y in i .< 3 }, { i, y in (i + 1, y * 2) }, (0, 1.5))
    #expect(Double(i) == 3)
    #expect(Double(y) == 12)
  }

  @Test func reverseThroughWhile() {
    let power: @Sendable (Tensor) -> Tensor = { x in
      lax.whileLoop({ y in y .< 100 }, { y in y * x }, x)
    }
    #expect(Double(grad(power)(2.0)) == 448)
    #expect(Double(grad(grad(power))(2.0)) == 1344)
    #expect(Double(jvp(power, 2.0, 1.0).tangent) == 448)
    #expect(vmap(power)([2.0, 3.0, 4.0]).scalars(as: Double.self) == [128, 243, 256])
    #expect(vmap(grad(power))([2.0, 3.0, 4.0]).scalars(as: Double.self) == [448, 405, 256])
    let total = grad { (x: Tensor) in vmap(power)(x).sum() }
    #expect(total([2.0, 3.0, 4.0]).scalars(as: Double.self) == [448, 405, 256])
  }

  /// The loop replays its own states exactly; what is left is the rounding of 100 000 steps.
  @Test(arguments: [(DType.float32, 1e-4), (.float64, 1e-10)])
  func gradientThroughAHundredThousandSteps(dtype: DType, tolerance: Double) {
    let steps = 100_000
    let start = (0..<100).map { Double($0) / 100 }
    let gradient = jit(
      grad { (x: Tensor) in
        lax.whileLoop(
          { i, _ in i .< steps }, { i, x in (i + 1, x + 1e-5 * lax.sin(x)) }, (0, x)
        ).1.sum()
      })(Tensor(start, dtype: dtype)).scalars(as: Double.self)
    var (error, norm) = (0.0, 0.0)
    for position in stride(from: 0, to: 100, by: 11) {
      var x = start[position]
      var slope = 1.0
      for _ in 0..<steps {
        slope *= 1 + 1e-5 * cos(x)
        x += 1e-5 * sin(x)
      }
      error += (gradient[position] - slope) * (gradient[position] - slope)
      norm += slope * slope
    }
    #expect(error <= tolerance * tolerance * norm)
  }
}
