// Code as it is first written: closures without types, numbers and axes in variables, comparisons in Swift's spelling.

import JAX
import Testing

@Suite struct FormsTests {
  private func values(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }

  @Test func closuresWithoutTypesTakeTensors() {
    let x: Tensor = [1, 2, 4]
    let mapped = vmap { a, b in 2 * a * b + a / 2 - 1.0 }
    #expect(values(mapped(x, x)) == [1.5, 8, 33])
    #expect(values(jit { x in x.sum() }([1.0, 2.0])) == [3])
    let slope = grad { x in x * x * 3 + 2 * x - 1 }
    #expect(values(slope(3.0)) == [20])
    let (total, partial) = lax.scan({ c, x in (c * 0.5 + x, c + x * 2) }, 0.0, x)
    #expect(values(total) == [5.25])
    #expect(values(partial) == [2, 5, 10.5])
    let four = jit { x in (x + 1, x - 1, x * 2, x / 2) }
    let (a, b, c, d) = four(4.0)
    #expect([a, b, c, d].flatMap(values) == [5, 3, 8, 2])
    let last = lax.whileLoop({ x in x < 100 }, { x in x * 2 + 1 }, 3.0)
    #expect(values(last) == [127])
  }

  @Test func treesKeepTheirForms() {
    let p: [String: Tensor] = ["w": [2.0, 3.0], "b": 1.0]
    let loss = { @Sendable (p: [String: Tensor], x: Tensor) -> Tensor in
      jnp.sum(p["w", default: 0] * x) + p["b", default: 0]
    }
    let gradient = jit(grad(loss))(p, [5, 7])
    #expect(values(gradient["w", default: 0]) == [5, 7])
    let (value, tangent) = jvp({ p in p["w", default: 0].sum() }, p, p)
    #expect(values(value) == [5] && values(tangent) == [5])
  }

  @Test func functionsThatAreCalledAtOnceNeedNotBeSendable() {
    var calls = 0
    let f = { (x: Tensor) -> Tensor in
      calls += 1
      return x * x
    }
    #expect(values(jvp(f, 3.0, 1.0).tangent) == [6])
    #expect(values(vjp(f, 3.0).pullback(1.0)) == [6])
    #expect(evalShape(f, jnp.ones([2, 3])).shape == [2, 3])
    #expect(calls == 3)
  }

  @Test func axesAreOneOrSeveral() {
    let x = jnp.arange(6).reshape([2, 3]).astype(.float32)
    let axis = 1
    #expect(values(jnp.sum(x, axis: 0)) == [3, 5, 7])
    #expect(values(jnp.sum(x, axis: axis)) == [3, 12])
    #expect(values(jnp.sum(x, axis: [0, -1])) == [15])
    #expect(values(jnp.max(x, axis: nil)) == [5])
    #expect(values(jnp.mean(x, axis: -1, keepdims: true)) == [1, 4])
    #expect(values(jnp.flip(x, axis: 1)) == [2, 1, 0, 5, 4, 3])
    #expect(values(nn.softmax(jnp.zeros([2, 2]), axis: 0)) == [0.5, 0.5, 0.5, 0.5])
    #expect(values(nn.softmax(jnp.zeros([2, 2]), axis: nil)) == [0.25, 0.25, 0.25, 0.25])
    #expect(values(nn.logsumexp(jnp.zeros([2, 1]), axis: 1)) == [0, 0])
    let error = #expect(throws: JAXError.self) { try catchingErrors { jnp.sum(x, axis: [0, 0]) } }
    #expect(error?.kind == .axis)
  }

  @Test func comparisonsGiveMasks() {
    let x: Tensor = [-1, 0, 2, 3]
    let v = 2.5
    let n = 0
    func bools(_ x: Tensor) -> [Bool] { x.scalars(as: Bool.self) }
    #expect(bools((x > 0) & (x < v)) == [false, false, true, false])
    #expect(bools((x <= n) | (x >= 3)) == [true, true, false, true])
    #expect(bools(~(1 < x)) == [true, true, false, false])
    #expect(bools((x > 0) ^ (x > 2)) == [false, false, true, false])
    #expect(values(jnp.where(x > 0, x, 0)) == [0, 0, 2, 3])
    #expect(Bool(x[0] < x[1]))
  }

  @Test func numbersAmongThemselvesStayNumbers() {
    let (h, n) = (0.5, 3)
    let square: Double = h ** 2
    let root: Double = 2.0 ** h
    let whole: Int = n ** 4
    #expect(square == 0.25 && abs(root - 2.0.squareRoot()) < 1e-15 && whole == 81)
    let (one, cube): (Int, Int) = (0 ** 0, (-2) ** 3)
    #expect(one == 1 && cube == -8)
    let single: Float = Float(1.5) ** Float(2)
    #expect(single == 2.25)
    let x: Tensor = [1, 2]
    #expect(values(x ** n) == [1, 8])
    #expect(values(n ** x) == [3, 9])
    #expect(abs(Float(2 * .pi * x[0]) - 6.2831855) < 1e-6)
    let error = #expect(throws: JAXError.self) { try catchingErrors { _ = n ** -1 } }
    #expect(error?.description.contains("the whole number 3 to the power of -1.") == true)
  }

  @Test func elementsOfDerivativesCanBeReadAndThoseOfProgramsCannot() {
    let x: Tensor = [1.0, 2.0]
    #expect(x.isConcrete && Tensor(3).isConcrete && !shapeDtypeStruct([2], .float32).isConcrete)
    func seen(by run: (@escaping @Sendable (Tensor) -> Tensor) -> Void) -> Bool? {
      nonisolated(unsafe) var found: Bool?
      run { x in
        found = x.isConcrete
        return x.sum()
      }
      return found
    }
    #expect(seen { _ = grad($0)(x) } == true)
    #expect(seen { _ = jvp($0, x, x) } == true)
    #expect(seen { _ = jit($0)(x) } == false)
    #expect(seen { _ = vmap($0)(x.reshape([2, 1])) } == false)
    #expect(seen { _ = jit(grad($0))(x) } == false)
  }

  @Test func predicatesAndBoundsAreNumbersToo() {
    let n = 3
    var x: Tensor = [1.0, 2.0]
    x[0] = n
    x[-1] = 0.5
    #expect(values(x) == [3, 0.5])
    #expect(values(lax.cond(n > 2, { x in x + 1 }, { x in x - 1 }, Tensor(1.0))) == [2])
    #expect(values(lax.foriLoop(0, n, { _, x in x * 2 }, Tensor(1.0))) == [8])
    #expect(values(lax.switch(n - 2, [{ x in x + 1 }, { x in x * 5 }], Tensor(2.0))) == [10])
  }

  @Test func powersOfNegatedBasesAreWarnedOfOnce() async throws {
    let warned = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        let x: Tensor = [1.0, 2.0]
        _ = grad { x in jnp.sum(jnp.exp(-x ** 2)) }(x)
        _ = -x ** 0.5
      })
    let text = String(decoding: warned.standardErrorContent, as: UTF8.self)
    let count = text.ranges(of: "write -(x ** y)").count
    #expect(count == 1)
    let silent = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        let x: Tensor = [1.0, 2.0]
        _ = [-(x ** 2), -x ** 3, jnp.power(-x, 2), 2 ** x, -x * x]
      })
    let otherText = String(decoding: silent.standardErrorContent, as: UTF8.self)
    let isSilent = !otherText.contains("warning")
    #expect(isSilent, "\(otherText)")
  }
}
