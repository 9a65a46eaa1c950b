// A function of trees as a function of leaves that know their names.

import JAXCore

/// A function of leaves, with words for each of them.
package struct LeafFunction: Sendable {
  /// The results, with a name for each.
  package typealias Results = (leaves: [Tensor], places: [String])

  /// The names of the arguments' leaves, as in `"argument 0, .w"`.
  package let places: [String]
  /// The function.
  package let call: @Sendable ([Tensor]) throws -> Results

  package init(
    places: [String], _ call: @escaping @Sendable ([Tensor]) throws -> Results
  ) {
    self.places = places
    self.call = call
  }

  /// A function of trees.
  package init<each Argument: PyTree, Result: PyTree>(
    _ operation: String, _ f: @escaping @Sendable (repeat each Argument) -> Result,
    _ args: repeat each Argument
  ) {
    let inputs = TreeWriter(repeat each args)
    let function = FlatFunction(operation, inputs.structures) { arguments, results in
      results.write(f(repeat try arguments.read((each Argument).self)))
    }
    self.init(places: inputs.leaves.indices.map(function.place(ofLeaf:))) { leaves in
      let results = try function(leaves)
      return (results.leaves, Self.places(of: results))
    }
  }

  /// The names of the leaves of the only result, as in `"the result, .w"`.
  private static func places(of results: TreeWriter) -> [String] {
    results.structures.flatMap(\.leafPaths).map { path in
      path.steps.isEmpty ? "the result" : "the result, \(path)"
    }
  }

  /// The results without their names.
  package func values(_ leaves: [Tensor]) throws -> [Tensor] { try call(leaves).leaves }
}
