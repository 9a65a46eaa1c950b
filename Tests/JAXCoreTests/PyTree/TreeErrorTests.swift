// Trees of different structures: the whole texts.

import Testing

@testable import JAXCore

@Suite struct TreeErrorTests {
  private let dense = Dense(number(1), [number(2), number(3)])

  /// The text of the error that a closure meets, without the place.
  private func text(_ body: () throws -> Void) -> String {
    do {
      try catchingErrors(body)
      return "no error"
    } catch {
      return "\(error)".split(separator: "\n").filter { !$0.hasPrefix("  at ") }.joined(
        separator: "\n")
    }
  }

  @Test func differentCounts() {
    let found = text { _ = tree.map({ a, _ in a }, [dense], [Dense(number(1), [number(2)])]) }
    #expect(
      found == """
        tree.map: tree 2 and tree 1 have different structures at [0].b: an array of 1 element, and an array of 2 \
        elements. The structure of tree 2 is PyTreeDef([CustomNode(Dense[(relu,)], [*, [*]])]).
          expected: the structure of tree 1, PyTreeDef([CustomNode(Dense[(relu,)], [*, [*, *]])])
          to do: give trees with the same counts, keys, cases and static values.
        """)
  }

  @Test func differentStaticValues() {
    let found = text {
      _ = tree.map({ a, _ in a }, dense, Dense(number(1), [number(2), number(3)], "tanh"))
    }
    #expect(
      found == """
        tree.map: tree 2 and tree 1 have different structures at .activation: the static value tanh, and the static \
        value relu. The structure of tree 2 is PyTreeDef(CustomNode(Dense[(tanh,)], [*, [*, *]])).
          expected: the structure of tree 1, PyTreeDef(CustomNode(Dense[(relu,)], [*, [*, *]]))
          to do: give trees with the same counts, keys, cases and static values.
        """)
  }

  @Test func differentKeys() {
    let found = text { _ = tree.map({ a, _ in a }, ["a": number(1)], ["b": number(1)]) }
    #expect(
      found == """
        tree.map: tree 2 and tree 1 have different structures: a dictionary with the keys ['b'], and a dictionary \
        with the keys ['a']. The structure of tree 2 is PyTreeDef({'b': *}).
          expected: the structure of tree 1, PyTreeDef({'a': *})
          to do: give trees with the same counts, keys, cases and static values.
        """)
  }

  @Test func differentCases() {
    let found = text {
      _ = tree.map({ a, _ in a }, [Step.scale(by: number(1))], [.dense(dense, number(1))])
    }
    #expect(
      found.hasPrefix(
        "tree.map: tree 2 and tree 1 have different structures at [0]: a value Step.dense, and a value Step.scale."
      ))
  }

  @Test func wrongNumberOfLeaves() {
    let found = text { _ = try tree.unflatten(tree.structure(dense), [number(1)], as: Dense.self) }
    #expect(
      found == """
        tree.unflatten: 1 leaf for the structure PyTreeDef(CustomNode(Dense[(relu,)], [*, [*, *]])).
          expected: 3 leaves
          to do: give as many leaves as structure.leafCount tells.
        """)
  }

  @Test func structureOfAnotherType() {
    let found = text {
      _ = try tree.unflatten(tree.structure(dense), tree.leaves(dense), as: [Tensor].self)
    }
    #expect(
      found == """
        tree.unflatten: the structure PyTreeDef(CustomNode(Dense[(relu,)], [*, [*, *]])) does not describe a value of \
        type Array<Tensor> at that place.
          expected: the structure of a value of the type asked for
          to do: ask for the type of the value that the structure was taken from.
        """)
  }
}
