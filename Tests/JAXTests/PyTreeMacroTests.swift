// `@PyTree` types as programs use them: generic, nested, private, with constants, initial values and static fields.

import JAX
import Synchronization
import Testing

private enum Activation: Sendable {
  case identity, double

  func callAsFunction(_ x: Tensor) -> Tensor { self == .double ? x + x : x }
}

@PyTree private struct Layer {
  var weights: Tensor
  private var scale: Tensor = 1.0
  var bias: Tensor?
  @Static var activation: Activation = .identity
  var width = 3
  var hasBias: Bool { bias != nil }

  init(_ weights: Tensor, bias: Tensor? = nil, _ activation: Activation = .identity) {
    self.weights = weights
    self.bias = bias
    self.activation = activation
  }

  func callAsFunction(_ x: Tensor) -> Tensor {
    let y = weights * x * scale
    return activation(bias.map { y + $0 } ?? y)
  }
}

@PyTree private struct Pair<First: PyTree, Second: PyTree> {
  let first: First
  let second: Second
}

private enum Padding: StaticValue {
  case same, valid
}

@PyTree private struct Pool {
  var scale: Tensor
  var window: [Int]
  var strides: [Int]?
  var padding: Padding
  var dtype: DType?
  var offsets: [Tensor]
}

@PyTree private enum Step {
  case layer(Layer)
  case shift(by: Tensor)
  indirect case both(Step, Step)
  case nothing

  func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .layer(let layer): layer(x)
    case .shift(let amount): x + amount
    case .both(let first, let second): second(first(x))
    case .nothing: x
    }
  }
}

@PyTree private struct Counter {
  var total: Tensor = 0.0
  var count: Tensor = 0.0
}

@Suite struct PyTreeMacroTests {
  private let step = Step.both(
    .layer(Layer(2.0, bias: 1.0, .double)), .both(.shift(by: 5.0), .nothing))

  @Test func structure() {
    #expect(
      tree.leavesWithPath(step).map(\.path.description) == [
        ".both[0].layer[0].weights", ".both[0].layer[0].scale", ".both[0].layer[0].bias",
        ".both[1].both[0].shift.by",
      ])
    #expect(
      "\(tree.structure(Pair(first: Layer(1.0), second: [Tensor(1.0)])))"
        == "PyTreeDef(CustomNode(Pair<Layer, Array<Tensor>>[()], [CustomNode(Layer[(identity, 3)], [*, *, None]), [*]]))"
    )
  }

  @Test func transforms() {
    // 2 (2 x + 1) + 5 at x = 3.
    let f: @Sendable (Step, Tensor) -> Tensor = { step, x in step(x) }
    #expect(Double(jit(f)(step, 3.0)) == 19)
    let (value, gradient) = jit(valueAndGrad(f))(step, 3.0)
    #expect(Double(value) == 19)
    #expect(tree.leaves(gradient).map { Double($0) } == [6, 12, 2, 1])
  }

  @Test func fieldsOfStaticTypesNeedNoMark() {
    let traces = Mutex(0)
    let f = jit { (pool: Pool) -> Pool in
      traces.withLock { $0 += 1 }
      return tree.map({ $0 * pool.window.count }, pool)
    }
    let pool = Pool(
      scale: 1.0, window: [2, 2], strides: nil, padding: .same, dtype: .float32, offsets: [3.0])
    let doubled = f(pool)
    #expect(tree.leaves(doubled).map { Double($0) } == [2, 6])
    #expect(doubled.window == [2, 2] && doubled.strides == nil && doubled.padding == .same)
    #expect(doubled.dtype == .float32)
    _ = f(doubled)
    #expect(traces.withLock { $0 } == 1)
    var other = pool
    other.padding = .valid
    other.strides = [1, 1]
    other.window = [3]
    #expect(f(other).strides == [1, 1])
    #expect(Double(f(other).scale) == 1)
    #expect(traces.withLock { $0 } == 2)
  }

  @Test func rebuildsConstants() {
    let pair = Pair(first: Tensor(1.0), second: [Tensor(2.0), Tensor(3.0)])
    let doubled = tree.map({ $0 + $0 }, pair)
    #expect(tree.leaves(doubled).map { Double($0) } == [2, 4, 6])
  }

  @Test func isStateOfACompiledFunction() {
    let add = jit { (counter: inout Counter, x: Tensor) in
      counter.total = counter.total + x
      counter.count = counter.count + 1.0
    }
    var counter = Counter()
    for x in [1.0, 2.0, 3.5] { add(&counter, Tensor(x)) }
    #expect(Double(counter.total) == 6.5)
    #expect(Double(counter.count) == 3)
  }
}
