// Mapping a function over the leaves of one tree, or of several of the same structure.

extension tree {
  /// The tree with each leaf replaced by a function of it.
  ///
  ///     tree.map({ $0 * 2 }, ["a": x, "b": y])
  ///
  /// - Source: `jax.tree.map`.
  public static func map<Tree: PyTree>(
    _ transform: (Tensor) throws -> Tensor, _ value: Tree
  ) rethrows -> Tree {
    var result = value
    try result.mutateLeaves { $0 = try transform($0) }
    return result
  }

  /// The tree whose leaves are a function of the leaves of two trees of the same structure.
  ///
  ///     tree.map({ $0 - 0.1 * $1 }, params, gradient)
  ///
  /// Trees of different structures are a ``JAXError`` of kind `treeStructure`.
  ///
  /// - Source: `jax.tree.map`.
  public static func map<Tree: PyTree>(
    _ transform: (Tensor, Tensor) throws -> Tensor, _ first: Tree, _ second: Tree
  ) rethrows -> Tree {
    try map(first, [second]) { _, leaf, rest in try transform(leaf, rest[0]) }
  }

  /// The tree whose leaves are a function of the leaves of three trees of the same structure.
  ///
  /// Trees of different structures are a ``JAXError`` of kind `treeStructure`.
  ///
  /// - Source: `jax.tree.map`.
  public static func map<Tree: PyTree>(
    _ transform: (Tensor, Tensor, Tensor) throws -> Tensor, _ first: Tree, _ second: Tree,
    _ third: Tree
  ) rethrows -> Tree {
    try map(first, [second, third]) { _, leaf, rest in try transform(leaf, rest[0], rest[1]) }
  }

  /// The tree whose leaves are a function of the leaves of four trees of the same structure.
  ///
  /// Trees of different structures are a ``JAXError`` of kind `treeStructure`.
  ///
  /// - Source: `jax.tree.map`.
  public static func map<Tree: PyTree>(
    _ transform: (Tensor, Tensor, Tensor, Tensor) throws -> Tensor, _ first: Tree,
    _ second: Tree, _ third: Tree, _ fourth: Tree
  ) rethrows -> Tree {
    try map(first, [second, third, fourth]) { _, leaf, rest in
      try transform(leaf, rest[0], rest[1], rest[2])
    }
  }

  /// The tree with each leaf replaced by a function of its place and itself.
  ///
  ///     tree.mapWithPath({ path, leaf in path.description.hasSuffix(".b") ? leaf : 0.99 * leaf }, params)
  ///
  /// - Source: `jax.tree.map_with_path`.
  public static func mapWithPath<Tree: PyTree>(
    _ transform: (TreePath, Tensor) throws -> Tensor, _ value: Tree
  ) rethrows -> Tree {
    let paths = structure(value).leafPaths
    return try map(value, []) { position, leaf, _ in try transform(paths[position], leaf) }
  }

  /// Maps over the leaves of a tree, given their positions and the leaves of other trees there.
  private static func map<Tree: PyTree>(
    _ first: Tree, _ rest: [Tree], _ transform: (Int, Tensor, [Tensor]) throws -> Tensor
  ) rethrows -> Tree {
    guard isSame(first, rest) else { return first }
    let others = rest.map { leaves($0) }
    var result = first
    var position = 0
    try result.mutateLeaves { leaf in
      leaf = try transform(position, leaf, others.map { $0[position] })
      position += 1
    }
    return result
  }

  /// Whether trees have the same structure; if not, the error is raised.
  private static func isSame<Tree: PyTree>(_ first: Tree, _ rest: [Tree]) -> Bool {
    guard !rest.isEmpty else { return true }
    let expected = structure(first)
    for (position, other) in rest.enumerated() {
      let found = structure(other)
      guard found != expected else { continue }
      raise(
        JAXError.treeMismatch(
          "tree.map", "tree \(position + 2)", found, like: "tree 1", expected))
      return false
    }
    return true
  }
}
