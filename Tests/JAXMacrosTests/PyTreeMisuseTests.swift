// What `@PyTree` and `@Static` refuse, with the whole texts.

import Testing

@Suite struct PyTreeMisuseTests {
  @Test func classes() {
    expectMisuse(
      of: "@PyTree final class Model {}",
      "@PyTree is for structs and enums, not for a class: a tree is a value that can be taken apart and rebuilt",
      line: 1, column: 15)
  }

  @Test func actors() {
    expectMisuse(
      of: "@PyTree actor Model {}",
      "@PyTree is for structs and enums, not for an actor: a tree is a value that can be taken apart and rebuilt",
      line: 1, column: 9)
  }

  @Test func enumWithoutCases() {
    expectMisuse(
      of: "@PyTree enum Nothing {}", "@PyTree needs an enum with cases", line: 1, column: 14)
  }

  @Test func lazyProperty() {
    expectMisuse(
      of: """
        @PyTree struct Model {
          lazy var w: Tensor = 0
        }
        """,
      "a lazy property cannot be part of a tree: make it a stored property, or compute it each time",
      line: 2, column: 3, fixIts: ["remove 'lazy'"],
      fixed: """
        @PyTree struct Model {
          var w: Tensor = 0
        }
        """)
  }

  @Test func constantWithInitialValue() {
    expectMisuse(
      of: """
        @PyTree struct Model {
          let w: Tensor = 0
        }
        """,
      "'w' has the same value in every instance, so it is no part of the tree: make it 'var', or '@Static let' or "
        + "'static let' if it never changes",
      line: 2, column: 3, fixIts: ["replace 'let' with 'var'"],
      fixed: """
        @PyTree struct Model {
          var w: Tensor = 0
        }
        """)
  }

  @Test func staticConstantWithInitialValueIsLeftOut() {
    expectExpansion(
      of: """
        @PyTree struct Model {
          @Static let depth = 3
        }
        """,
      """
      struct Model {
        let depth = 3
      }

      extension Model: JAXCore.PyTree {
        func flatten(into flattener: inout JAXCore.TreeFlattener) {
          flattener.node(Self.self, count: 0)
        }

        init(unflattening unflattener: inout JAXCore.TreeUnflattener) throws {
          try unflattener.node(Self.self)
        }

        mutating func mutateLeaves(_ body: (inout JAXCore.Tensor) throws -> Void) rethrows {
        }
      }
      """)
  }

  @Test func propertyWrapper() {
    expectMisuse(
      of: """
        @PyTree struct Model {
          @Clamped var w: Tensor
        }
        """,
      "@Clamped cannot be combined with @PyTree, which sees only the declared property: store the value without it",
      line: 2, column: 3)
  }

  @Test func weakProperty() {
    expectMisuse(
      of: """
        @PyTree struct Model {
          weak var parent: Parent?
        }
        """, "a weak property cannot be part of a tree: trees hold values", line: 2, column: 3)
  }

  @Test func patternProperty() {
    expectMisuse(
      of: """
        @PyTree struct Model {
          var (a, b) = (1, 2)
        }
        """, "a property of a tree needs a name of its own: declare each one by itself", line: 2,
      column: 7)
  }

  @Test func conditionalProperty() {
    expectMisuse(
      of: """
        @PyTree struct Model {
          #if DEBUG
            var w: Tensor
          #endif
        }
        """,
      "@PyTree cannot see which stored properties '#if' leaves: declare them outside of it",
      line: 2, column: 3)
  }

  @Test func staticOnComputedProperty() {
    expectMisuse(
      of: """
        struct Model {
          @Static var depth: Int { 3 }
        }
        """, "@Static is for stored properties: it makes one part of the structure of a tree",
      line: 2, column: 3)
  }

  @Test func staticOnMethod() {
    expectMisuse(
      of: """
        struct Model {
          @Static func depth() {}
        }
        """, "@Static is for stored properties: it makes one part of the structure of a tree",
      line: 2, column: 3)
  }

  @Test func staticOutsideTree() {
    expectMisuse(
      of: """
        struct Model {
          @Static var depth: Int
        }
        """, "@Static has a meaning only in a type with @PyTree", line: 2, column: 3)
  }
}
