// Functions on trees, under JAX's names.
//
// Source: `jax.tree`; jax/_src/tree.py.

/// Functions on trees, as in `jax.tree`.
///
///     let scaled = tree.map({ $0 * 0.5 }, params)
///     let updated = tree.map({ $0 - 0.1 * $1 }, params, gradient)
///
/// - Source: `jax.tree`.
public enum tree {
  /// The leaves of a tree and its structure.
  ///
  ///     let (leaves, structure) = tree.flatten(["a": x, "b": y])     // [x, y], PyTreeDef({'a': *, 'b': *})
  ///
  /// - Source: `jax.tree.flatten`.
  public static func flatten(_ value: some PyTree) -> (leaves: [Tensor], structure: TreeDef) {
    var flattener = TreeFlattener(describing: true)
    value.flatten(into: &flattener)
    let structure = TreeDef(&flattener)
    return (flattener.leaves, structure)
  }

  /// The tree with the given structure and leaves.
  ///
  /// - Throws: ``JAXError`` of kind `treeStructure` if the structure is not that of the type asked for, or has another
  ///   number of leaves.
  /// - Source: `jax.tree.unflatten`.
  public static func unflatten<Tree: PyTree>(
    _ structure: TreeDef, _ leaves: [Tensor], as type: Tree.Type = Tree.self
  ) throws -> Tree {
    try structure.unflatten(leaves)
  }

  /// The leaves of a tree.
  ///
  /// - Source: `jax.tree.leaves`.
  public static func leaves(_ value: some PyTree) -> [Tensor] {
    var flattener = TreeFlattener()
    value.flatten(into: &flattener)
    return flattener.leaves
  }

  /// The structure of a tree.
  ///
  /// - Source: `jax.tree.structure`.
  public static func structure(_ value: some PyTree) -> TreeDef { TreeDef(of: value) }

  /// The leaves of a tree with their places, and its structure.
  ///
  /// - Source: `jax.tree.flatten_with_path`.
  public static func flattenWithPath(_ value: some PyTree) -> (
    leaves: [(path: TreePath, leaf: Tensor)], structure: TreeDef
  ) {
    let (leaves, structure) = flatten(value)
    return (zip(structure.leafPaths, leaves).map { ($0, $1) }, structure)
  }

  /// The leaves of a tree with their places.
  ///
  /// - Source: `jax.tree.leaves_with_path`.
  public static func leavesWithPath(_ value: some PyTree) -> [(path: TreePath, leaf: Tensor)] {
    flattenWithPath(value).leaves
  }

  /// Combines the leaves of a tree, from the first to the last.
  ///
  ///     tree.reduce({ $0 + $1.size }, params, 0)                 // the number of parameters
  ///
  /// - Source: `jax.tree.reduce`.
  public static func reduce<Result>(
    _ combine: (Result, Tensor) throws -> Result, _ value: some PyTree, _ initial: Result
  ) rethrows -> Result {
    try leaves(value).reduce(initial, combine)
  }

  /// Whether a condition holds for all leaves of a tree.
  ///
  ///     tree.all({ $0.dtype == .float32 }, params)
  ///
  /// - Source: `jax.tree.all`.
  public static func all(
    _ condition: (Tensor) throws -> Bool, _ value: some PyTree
  ) rethrows -> Bool {
    try leaves(value).allSatisfy(condition)
  }
}
