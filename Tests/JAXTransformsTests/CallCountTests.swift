// How often a transformation calls the user's function: once, also where that fails, for a function may have effects.

import JAXLax
import Synchronization
import Testing

@testable import JAXTransforms

/// A function that counts its calls and then adds arrays of shapes that do not fit.
private final class Failing: Sendable {
  private let count = Mutex(0)

  var calls: Int { count.withLock { $0 } }

  func callAsFunction(_ x: Tensor) -> Tensor {
    count.withLock { $0 += 1 }
    return x + Tensor([1, 2, 3] as [Double]) + Tensor([1, 2] as [Double])
  }
}

/// A tree whose type tells its structure.
private struct Pair: PyTree {
  var first: Tensor
  var second: Tensor

  init(_ first: Tensor, _ second: Tensor) {
    self.first = first
    self.second = second
  }

  func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 2)
    flattener.field("first", first)
    flattener.field("second", second)
  }

  init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    first = try unflattener.field()
    second = try unflattener.field()
  }
}

private func sum(_ x: Tensor) -> Tensor { lax.reduceSum(x, axes: [0]) }

private let x = Tensor([1, 2, 3] as [Double])

/// The transformations, each of a function of one tensor with one tensor as its result.
private let transformations: [(name: String, apply: @Sendable (Failing) -> Void)] = [
  ("jit", { f in _ = jit { x in f(x) }(x) }),
  ("jit to a tree", { f in _ = jit { (x: Tensor) in Pair(f(x), x) }(x) }),
  (
    "jit of a state",
    { f in
      var state = x
      jit { (state: inout Tensor) in state = f(state) }(&state)
    }
  ),
  ("grad", { f in _ = grad { x in sum(f(x)) }(x) }),
  ("grad with aux", { f in _ = grad { (x: Tensor) in (sum(f(x)), x) }(x) }),
  ("valueAndGrad", { f in _ = valueAndGrad { x in sum(f(x)) }(x) }),
  ("vmap", { f in _ = vmap { x in f(x) }(x) }),
  ("checkpoint", { f in _ = checkpoint { x in f(x) }(x) }),
  ("jvp", { f in _ = jvp({ x in f(x) }, x, x) }),
  ("vjp", { f in _ = vjp({ x in f(x) }, x).pullback(x) }),
  ("linearize", { f in _ = linearize({ x in f(x) }, x).pushforward(x) }),
  ("linearTranspose", { f in _ = linearTranspose({ x in f(x) }, x)(x) }),
  ("jacfwd", { f in _ = jacfwd { (x: Tensor) -> Tensor in f(x) }(x) }),
  ("jacrev", { f in _ = jacrev { (x: Tensor) -> Tensor in f(x) }(x) }),
  ("evalShape", { f in _ = evalShape({ x in f(x) }, x) }),
  ("makeJaxpr", { f in _ = makeJaxpr { x in f(x) }(x) }),
  ("cond", { f in _ = lax.cond(sum(x) .> 0, { x in f(x) }, { x in x }, x) }),
  ("switch", { f in _ = lax.switch(0, [{ x in f(x) }, { x in x }], x) }),
  (
    "scan",
    { f in
      _ = lax.scan({ (state: Tensor, x: Tensor) in (f(state), x) }, x, x)
    }
  ),
  ("map", { f in _ = lax.map({ x in f(x) }, x) }),
  ("whileLoop", { f in _ = lax.whileLoop({ x in sum(x) .< 100 }, { x in f(x) }, x) }),
  ("foriLoop", { f in _ = lax.foriLoop(0, 3, { _, x in f(x) }, x) }),
  ("associativeScan", { f in _ = lax.associativeScan({ a, b in f(a) }, x) }),
  ("customJVP", { f in _ = customJVP({ x in f(x) }, jvp: { x, t in (x, t) })(x) }),
  (
    "customVJP",
    { f in
      _ = customVJP({ x in f(x) }, forward: { x in (x, x) }, backward: { _, ct in ct })(x)
    }
  ),
  (
    "customVmap",
    { f in
      _ = customVmap({ x in f(x) }, rule: { _, isMapped, x in (x, isMapped: isMapped[0]) })(x)
    }
  ),
  ("closureConvert", { f in _ = closureConvert({ x in f(x) }, x).function(x, []) }),
]

@Suite struct CallCountTests {
  @Test(arguments: transformations.map(\.name))
  func aFunctionThatFailsIsCalledOnce(_ name: String) throws {
    let f = Failing()
    let error = #expect(throws: JAXError.self) {
      try catchingErrors { transformations.first { $0.name == name }?.apply(f) }
    }
    #expect(error?.kind == .shape)
    #expect(f.calls == 1)
  }

  @Test func aFunctionIsNotCalledWhereTheArgumentsAreWrong() {
    let f = Failing()
    #expect(throws: JAXError.self) {
      try catchingErrors { _ = vmap({ x in f(x) }, inAxes: 5)(x) }
    }
    #expect(throws: JAXError.self) {
      try catchingErrors { _ = grad { x in f(x) }(Tensor([1, 2, 3] as [Int])) }
    }
    #expect(throws: JAXError.self) { try catchingErrors { _ = jvp({ x in f(x) }, x, sum(x)) } }
    #expect(f.calls == 0)
  }

  @Test func whatStandsForAResultHasNoValue() throws {
    let error = #expect(throws: JAXError.self) {
      try catchingErrors {
        let result = jit { (x: Tensor) in Pair(Failing()(x), x) }(x)
        #expect(result.first.content is Placeholder && result.second.content is Placeholder)
        #expect(result.first.shape == [3])
        var state = x
        let f = Failing()
        jit { (state: inout Tensor) in state = f(state) }(&state)
        #expect(state.content === x.content)
        #expect(f.calls == 0)
      }
    }
    #expect(error?.kind == .shape)
  }

  @Test func theTypeTellsTheStructureOrThereIsNoPlaceholder() throws {
    let aval = ShapedArray(shape: [2], dtype: .int32)
    #expect(try Pair(placeholdersOf: aval).second.aval == aval)
    #expect(throws: JAXError.self) { try [Tensor](placeholdersOf: aval) }
    #expect(throws: JAXError.self) { try [String: Tensor](placeholdersOf: aval) }
    #expect(throws: JAXError.self) { try Tensor?(placeholdersOf: aval) }
    #expect(throws: JAXError.self) { try Jacobian<Tensor, Tensor>(placeholdersOf: aval) }
  }
}
