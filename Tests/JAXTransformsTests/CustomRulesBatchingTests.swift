// Functions that say how they are mapped, linear functions with a transpose of their own, and converted closures.

import JAXTransforms
import Testing

private func f64(_ value: Double) -> Tensor { Tensor(.float(value), dtype: .float64) }

/// x² + y, which doubles its result when it is mapped so that this can be seen.
private let marked: @Sendable (Tensor, Tensor) -> Tensor = customVmap(
  { (x: Tensor, y: Tensor) in x * x + y }, name: "marked"
) { (axisSize: Int, isMapped: [Bool], x: Tensor, y: Tensor) in
  let value = 2.0 * (x * x + y)
  return (value, isMapped: true)
}

@Suite struct CustomRulesBatchingTests {
  @Test func theRuleMapsTheFunction() {
    let xs = Tensor([1.0, 2, 3], dtype: .float64)
    #expect(Double(marked(f64(3), f64(1))) == 10)
    #expect(vmap(marked, inAxes: [0, nil])(xs, f64(1)).scalars(as: Double.self) == [4, 10, 20])
    let jitted = jit(vmap(jit(marked), inAxes: [0, nil]))
    #expect(jitted(xs, f64(1)).scalars(as: Double.self) == [4, 10, 20])
    #expect(Double(grad(marked)(f64(3), f64(1))) == 6)
    #expect(Double(jit(grad(jit(marked)))(f64(3), f64(1))) == 6)
    let slopes = vmap { x in jvp({ x in marked(x, f64(1)) }, x, f64(1)).tangent }(xs)
    #expect(slopes.scalars(as: Double.self) == [4, 8, 12])
    let total = grad { xs in
      lax.reduceSum(vmap(marked, inAxes: [0, nil])(xs, f64(1)), axes: [0])
    }
    #expect(total(xs).scalars(as: Double.self) == [4, 8, 12])
  }

  @Test func theRuleSeesWhichArgumentsAreMapped() {
    let f: @Sendable ([Tensor], Tensor) -> Tensor = customVmap({ p, x in p[0] * p[1] + x }) {
      (axisSize: Int, isMapped: [Bool], p: [Tensor], x: Tensor) in
      #expect(axisSize == 2 && isMapped == [true, false])
      #expect(p.map(\.shape) == [[2], [2]] && x.shape == [])
      return (p[0] * p[1] + x, isMapped: true)
    }
    let xs: Tensor = [1.0, 2]
    let mapped = vmap { (x: Tensor) in f([x, 5.0], 1.0) }(xs)
    #expect(mapped.scalars(as: Double.self) == [6, 11])
    let wrong: @Sendable (Tensor) -> Tensor = customVmap({ x in x }, name: "wrong") {
      (_: Int, _: [Bool], x: Tensor) in (lax.reduceSum(x, axes: [0]), isMapped: true)
    }
    #expect(
      message { _ = vmap(wrong)(xs) } == """
        customVmap wrong: the rule gives results of shapes ().
          expected: those of the function with the 2 examples in front, (2,)
          to do: return whether the result is mapped, and map it at axis 0.
        """)
  }

  @Test func sequentialFunctionsRunOneExampleAfterTheOther() {
    let f: @Sendable (Tensor, Tensor) -> Tensor = sequentialVmap { (x: Tensor, y: Tensor) in
      lax.sin(x) * y
    }
    let xs: Tensor = [1.0, 2]
    let expected = vmap({ x, y in lax.sin(x) * y }, inAxes: [0, nil])(xs, 3.0)
    let ours = vmap(f, inAxes: [0, nil])
    #expect(ours(xs, 3.0).scalars(as: Float.self) == expected.scalars(as: Float.self))
    let text = "\(makeJaxpr(ours)(xs, 3.0))"
    #expect(text.contains("scan["))
  }

  @Test func linearCallsHaveTheirOwnTranspose() {
    let f: @Sendable (Tensor, Tensor) -> Tensor = { r, x in
      linearCall({ r, x in x / r }, transpose: { r, y in 10.0 * y / r }, r, x)
    }
    let (r, x) = (f64(2), f64(6))
    #expect(Double(f(r, x)) == 3)
    #expect(Double(jvp({ x in f(r, x) }, x, f64(2)).tangent) == 1)
    #expect(Double(grad { x in f(r, x) }(x)) == 5)
    #expect(Double(jit(grad(f, wrt: .second))(r, x)) == 5)
    #expect(Double(grad(f)(r, x)) == -1.5)
    let rs = Tensor([1.0, 2], dtype: .float64)
    #expect(
      vmap(grad(f, wrt: .second), inAxes: [0, nil])(rs, x).scalars(as: Double.self) == [10, 5])
  }

  @Test func convertedClosuresTakeWhatTheyCaptured() {
    let outer: @Sendable (Tensor) -> Tensor = { w in
      let (f, captured) = closureConvert({ (x: Tensor) in lax.sin(w * x) * w }, f64(1))
      let g: @Sendable (Tensor, [Tensor]) -> Tensor = customVJP(
        { x, captured in f(x, captured) },
        forward: { (x: Tensor, captured: [Tensor]) in (f(x, captured), (x, captured)) },
        backward: { (residuals: (Tensor, [Tensor]), ct: Tensor) in
          let (_, pullback) = vjp(f, residuals.0, residuals.1)
          let (dx, dc) = pullback(ct)
          return (dx, dc.map { 10.0 * $0 })
        })
      return g(f64(0.5), captured)
    }
    let plain: @Sendable (Tensor) -> Tensor = { w in lax.sin(w * 0.5) * w }
    let w = f64(0.8)
    let expected = 10 * Double(grad(plain)(w))
    #expect(abs(Double(grad(outer)(w)) - expected) < 1e-12)
    #expect(abs(Double(jit(grad(outer))(w)) - expected) < 1e-12)
    #expect(abs(Double(grad(jit(outer))(w)) - expected) < 1e-12)
    let (f, captured) = closureConvert({ (x: Tensor) in x * w }, f64(1))
    #expect(captured.isEmpty && Double(f(f64(2), [])) == 1.6)
  }
}
