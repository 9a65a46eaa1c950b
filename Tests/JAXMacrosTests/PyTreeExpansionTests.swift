// What `@PyTree` writes, in golden text.

import Testing

@Suite struct PyTreeExpansionTests {
  @Test func structWithVariables() {
    expectExpansion(
      of: """
        @PyTree struct Params {
          var w: Tensor
          var b: [Tensor]
          @Static var activation: Activation
          var count: Int { b.count }
          static let zero = 0
        }
        """,
      """
      struct Params {
        var w: Tensor
        var b: [Tensor]
        var activation: Activation
        var count: Int { b.count }
        static let zero = 0
      }

      extension Params: JAXCore.PyTree {
        func flatten(into flattener: inout JAXCore.TreeFlattener) {
          flattener.node(Self.self, count: 3)
          flattener.field("w", self.w)
          flattener.field("b", self.b)
          flattener.field("activation", static: self.activation)
        }

        init(unflattening unflattener: inout JAXCore.TreeUnflattener) throws {
          try unflattener.node(Self.self)
          self.w = try unflattener.field()
          self.b = try unflattener.field()
          self.activation = try unflattener.static()
        }

        mutating func mutateLeaves(_ body: (inout JAXCore.Tensor) throws -> Void) rethrows {
          try self.w.mutateLeaves(body)
          try self.b.mutateLeaves(body)
        }
      }
      """)
  }

  @Test func publicGenericStructWithConstants() {
    expectExpansion(
      of: """
        @PyTree public struct Pair<A: PyTree> {
          public let first: A
          let `default`, last: Tensor
        }
        """,
      """
      public struct Pair<A: PyTree> {
        public let first: A
        let `default`, last: Tensor
      }

      extension Pair: JAXCore.PyTree {
        public func flatten(into flattener: inout JAXCore.TreeFlattener) {
          flattener.node(Self.self, count: 3)
          flattener.field("first", self.first)
          flattener.field("default", self.`default`)
          flattener.field("last", self.last)
        }

        public init(unflattening unflattener: inout JAXCore.TreeUnflattener) throws {
          try unflattener.node(Self.self)
          self.first = try unflattener.field()
          self.`default` = try unflattener.field()
          self.last = try unflattener.field()
        }
      }
      """)
  }

  @Test func structWithInitialValuesUsesItsMemberwiseInitializer() {
    expectExpansion(
      of: """
        @PyTree package struct State {
          var params: Params
          var step: Tensor = 0
          var momentum: Params?
        }
        """,
      """
      package struct State {
        var params: Params
        var step: Tensor = 0
        var momentum: Params?
      }

      extension State: JAXCore.PyTree {
        package func flatten(into flattener: inout JAXCore.TreeFlattener) {
          flattener.node(Self.self, count: 3)
          flattener.field("params", self.params)
          flattener.field("step", self.step)
          flattener.field("momentum", self.momentum)
        }

        package init(unflattening unflattener: inout JAXCore.TreeUnflattener) throws {
          try unflattener.node(Self.self)
          self.init(
            params: try unflattener.field(),
            step: try unflattener.field(),
            momentum: try unflattener.field()
          )
        }

        package mutating func mutateLeaves(_ body: (inout JAXCore.Tensor) throws -> Void) rethrows {
          try self.params.mutateLeaves(body)
          try self.step.mutateLeaves(body)
          try self.momentum.mutateLeaves(body)
        }
      }
      """)
  }

  @Test func structWithInitialValuesAndInitializerAssigns() {
    expectExpansion(
      of: """
        @PyTree struct State {
          var step: Tensor = 0 {
            didSet { print(step) }
          }
          init() {}
        }
        """,
      """
      struct State {
        var step: Tensor = 0 {
          didSet { print(step) }
        }
        init() {}
      }

      extension State: JAXCore.PyTree {
        func flatten(into flattener: inout JAXCore.TreeFlattener) {
          flattener.node(Self.self, count: 1)
          flattener.field("step", self.step)
        }

        init(unflattening unflattener: inout JAXCore.TreeUnflattener) throws {
          try unflattener.node(Self.self)
          self.step = try unflattener.field()
        }

        mutating func mutateLeaves(_ body: (inout JAXCore.Tensor) throws -> Void) rethrows {
          try self.step.mutateLeaves(body)
        }
      }
      """)
  }

  @Test func structInPublicExtension() {
    expectExpansion(
      of: """
        public extension Outer {
          @PyTree struct Empty {}
        }
        """,
      """
      public extension Outer {
        struct Empty {}
      }

      extension Outer.Empty: JAXCore.PyTree {
        public func flatten(into flattener: inout JAXCore.TreeFlattener) {
          flattener.node(Self.self, count: 0)
        }

        public init(unflattening unflattener: inout JAXCore.TreeUnflattener) throws {
          try unflattener.node(Self.self)
        }

        public mutating func mutateLeaves(_ body: (inout JAXCore.Tensor) throws -> Void) rethrows {
        }
      }
      """)
  }

  @Test func enumWithPayloads() {
    expectExpansion(
      of: """
        @PyTree enum Layer {
          case dense(weights: Tensor, Tensor)
          case identity, `default`
          indirect case both(Layer, Layer)
        }
        """,
      """
      enum Layer {
        case dense(weights: Tensor, Tensor)
        case identity, `default`
        indirect case both(Layer, Layer)
      }

      extension Layer: JAXCore.PyTree {
        func flatten(into flattener: inout JAXCore.TreeFlattener) {
          switch self {
          case .dense(let value0, let value1):
            flattener.node(Self.self, case: "dense", tag: 0, count: 2)
            flattener.field("weights", value0)
            flattener.field("1", value1)
          case .identity:
            flattener.node(Self.self, case: "identity", tag: 1, count: 0)
          case .`default`:
            flattener.node(Self.self, case: "default", tag: 2, count: 0)
          case .both(let value0, let value1):
            flattener.node(Self.self, case: "both", tag: 3, count: 2)
            flattener.field("0", value0)
            flattener.field("1", value1)
          }
        }

        init(unflattening unflattener: inout JAXCore.TreeUnflattener) throws {
          switch try unflattener.node(Self.self) {
          case 0:
            self = .dense(weights: try unflattener.field(), try unflattener.field())
          case 1:
            self = .identity
          case 2:
            self = .`default`
          case 3:
            self = .both(try unflattener.field(), try unflattener.field())
          default:
            throw unflattener.unknownCase(of: Self.self)
          }
        }

        mutating func mutateLeaves(_ body: (inout JAXCore.Tensor) throws -> Void) rethrows {
          switch consume self {
          case .dense(var value0, var value1):
            defer {
              self = .dense(weights: value0, value1)
            }
            try value0.mutateLeaves(body)
            try value1.mutateLeaves(body)
          case .identity:
            self = .identity
          case .`default`:
            self = .`default`
          case .both(var value0, var value1):
            defer {
              self = .both(value0, value1)
            }
            try value0.mutateLeaves(body)
            try value1.mutateLeaves(body)
          }
        }
      }
      """)
  }
}
