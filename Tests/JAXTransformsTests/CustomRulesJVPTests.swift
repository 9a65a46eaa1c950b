// Functions with a forward derivative of their own: values, derivatives to third order, under every transformation.

import JAXTransforms
import Testing

private func f64(_ value: Double) -> Tensor { Tensor(.float(value), dtype: .float64) }

/// sin x · y² with its derivative written down.
private let product: @Sendable (Tensor, Tensor) -> Tensor = customJVP(
  { x, y in lax.sin(x) * y * y }, name: "product"
) { primals, tangents in
  let (x, y) = primals
  return (
    lax.sin(x) * y * y, lax.cos(x) * y * y * tangents.0 + 2 * lax.sin(x) * y * tangents.1
  )
}

/// x³ whose rule claims ten times its derivative, so that it can be seen whether the rule is used.
private let marked: @Sendable (Tensor) -> Tensor = customJVP({ (x: Tensor) in x * x * x }) {
  (x: Tensor, dx: Tensor) in (x * x * x, 30.0 * x * x * dx)
}

/// The exponential, whose rule uses the function itself.
private let selfish: @Sendable (Tensor) -> Tensor = customJVP(lax.exp) { (x: Tensor, dx: Tensor) in
  let y = selfish(x)
  return (y, 2.0 * y * dx)
}

@Suite struct CustomRulesJVPTests {
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

  /// A rule that gives twice the derivative of a program.
  private static func doubled(_ f: @escaping @Sendable (Tensor) -> Tensor)
    -> @Sendable (Tensor) ->
    Tensor
  {
    customJVP(f) { (x: Tensor, dx: Tensor) in
      let (value, tangent) = jvp(f, x, dx)
      return (value, 2.0 * tangent)
    }
  }

