// Where a leaf stands in its tree.

/// The place of a leaf in a tree.
///
///     tree.leavesWithPath(model).map(\.path.description)     // [".layers[0].w", ".layers[0].b"]
///
/// - Source: `jax.tree_util.KeyPath`, `jax.tree_util.keystr`.
public struct TreePath: Hashable, Sendable {
  /// One step from a value to a value inside it.
  public enum Step: Hashable, Sendable {
    /// A field of a type, or a case or a labelled associated value of an enum.
    case field(String)
    /// An element of an array, or an associated value without a label.
    case index(Int)
    /// The value of a key of a dictionary.
    case key(String)
  }

  /// The steps from the tree to the leaf.
  public var steps: [Step]

  /// The place that the given steps lead to.
  public init(_ steps: [Step] = []) { self.steps = steps }

  func appending(_ step: Step) -> TreePath { TreePath(steps + [step]) }
}

extension TreePath.Step: CustomStringConvertible {
  /// The step as source text, as in `".w"`, `"[2]"` or `"['name']"`.
  public var description: String {
    switch self {
    case .field(let name): ".\(name)"
    case .index(let index): "[\(index)]"
    case .key(let key): "['\(key)']"
    }
  }
}

extension TreePath: CustomStringConvertible {
  /// The steps as source text, as in `".layers[2].w"`; empty for the tree itself.
  public var description: String { steps.map(\.description).joined() }
}
