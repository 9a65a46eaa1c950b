// Functions as trees: staged with what they captured, or static and told apart by identity.

import JAXLax
import Synchronization
import Testing

@testable import JAXTransforms

private func f64(_ values: Double...) -> Tensor { Tensor(values, dtype: .float64) }

@Suite struct ClosedFunctionTests {
  private func values(_ tensor: Tensor) -> [Double] { tensor.scalars(as: Double.self) }

  @Test func whatAFunctionCapturedIsItsLeaves() {
    let (a, b) = (f64(2, 3), f64(5, 7))
    let line = ClosedFunction({ (x: Tensor) in lax.add(lax.mul(a, x), b) }, f64(0, 0))
    #expect(values(line(f64(1, 10))) == [7, 37])
    #expect(tree.leaves(line).map(values) == [[2, 3], [5, 7]])
    let doubled = tree.map({ lax.add($0, $0) }, line)
    #expect(values(doubled(f64(1, 10))) == [14, 74])
  }

  @Test func transformationsPassThroughIt() {
    let a = f64(2, 3)
    let square = ClosedFunction({ (x: Tensor) in lax.mul(a, lax.mul(x, x)) }, f64(0, 0))
    let x = f64(1, 10)
    let gradient = grad { (f: ClosedFunction<Tensor, Tensor>, x: Tensor) in
      lax.reduceSum(f(x), axes: [0])
    }(square, x)
    #expect(gradient.captured.map(values) == [[1, 100]])
    #expect(values(grad { x in lax.reduceSum(square(x), axes: [0]) }(x)) == [4, 60])
    let call = jit { (f: ClosedFunction<Tensor, Tensor>, x: Tensor) in f(x) }
    #expect(values(call(square, x)) == [2, 300])
    #expect(values(call(tree.map({ lax.neg($0) }, square), x)) == [-2, -300])
    let mapped = vmap { (f: ClosedFunction<Tensor, Tensor>) in f(x) }(
      tree.map({ lax.broadcast($0, [4]) }, square))
    #expect(mapped.shape == [4, 2])
  }

  @Test func argumentsAreOfTheTypesItWasStagedFor() {
    let f = ClosedFunction({ (x: Tensor) in lax.neg(x) }, f64(0, 0))
    let shape = #expect(throws: JAXError.self) { try catchingErrors { _ = f(f64(1)) } }
    #expect(shape?.kind == .shape)
    let dtype = #expect(throws: JAXError.self) {
      try catchingErrors { _ = f(Tensor([1, 2] as [Float])) }
    }
    #expect(dtype?.kind == .dtype)
  }

  @Test func aStaticFunctionIsEqualToItsCopiesOnly() {
    let f = Function { (x: Tensor) in lax.neg(x) }
    let copy = f
    #expect(f == copy && f.hashValue == copy.hashValue)
    #expect(f != Function { (x: Tensor) in lax.neg(x) })
    #expect(values(f(f64(1, 2))) == [-1, -2])
    let sum = Function { (x: Tensor, y: Tensor) in lax.add(x, y) }
    #expect(values(sum(f64(1), f64(2))) == [3])
  }

  @Test func aLayerHoldsItsActivation() {
    let traced = Counter()
    let call = jit { (layer: Layer, x: Tensor) in
      traced.count()
      return layer.activation(lax.mul(layer.weights, x))
    }
    let negate = Function { (x: Tensor) in lax.neg(x) }
    #expect(values(call(Layer(f64(2, 3), negate), f64(1, 1))) == [-2, -3])
    #expect(values(call(Layer(f64(4, 5), negate), f64(1, 1))) == [-4, -5])
    #expect(traced.calls == 1)
    let keep = Function { (x: Tensor) in x }
    #expect(values(call(Layer(f64(4, 5), keep), f64(1, 1))) == [4, 5])
    #expect(traced.calls == 2)
  }
}

/// A layer with a static function, whose conformance is written by hand.
private struct Layer: PyTree {
  var weights: Tensor
  var activation: Function<Tensor, Tensor>

  init(_ weights: Tensor, _ activation: Function<Tensor, Tensor>) {
    self.weights = weights
    self.activation = activation
  }

  func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 2)
    flattener.field("weights", weights)
    flattener.field("activation", activation)
  }

  init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    weights = try unflattener.field()
    activation = try unflattener.field()
  }
}

private final class Counter: Sendable {
  private let number = Mutex(0)

  var calls: Int { number.withLock { $0 } }

  func count() { number.withLock { $0 += 1 } }
}
