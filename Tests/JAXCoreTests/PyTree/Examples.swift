// Trees written by hand, as the macro would write them, for the tests of trees.

@testable import JAXCore

struct Dense: PyTree {
  var w: Tensor
  var b: [Tensor]
  var activation: String

  init(_ w: Tensor, _ b: [Tensor], _ activation: String = "relu") {
    self.w = w
    self.b = b
    self.activation = activation
  }

  func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 3)
    flattener.field("w", w)
    flattener.field("b", b)
    flattener.field("activation", static: activation)
  }

  init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    w = try unflattener.field()
    b = try unflattener.field()
    activation = try unflattener.static()
  }

  mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try w.mutateLeaves(body)
    try b.mutateLeaves(body)
  }
}

/// A tree that leaves changing its leaves to the protocol.
enum Step: PyTree {
  case scale(by: Tensor)
  case dense(Dense, Tensor)

  func flatten(into flattener: inout TreeFlattener) {
    switch self {
    case .scale(let factor):
      flattener.node(Self.self, case: "scale", tag: 0, count: 1)
      flattener.field("by", factor)
    case .dense(let layer, let offset):
      flattener.node(Self.self, case: "dense", tag: 1, count: 2)
      flattener.field("0", layer)
      flattener.field("1", offset)
    }
  }

  init(unflattening unflattener: inout TreeUnflattener) throws {
    switch try unflattener.node(Self.self) {
    case 0: self = .scale(by: try unflattener.field())
    case 1: self = .dense(try unflattener.field(), try unflattener.field())
    default: throw unflattener.unknownCase(of: Self.self)
    }
  }
}

/// A tree without leaves, of one static value.
struct Setting<Value: StaticValue>: PyTree {
  var value: Value

  init(_ value: Value) { self.value = value }

  func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 1)
    flattener.field("value", value)
  }

  init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    value = try unflattener.field()
  }

  mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try value.mutateLeaves(body)
  }
}

/// A type that declares itself static.
enum Mode: StaticValue {
  case training, evaluation
}

/// A tensor holding the given integer, told from others by it.
func number(_ value: Int) -> Tensor { Tensor(.int(Int64(value)), dtype: .int32) }

/// The integers in the leaves of a tree.
func numbers(_ tree: some PyTree) -> [Int64] {
  JAXCore.tree.leaves(tree).map { leaf in
    guard let scalar = leaf.content as? HostScalar, case .int(let value) = scalar.value else {
      return -1
    }
    return value
  }
}
