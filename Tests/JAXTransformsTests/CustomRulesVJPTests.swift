// Functions with a reverse derivative of their own: forward mode and Hessians too, which JAX refuses.

import JAXTransforms
import Testing

private func f32(_ value: Double) -> Tensor { Tensor(.float(value), dtype: .float32) }

private func f64(_ value: Double) -> Tensor { Tensor(.float(value), dtype: .float64) }

/// x³ y whose rule claims ten times its derivative with respect to x.
private let marked: @Sendable (Tensor, Tensor) -> Tensor = customVJP(
  { (x: Tensor, y: Tensor) in x * x * x * y }, name: "marked",
  forward: { (x: Tensor, y: Tensor) in (x * x * x * y, (x, y)) },
  backward: { residuals, g in
    let (x, y) = residuals
    return (30 * x * x * y * g, x * x * x * g)
  })

/// The exponential, whose forward rule uses the function itself.
private let selfish: @Sendable (Tensor) -> Tensor = customVJP(
  lax.exp,
  forward: { (x: Tensor) in
    let y = selfish(x)
    return (y, y)
  },
  backward: { (y: Tensor, g: Tensor) in 2.0 * y * g })

@Suite struct CustomRulesVJPTests {
  @Test func rulesMayCallTheirOwnFunction() {
    let x = f64(0)
    #expect(Double(grad(selfish)(x)) == 2)
    #expect(Double(grad(grad(selfish))(x)) == 4)
    #expect(Double(grad(grad(jit(selfish)))(x)) == 4)
    #expect(Double(jit(grad(grad(grad(jit(selfish)))))(x)) == 8)
    let xs = Tensor([0.0, 0], dtype: .float64)
    #expect(vmap(grad(grad(selfish)))(xs).scalars(as: Double.self) == [4, 4])
    let total: @Sendable (Tensor) -> Tensor = { xs in
      lax.reduceSum(vmap(selfish)(xs), axes: [0])
    }
    #expect(hessian(total)(xs).scalars(as: Double.self) == [4, 0, 0, 4])
  }

  @Test func theRuleIsTheDerivativeUnderEveryTransformation() {
    let (x, y) = (f64(2), f64(5))
    let f: @Sendable (Tensor) -> Tensor = { x in marked(x, f64(5)) }
    #expect(Double(marked(x, y)) == 40)
    #expect(Double(grad(marked)(x, y)) == 600)
    #expect(Double(grad(marked, wrt: .second)(x, y)) == 8)
    #expect(Double(grad(jit(marked))(x, y)) == 600)
    #expect(Double(jit(grad(marked))(x, y)) == 600)
    #expect(Double(grad(grad(f))(x)) == 600)
    #expect(Double(grad(grad(grad(f)))(x)) == 300)
    #expect(Double(grad(jit(grad(jit(f))))(x)) == 600)
    let xs = Tensor([1.0, 2, 3], dtype: .float64)
    #expect(vmap(marked, inAxes: [0, nil])(xs, y).scalars(as: Double.self) == [5, 40, 135])
    #expect(vmap(grad(f))(xs).scalars(as: Double.self) == [150, 600, 1350])
    #expect(vmap(jit(grad(grad(f))))(xs).scalars(as: Double.self) == [300, 600, 900])
    let total: @Sendable (Tensor, Tensor) -> Tensor = { xs, y in
      lax.reduceSum(vmap(marked, inAxes: [0, nil])(xs, y), axes: [0])
    }
    for gradient in [grad(total, wrt: .all), jit(grad(jit(total), wrt: .all))] {
      let (dx, dy) = gradient(xs, y)
      #expect(dx.scalars(as: Double.self) == [150, 600, 1350])
      #expect(Double(dy) == 36)
    }
  }

