// A function with the values it captured as arguments, for rules that must differentiate with respect to them.
//
// Source: jax/_src/custom_derivatives.py `closure_convert`.

import JAXLax

/// A function staged for arguments of given types, and the values it captured that may be differentiated.
package struct ClosureConversion: Sendable {
  /// The values that the enclosing transformations may differentiate with respect to.
  package let hoisted: [Tensor]
  private let program: ClosedJaxpr
  private let results: [TreeDef]
  private let isHoisted: [Bool]

  package init(_ arguments: TreeWriter, _ body: @escaping TreeFunction) throws {
    let function = FlatFunction("closureConvert", arguments.structures, body)
    var structures: [TreeDef] = []
    program = try traceToJaxpr(arguments.leaves.map(\.aval), name: "closureConvert") { leaves in
      let writer = try function(leaves)
      structures = writer.structures
      return writer.leaves
    }
    if let error = pendingError { throw error }
    results = structures
    isHoisted = program.constants.map { $0.content is Tracer && $0.dtype.isInexact }
    hoisted = program.constants.selected(isHoisted)
  }

  /// Calls the function with other values in place of those that it captured.
  package func call(_ arguments: TreeWriter, _ replacements: [Tensor]) throws -> TreeReader {
    guard replacements.count == hoisted.count else {
      throw JAXError(
        .argument, "closureConvert",
        found: "\(replacements.count) values for the \(hoisted.count) that the function captured.",
        expected: "one value for each")
    }
    let constants = zip(program.constants, isHoisted.scattering(replacements)).map { $1 ?? $0 }
    return TreeReader(
      try evalJaxpr(program.jaxpr, constants: constants, arguments.leaves), results)
  }
}
