// The arguments of a compiled function of more than have an overload of their own.

import JAXLax

/// The leaves of many arguments, and their structure.
struct ManyArguments<each Argument: PyTree> {
  let leaves: [Tensor]
  let structure: TreeStructure
  private let values: (repeat each Argument)

  init(_ values: repeat each Argument) {
    var flattener = TreeFlattener()
    repeat (each values).flatten(into: &flattener)
    leaves = flattener.leaves
    structure = flattener.finish()
    self.values = (repeat each values)
  }

  /// The structure of each argument on its own.
  func describe() -> [TreeDef] {
    var structures: [TreeDef] = []
    repeat structures.append(tree.structure(each values))
    return structures
  }
}