  @Test func forwardModeTransposesTheRule() {
    let (x, y) = (f64(2), f64(5))
    let f: @Sendable (Tensor) -> Tensor = { x in marked(x, f64(5)) }
    #expect(Double(jvp(marked, (x, y), (f64(1), f64(2))).tangent) == 616)
    #expect(Double(jvp(jit(marked), (x, y), (f64(1), f64(2))).tangent) == 616)
    #expect(Double(jit { x, y in jvp(marked, (x, y), (f64(1), f64(2))).tangent }(x, y)) == 616)
    #expect(Double(linearize(marked, x, y).pushforward(f64(1), f64(2))) == 616)
    #expect(Double(jvp(grad(f), x, f64(1)).tangent) == 600)
    #expect(Double(grad { x in jvp(f, x, f64(1)).tangent }(x)) == 600)
    #expect(Double(jvp({ x in jvp(f, x, f64(1)).tangent }, x, f64(1)).tangent) == 600)
    #expect(
      Double(jvp({ x in jvp(grad(f), x, f64(1)).tangent }, x, f64(1)).tangent) == 300)
    let xs = Tensor([1.0, 2, 3], dtype: .float64)
    let slopes = vmap { x in jvp(f, x, f64(1)).tangent }(xs)
    #expect(slopes.scalars(as: Double.self) == [150, 600, 1350])
    let mappedTangents = vmap { t in jvp(f, f64(2), t).tangent }(xs)
    #expect(mappedTangents.scalars(as: Double.self) == [600, 1200, 1800])
    let total: @Sendable (Tensor, Tensor) -> Tensor = vmap(marked, inAxes: [0, nil])
    let (_, tangent) = jvp(total, (xs, y), (xs, f64(1)))
    #expect(tangent.scalars(as: Double.self) == [151, 1208, 4077])
    #expect(
      grad { y in lax.reduceSum(jvp({ y in total(xs, y) }, y, f64(1)).tangent, axes: [0]) }(y)
        .shape == [])
  }

  @Test func hessianOfACustomVJPFunction() {
    let quartic: @Sendable (Tensor) -> Tensor = customVJP(
      { (x: Tensor) in lax.reduceSum(x * x * x * x, axes: [0]) },
      forward: { (x: Tensor) in (lax.reduceSum(x * x * x * x, axes: [0]), x) },
      backward: { (x: Tensor, g: Tensor) in 4 * x * x * x * g })
    let x = Tensor([1.0, 2], dtype: .float64)
    let basis = lax.reshape(Tensor([1.0, 0, 0, 1], dtype: .float64), [2, 2])
    let forwardOverReverse = vmap { v in jvp(grad(quartic), x, v).tangent }(basis)
    let reverseOverForward = vmap { v in grad { x in jvp(quartic, x, v).tangent }(x) }(basis)
    #expect(forwardOverReverse.scalars(as: Double.self) == [12, 0, 0, 48])
    #expect(reverseOverForward.scalars(as: Double.self) == [12, 0, 0, 48])
    #expect(hessian(quartic)(x).scalars(as: Double.self) == [12, 0, 0, 48])
    #expect(jit(hessian(quartic))(x).scalars(as: Double.self) == [12, 0, 0, 48])
    #expect(jacrev(grad(quartic))(x).scalars(as: Double.self) == [12, 0, 0, 48])
    let jitted = jit { x in vmap { v in jvp(grad(quartic), x, v).tangent }(basis) }
    #expect(jitted(x).scalars(as: Double.self) == [12, 0, 0, 48])
  }

  @Test func backwardRulesSeeValuesWhereTheyAreKnown() {
    let f: @Sendable (Tensor) -> Tensor = customVJP(
      { x in x * x },
      forward: { x in (x * x, x) },
      backward: { x, g in Double(x) > 0 ? 2 * g : 3 * g })
    #expect(Double(grad(f)(1.0)) == 2)
    #expect(Double(grad(f)(-1.0)) == 3)
    #expect(Double(vjp(f, -1.0).pullback(2.0)) == 6)
  }

  @Test func rulesThatAreNotLinearHaveNoForwardMode() {
    let f: @Sendable (Tensor) -> Tensor = customVJP(
      { x in x }, name: "clipped", forward: { x in (x, x) },
      backward: { x, g in lax.clamp(-1.0, g, 1.0) })
    #expect(Double(grad { x in f(x) * 5 }(1.0)) == 1)
    #expect(Double(jit(grad { x in f(x) * 5 })(1.0)) == 1)
    let expected = """
      customVJP clipped: forward mode transposes the backward rule, which is not linear in its cotangents (clamp: the operation is not linear, so it cannot be transposed.)
        expected: a backward rule that is linear in the cotangents
        to do: use reverse mode only, or customJVP, which states forward mode.
      """
    #expect(message { _ = jvp(f, 1.0, 1.0) } == expected)
    #expect(message { _ = jit { x in jvp(f, x, 1.0).tangent }(1.0) } == expected)
  }

  @Test func treesIntegersAndSeveralResults() {
    let f: @Sendable ([String: Tensor], Tensor) -> (Tensor, [Tensor]) = customVJP(
      { (p: [String: Tensor], n: Tensor) in (p["a"]! * n, [p["b"]!, n]) },
      forward: { (p: [String: Tensor], n: Tensor) in ((p["a"]! * n, [p["b"]!, n]), ()) },
      backward: { (_, g: Tensor, h: [Tensor]) in
        let gradient: [String: Tensor] = ["a": 7 * g, "b": 5 * h[0]]
        return (gradient, zeroFromPrimal(g))
      })
    let loss: @Sendable ([String: Tensor], Tensor) -> Tensor = { p, n in
      let (first, rest) = f(p, n)
      return first + rest[0]
    }
    let p: [String: Tensor] = ["a": 2.0, "b": 3.0]
    for gradient in [grad(loss), jit(grad(loss)), grad(jit(loss))] {
      let result = gradient(p, 4)
      #expect(Double(result["a"]!) == 7 && Double(result["b"]!) == 5)
    }
    let direction: [String: Tensor] = ["a": 1.0, "b": 2.0]
    #expect(Double(jvp(loss, (p, 4), (direction, 0)).tangent) == 17)
    #expect(Double(jit { p in jvp(loss, (p, 4), (direction, 0)).tangent }(p)) == 17)
  }

  @Test func capturedValuesBecomeOperands() {
    let f: @Sendable (Tensor, Tensor) -> Tensor = { x, w in
      let g: @Sendable (Tensor) -> Tensor = customVJP(
        { (x: Tensor) in x * w }, forward: { (x: Tensor) in (x * w, ()) },
        backward: { _, g in 10 * w * g })
      return g(x)
    }
    #expect(Double(grad(f)(2.0, 3.0)) == 30)
    #expect(Double(jit(grad(f))(2.0, 3.0)) == 30)
    #expect(Double(grad(jit(f))(2.0, 3.0)) == 30)
    #expect(vmap(grad(f))([2.0, 2], [3.0, 4]).scalars(as: Double.self) == [30, 40])
    #expect(
      vmap(jit(grad(f)), inAxes: [nil, 0])(2.0, [3.0, 4]).scalars(as: Double.self) == [30, 40])
    #expect(
      vmap(jit(grad(f)), inAxes: [0, nil])([2.0, 3], 4.0).scalars(as: Double.self) == [40, 40])
    #expect(
      Double(jvp({ x in jvp({ x in f(x, 3.0) }, x, 1.0).tangent * x }, 2.0, 1.0).tangent) == 30)
  }

  @Test func differentiatedCapturedValuesAreErrors() {
    let f: @Sendable (Tensor) -> Tensor = { w in
      let g: @Sendable (Tensor) -> Tensor = customVJP(
        { (x: Tensor) in x * w }, name: "scaled", forward: { (x: Tensor) in (x * w, ()) },
        backward: { _, g in w * g })
      return g(2 * w)
    }
    let expected = """
      customVJP scaled: the function or its rule captured a value of float32[] that is being differentiated by grad.
        expected: a function of its arguments, as its rule gives no derivative for captured values
        to do: pass the value as an argument, or capture lax.stopGradient of it.
      """
    #expect(message { _ = grad(f)(3.0) } == expected)
    #expect(
      message { _ = grad(jit(f))(3.0) }
        == expected.replacing("by grad", with: "by an outer function"))
  }

  @Test func symbolicZerosReachTheBackwardRule() {
    let f: @Sendable (Tensor) -> (Tensor, Tensor) = customVJP(
      { x in (x, x) }, symbolicZeros: true, forward: { x in ((x, x), ()) },
      backward: { _, g, h in h.isSymbolicZero ? 100 * g : g + h })
    #expect(Double(grad { x in f(x).0 }(1.0)) == 100)
    #expect(Double(grad { x in f(x).0 + f(x).1 }(1.0)) == 101)
    #expect(Double(vjp(f, 1.0).pullback(2.0, 3.0)) == 5)
    let none: @Sendable (Tensor) -> Tensor = customVJP(
      { x in x }, forward: { x in (x, x) },
      backward: { x, _ in zeroFromPrimal(x, symbolicZeros: true) })
    #expect(Double(grad(none)(3.0)) == 0)
    #expect(Double(jit(grad(none))(3.0)) == 0)
  }

  @Test func forwardRulesAreToldWhatIsDifferentiated() {
    let f: @Sendable (Tensor, Tensor) -> Tensor = customVJP(
      { (x: Tensor, y: Tensor) in x * y },
      perturbedForward: { (x: CustomVJPPrimal<Tensor>, y: CustomVJPPrimal<Tensor>) in
        let (a, b) = (customVJPPrimalTreeValues(x), customVJPPrimalTreeValues(y))
        return (a * b, y.perturbed == [true] ? b : 100 * b)
      }, backward: { (b: Tensor, g: Tensor) in (b * g, g) })
    #expect(Double(grad(f)(f64(2), f64(3))) == 300)
    #expect(Double(grad(f, wrt: .all)(f64(2), f64(3)).0) == 3)
    #expect(Double(jit(grad(f))(f64(2), f64(3))) == 300)
    #expect(Double(grad(jit(f))(f64(2), f64(3))) == 3)
  }

  @Test func customGradientReturnsItsPullback() {
    let f: @Sendable (Tensor) -> Tensor = customGradient { x in
      let e = lax.exp(x)
      return (lax.log(1 + e), { g in g * (1 - 1 / (1 + e)) })
    }
    #expect(Float(grad(f)(100.0)) == 1)
    #expect(Float(jit(grad(f))(100.0)) == 1)
    #expect(vmap(jit(grad(f)))([100.0, 0]).scalars(as: Float.self) == [1, 0.5])
    #expect(Float(jvp(f, 100.0, 2.0).tangent) == 2)
    #expect(abs(Double(grad(grad(f))(f64(0.3))) - 0.2444583) < 1e-6)
    let two: @Sendable (Tensor, Tensor) -> Tensor = customGradient { (x: Tensor, y: Tensor) in
      (x * y, { (g: Tensor) in (5 * g, 7 * g) })
    }
    #expect(Float(grad(two, wrt: .second)(2.0, 3.0)) == 7)
  }

  @Test func printsAsJAXDoes() {
    let f: @Sendable (Tensor, Tensor) -> Tensor = customVJP(
      { (x: Tensor, y: Tensor) in lax.sin(x) * y }, name: "g",
      forward: { (x: Tensor, y: Tensor) in (lax.sin(x) * y, (lax.cos(x), y)) },
      backward: { residuals, g in (residuals.0 * g * residuals.1, g) })
    #expect(
      "\(makeJaxpr(f)(1.0, 2.0))" == """
        { lambda ; a:f32[] b:f32[]. let
            c:f32[] = custom_vjp_call[
              name=g
              bwd=bwd
              call_jaxpr={ lambda ; d:f32[] e:f32[]. let
                  f:f32[] = sin d
                  g:f32[] = mul f e
                in (g,) }
              fwd=fwd
              symbolic_zeros=False
            ] a b
          in (c,) }
        """)
    #expect(
      "\(makeJaxpr(grad(f))(f32(1), f32(2)))" == """
        { lambda ; a:f32[] b:f32[]. let
            c:f32[] = sin a
            _:f32[] = mul c b
            d:f32[] = cos a
            e:f32[] = mul d 1.0:f32[]
            f:f32[] = mul e b
          in (f,) }
        """)
  }
}
