// `@PyTree` types as programs use them: generic, nested, private, with constants, initial values and static fields.

import JAX
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
