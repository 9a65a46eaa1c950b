// Arguments that are part of the program: a parameter of a Swift type behind tensors, or behind trees with `static:`.

import JAX
import Synchronization
import Testing

private func power(_ x: Tensor, _ n: Int) -> Tensor {
  (0..<n).reduce(Tensor(1.0)) { y, _ in y * x }
}

private enum Mode: StaticValue { case train, test }

@PyTree private struct Model {
  var weights: Tensor
}

@Suite struct StaticArgumentTests {
  @Test func parametersOfSwiftTypesAreStatic() {
    let n = 4
    #expect(Double(jit(power)(2.0, 3)) == 8)
    #expect(Double(jit(power)(2.0, n)) == 16)
    #expect(Double(grad(power)(2.0, 3)) == 12)
    #expect(Double(grad(grad(power))(2.0, 3)) == 12)
    #expect(Double(jit(grad(jit(power)))(2.0, n)) == 32)
    #expect(vmap(power)([1.0, 2.0], 3).scalars(as: Float.self) == [1, 8])
    #expect(jit(vmap(grad(power)))([1.0, 2.0], 3).scalars(as: Float.self) == [3, 12])
    #expect(Double(grad(checkpoint(power))(2.0, 3)) == 12)
    let pair = valueAndGrad(power)(2.0, 3)
    #expect(Double(pair.value) == 8 && Double(pair.gradient) == 12)
    let signed = jit { (x: Tensor, y: Tensor, isNegated: Bool) in isNegated ? -x * y : x * y }
    #expect(Double(signed(2.0, 3.0, true)) == -6)
    let moded = jit { (x: Tensor, n: Int, mode: Mode) in
      (mode == .train ? x * n : x, x)
    }
    #expect(Double(moded(2.0, 3, .train).0) == 6 && Double(moded(2.0, 3, .test).0) == 2)
  }

  @Test func eachValueIsItsOwnProgram() throws {
    let count = Mutex(0)
    let f = jit { (x: Tensor, n: Int) in
      count.withLock { $0 += 1 }
      return power(x, n)
    }
    for n in [2, 3, 2, 3, 2] { #expect(Double(f(2.0, n)) == Double(1 << n)) }
    #expect(count.withLock { $0 } == 2)
    let text = makeJaxpr(power)(2.0, 2).description
    #expect(text == makeJaxpr { x in power(x, 2) }(2.0).description)
    #expect(try lower(power)(2.0, 2).text.contains("stablehlo.multiply"))
  }

  @Test func literalsOfClosuresWithoutTypesAreTensors() {
    let count = Mutex(0)
    let f = jit { x, y in
      count.withLock { $0 += 1 }
      return x * y
    }
    #expect(Double(f(2.0, 3)) == 6 && Double(f(2.0, 4)) == 8)
    #expect(count.withLock { $0 } == 1)
  }

  @Test func behindTreesALabelSaysWhichAreStatic() {
    let model = Model(weights: [1.0, 2.0])
    let f = jit({ (m: Model, n: Int) in power(m.weights, n) }, static: .last)
    #expect(f(model, 3).scalars(as: Float.self) == [1, 8])
    let loss = { @Sendable (m: Model, x: Tensor, n: Int, mode: Mode) in
      (mode == .train ? power(m.weights, n) * x : x).sum()
    }
    let gradient = grad(loss, static: .lastTwo)(model, 2.0, 3, .train)
    #expect(gradient.weights.scalars(as: Float.self) == [6, 24])
    #expect(
      grad(loss, static: .lastTwo)(model, 2.0, 3, .test).weights.scalars(as: Float.self) == [0, 0])
  }
}
