// The structure of a tree as a value: comparable, hashable, printable.

/// The structure of a tree: everything of it but its leaves.
///
///     tree.structure(["a": x, "b": y])         // PyTreeDef({'a': *, 'b': *})
///
/// Two structures are equal if their types, counts, keys and static values are.
///
/// - Source: `jax.tree_util.PyTreeDef`.
public struct TreeDef: Sendable {
  private final class Storage: Sendable {
    let structure: TreeStructure
    let labels: [String]
    let leafCount: Int

    init(_ structure: TreeStructure, _ labels: [String], leafCount: Int) {
      self.structure = structure
      self.labels = labels
      self.leafCount = leafCount
    }
  }

  private let storage: Storage

  /// The structure of the one tree that was flattened.
  package init(_ flattener: inout TreeFlattener) {
    storage = Storage(flattener.finish(), flattener.labels, leafCount: flattener.leaves.count)
  }

  /// The structure of a tree.
  package init(of value: some PyTree) {
    var flattener = TreeFlattener(describing: true)
    value.flatten(into: &flattener)
    self.init(&flattener)
  }

  /// The number of leaves.
  public var leafCount: Int { storage.leafCount }
  package var structure: TreeStructure { storage.structure }
  var labels: [String] { storage.labels }

  /// The value of the given type with this structure and the given leaves.
  package func unflatten<Value: PyTree>(_ leaves: [Tensor], as type: Value.Type = Value.self) throws
    -> Value
  {
    guard leaves.count == leafCount else {
      throw JAXError(
        .treeStructure, "tree.unflatten",
        found: "\(counted(leaves.count)) for the structure \(self).",
        expected: counted(leafCount),
        remedy: "give as many leaves as structure.leafCount tells.")
    }
    var unflattener = TreeUnflattener(self, leaves)
    return try Value(unflattening: &unflattener)
  }

  private func counted(_ leaves: Int) -> String { "\(leaves) \(leaves == 1 ? "leaf" : "leaves")" }
}

extension TreeDef: Hashable {
  public static func == (a: TreeDef, b: TreeDef) -> Bool {
    a.storage === b.storage || a.structure == b.structure
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(structure) }
}

extension TreeDef: CustomStringConvertible {
  /// The structure in JAX's notation, with `*` for a leaf.
  public var description: String { "PyTreeDef(\(TreeNode(self)))" }

  /// The places of the leaves, in order.
  public var leafPaths: [TreePath] { TreeNode(self).leafPaths() }
}