  @Test func rulesMayDifferentiatePrograms() {
    let programs: [@Sendable (Tensor) -> Tensor] = [
      jit { x in lax.sin(x) * x },
      { x in lax.cond(x .> 0, { x in lax.sin(x) }, { x in x * x }, x) },
      { x in lax.scan({ (c: Tensor) -> (Tensor, Tensor) in (lax.sin(c) * x, c) }, x, length: 3).0 },
      { x in
        lax.whileLoop({ (y: Tensor) in y .< 3 }, { (y: Tensor) in y + lax.sin(y) * x }, x)
      },
      { x in lax.foriLoop(0, Tensor(3), { _, y in lax.sin(y) }, x) },
      Self.doubled(jit { x in lax.sin(x) * x }),
      customVJP(
        { x in lax.sin(x) }, forward: { x in (lax.sin(x), x) },
        backward: { x, ct in ct * lax.cos(x) }),
    ]
    for (number, f) in programs.enumerated() {
      let rule = Self.doubled(f)
      for x in [f64(0.7), f64(-0.3)] where number != 3 || Double(x) > 0 {
        let expected = 2 * Double(grad(f)(x))
        func check(_ gradient: Tensor, _ comment: Comment) {
          #expect(
            abs(Double(gradient) - expected) < 1e-12, "program \(number): \(comment)")
        }
        check(grad(rule)(x), "grad")
        check(jvp(rule, x, f64(1)).tangent, "jvp")
        check(linearize(rule, x).pushforward(f64(1)), "linearize")
        check(jit(grad(rule))(x), "jit of grad")
        check(grad(jit(rule))(x), "grad of jit")
        let xs = lax.broadcast(x, [2])
        check(lax.reduceMax(vmap(grad(rule))(xs), axes: [0]), "vmap of grad")
        let total: @Sendable (Tensor) -> Tensor = { lax.reduceSum(vmap(rule)($0), axes: [0]) }
        check(lax.reduceMin(grad(total)(xs), axes: [0]), "grad of vmap")
        // The second derivative differentiates the rule, which is that of the program.
        let second = 2 * Double(grad(grad(f))(x))
        if number != 5 {
          #expect(abs(Double(grad(grad(rule))(x)) - second) < 1e-10, "program \(number)")
        }
      }
    }
  }

  @Test func oneRuleForEachArgument() {
    let f: @Sendable (Tensor, Tensor) -> Tensor = customJVP(
      { (x: Tensor, y: Tensor) in lax.exp(x) * y },
      jvps: ({ (dx: Tensor, value: Tensor, _: Tensor, _: Tensor) in 3.0 * value * dx }, nil))
    let (x, y) = (f64(0), f64(2))
    #expect(Double(grad(f)(x, y)) == 6 && Double(grad(f, wrt: .second)(x, y)) == 0)
    #expect(Double(grad(grad(jit(f)))(x, y)) == 18)
    #expect(Double(jit(grad(grad(f)))(x, y)) == 18)
    let g: @Sendable (Tensor) -> Tensor = customJVP(
      lax.exp, jvps: { (dx: Tensor, value: Tensor, _: Tensor) in 3.0 * value * dx })
    #expect(Double(vmap(grad(g))(Tensor([0.0], dtype: .float64))) == 3)
  }

  @Test func theRuleIsTheDerivativeUnderEveryTransformation() {
    let x = f64(2)
    #expect(Double(marked(x)) == 8)
    #expect(Double(grad(marked)(x)) == 120)
    #expect(Double(grad(grad(marked))(x)) == 120)
    #expect(Double(grad(grad(grad(marked)))(x)) == 60)
    #expect(Double(jvp(marked, x, f64(3)).tangent) == 360)
    #expect(Double(linearize(marked, x).pushforward(f64(3))) == 360)
    #expect(Double(vjp(marked, x).pullback(f64(3))) == 360)
    #expect(Double(jit(grad(marked))(x)) == 120)
    #expect(Double(grad(jit(marked))(x)) == 120)
    #expect(Double(grad(jit(grad(jit(marked))))(x)) == 120)
    let xs = Tensor([1.0, 2, 3], dtype: .float64)
    #expect(vmap(marked)(xs).scalars(as: Double.self) == [1, 8, 27])
    #expect(vmap(grad(marked))(xs).scalars(as: Double.self) == [30, 120, 270])
    #expect(jit(vmap(grad(grad(marked))))(xs).scalars(as: Double.self) == [60, 120, 180])
    #expect(
      grad { xs in lax.reduceSum(vmap(marked)(xs), axes: [0]) }(xs).scalars(as: Double.self)
        == [30, 120, 270])
    #expect(
      grad { xs in lax.reduceSum(jit(vmap(jit(marked)))(xs), axes: [0]) }(xs)
        .scalars(as: Double.self) == [30, 120, 270])
  }

  @Test func severalArgumentsAgreeWithCentralDifferences() {
    let (x, y) = (f64(0.7), f64(1.3))
    let plain: @Sendable (Tensor, Tensor) -> Tensor = { x, y in lax.sin(x) * y * y }
    let ours = grad(product, wrt: .all)(x, y)
    #expect(abs(Double(ours.0) - slope { Double(plain(f64($0), y)) }(0.7)) < 1e-8)
    #expect(abs(Double(ours.1) - slope { Double(plain(x, f64($0))) }(1.3)) < 1e-8)
    let second = grad(grad(product), wrt: .second)(x, y)
    #expect(abs(Double(second) - Double(grad(grad(plain), wrt: .second)(x, y))) < 1e-12)
    let third = grad(grad(grad(product), wrt: .second))(x, y)
    #expect(abs(Double(third) - Double(grad(grad(grad(plain), wrt: .second))(x, y))) < 1e-12)
    let mapped = vmap(grad(product, wrt: .all), inAxes: [0, nil])(
      Tensor([0.1, 0.7], dtype: .float64), y)
    #expect(abs(mapped.1.scalars(as: Double.self)[1] - Double(ours.1)) < 1e-12)
    let staged = jit(
      vmap(
        grad({ x, y in jit(product)(x, y) }, wrt: .all), inAxes: [nil, 0]))(
        x, Tensor([1.3, 2], dtype: .float64))
    #expect(abs(staged.0.scalars(as: Double.self)[0] - Double(ours.0)) < 1e-12)
  }

  private func slope(_ f: @escaping (Double) -> Double) -> (Double) -> Double {
    { x in (f(x + 1e-5) - f(x - 1e-5)) / 2e-5 }
  }

  @Test func conditionsOnValuesWorkWhereValuesAreKnown() {
    let f: @Sendable (Tensor) -> Tensor = customJVP(
      { x in Double(x) > 0 ? lax.sin(x) : lax.cos(x) }
    ) { x, dx in
      Double(x) > 0 ? (lax.sin(x), 2 * dx) : (lax.cos(x), 3 * dx)
    }
    #expect(Double(grad(f)(1.0)) == 2)
    #expect(Double(grad(f)(-1.0)) == 3)
    #expect(Double(jvp(f, 1.0, 1.0).tangent) == 2)
    let second = Double(grad(grad { x in f(x) * x })(1.0))
    #expect(abs(second - 2.5403023) < 1e-6)
  }

  @Test func treesAndIntegersAreArguments() {
    let f: @Sendable ([String: Tensor], Tensor) -> [Tensor] = customJVP(
      { p, n in [p["a"]! * n, p["b"]!, n] }
    ) { primals, tangents in
      let (p, n) = primals
      return (
        [p["a"]! * n, p["b"]!, n],
        [7 * tangents.0["a"]!, 5 * tangents.0["b"]!, zeroFromPrimal(n)]
      )
    }
    let loss: @Sendable ([String: Tensor], Tensor) -> Tensor = { p, n in
      let results = f(p, n)
      return results[0] + results[1]
    }
    let p: [String: Tensor] = ["a": 2.0, "b": 3.0]
    for gradient in [grad(loss), jit(grad(loss)), grad(jit(loss))] {
      let result = gradient(p, 4)
      #expect(Double(result["a"]!) == 7 && Double(result["b"]!) == 5)
    }
  }

  @Test func severalResultsHaveTangents() {
    let f: @Sendable (Tensor) -> (Tensor, Tensor) = customJVP({ (x: Tensor) in (x * x, -x) }) {
      (x: Tensor, dx: Tensor) in
      ((x * x, -x), (20 * dx, 30 * dx))
    }
    let (value, tangent) = jvp(f, 3.0, 1.0)
    #expect(Double(value.0) == 9 && Double(tangent.0) == 20 && Double(tangent.1) == 30)
    let (_, pullback) = vjp(f, 3.0)
    #expect(Double(pullback(1.0, 2.0)) == 80)
  }

  @Test func capturedValuesBecomeOperands() throws {
    let f: @Sendable (Tensor, Tensor) -> Tensor = { x, w in
      let g: @Sendable (Tensor) -> Tensor = customJVP({ (x: Tensor) in x * w }) {
        (x: Tensor, dx: Tensor) in
        (x * w, 10 * w * dx)
      }
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
  }

  @Test func differentiatedCapturedValuesAreErrors() {
    let f: @Sendable (Tensor) -> Tensor = { w in
      let g: @Sendable (Tensor) -> Tensor = customJVP({ (x: Tensor) in x * w }, name: "scaled") {
        (x: Tensor, dx: Tensor) in (x * w, w * dx)
      }
      return g(2 * w)
    }
    let expected = """
      customJVP scaled: the function or its rule captured a value of float32[] that is being differentiated by grad.
        expected: a function of its arguments, as its rule gives no derivative for captured values
        to do: pass the value as an argument, or capture lax.stopGradient of it.
      """
    #expect(message { _ = grad(f)(3.0) } == expected)
    #expect(
      message { _ = grad(jit(f))(3.0) }
        == expected.replacing("by grad", with: "by an outer function"))
  }

  @Test func symbolicZerosTellWhatIsDifferentiated() {
    let f: @Sendable (Tensor, Tensor) -> Tensor = customJVP(
      { x, y in x * y }, symbolicZeros: true
    ) { primals, tangents in
      let (x, y) = primals
      if tangents.1.isSymbolicZero { return (x * y, 100 * tangents.0) }
      return (x * y, y * tangents.0 + x * tangents.1)
    }
    #expect(Double(grad(f)(2.0, 3.0)) == 100)
    #expect(Double(grad(f, wrt: .all)(2.0, 3.0).0) == 3)
    #expect(Double(jit(grad(f))(2.0, 3.0)) == 100)
    #expect(Double(grad(jit(f), wrt: .second)(2.0, 3.0)) == 2)
    #expect(vmap(jit(grad(f)))([2.0, 2], [3.0, 4]).scalars(as: Double.self) == [100, 100])
    let none: @Sendable (Tensor) -> Tensor = customJVP({ x in x * x }, symbolicZeros: true) {
      x, _ in (x * x, zeroFromPrimal(x, symbolicZeros: true))
    }
    #expect(Double(grad(none)(3.0)) == 0)
    #expect(
      Double(grad { x in none(x) + lax.sin(zeroFromPrimal(x, symbolicZeros: true)) }(3.0)) == 0)
  }

  @Test func printsAsJAXDoes() {
    #expect(
      "\(makeJaxpr(product)(1.0, 2.0))" == """
        { lambda ; a:f32[] b:f32[]. let
            c:f32[] = custom_jvp_call[
              name=product
              call_jaxpr={ lambda ; d:f32[] e:f32[]. let
                  f:f32[] = sin d
                  g:f32[] = mul f e
                  h:f32[] = mul g e
                in (h,) }
              jvp=jvp
              symbolic_zeros=False
            ] a b
          in (c,) }
        """)
    #expect(
      "\(makeJaxpr(grad(marked))(Tensor(.float(1), dtype: .float32)))" == """
        { lambda ; a:f32[]. let
            b:f32[] = mul a a
            _:f32[] = mul b a
            c:f32[] = mul 30.0:f32[] a
            d:f32[] = mul c a
            e:f32[] = mul d 1.0:f32[]
          in (e,) }
        """)
  }

  @Test func rulesOfTheWrongTypeAreErrors() {
    let f: @Sendable (Tensor) -> Tensor = customJVP({ x in x }, name: "wide") { x, dx in
      (x, lax.broadcastInDim(dx, shape: [2], broadcastDimensions: []))
    }
    #expect(
      message { _ = grad(f)(1.0) } == """
        customJVP wide: the rule gives a tangent of float32[2] for result 0, which is float32[].
          expected: tangents of the results' shapes and dtypes
        """)
    #expect(Double(jit(f)(1.0)) == 1)
  }
}

/// The text of the error that a closure meets, without its place.
func message(_ body: () -> Void) -> String {
  do {
    try catchingErrors(body)
    return "no error"
  } catch let error as JAXError {
    return "\(error)".split(separator: "\n").filter { !$0.hasPrefix("  at ") }
      .joined(separator: "\n")
  } catch {
    return "\(error)"
  }
}
