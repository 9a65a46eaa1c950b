// Which axis of each argument or result of a mapped function is the mapped one.
//
// Axes are given like JAX's tree prefixes: one for a whole tree, or one for each part of it, to any depth.

import JAXCore

/// The mapped axis of each argument, or of each result, of a function given to `vmap`.
///
/// Written as a number, it holds for all; as an array, for one after the other, with nil for what is not mapped. Inside of
/// an argument, a number holds for all its leaves, an array names the axes of its elements, and a dictionary those of its
/// keys or fields:
///
///     vmap(f, inAxes: [0, nil], outAxes: 0)
///     vmap(predict, inAxes: [["w": 0, "b": nil], -1])        // of a struct or dictionary, and of a tensor
///     vmap(f, inAxes: [[0, nil]])                            // of an array of two tensors
public struct VmapAxes: Hashable, Sendable {
  private indirect enum Content: Hashable, Sendable {
    case whole(Int?)
    case elements([VmapAxes])
    case fields([String: VmapAxes])
  }

  private let content: Content

  /// The same axis for all arguments or results, and all their leaves.
  public static func all(_ axis: Int?) -> VmapAxes { VmapAxes(content: .whole(axis)) }

  /// An axis for each argument or result, nil for what is not mapped.
  public static func each(_ axes: [Int?]) -> VmapAxes {
    VmapAxes(content: .elements(axes.map { .all($0) }))
  }

  /// Axes for each argument or result, or for each element of one.
  public static func each(_ axes: [VmapAxes]) -> VmapAxes {
    VmapAxes(content: .elements(axes))
  }

  /// Axes for the fields or keys with the given names.
  public static func fields(_ axes: [String: VmapAxes]) -> VmapAxes {
    VmapAxes(content: .fields(axes))
  }

  /// The axis of each leaf of the arguments or results.
  ///
  /// - Parameters:
  ///   - word: what the trees are, as in `"argument"`.
  ///   - label: the parameter that the axes were given as.
  func forLeaves(of structures: [TreeDef], _ word: String, _ label: String) throws -> [Int?] {
    guard case .elements(let each) = content else {
      return try structures.enumerated().flatMap { position, structure in
        try forLeaves(of: TreeNode(structure), "\(word) \(position)", label)
      }
    }
    guard each.count == structures.count else {
      throw JAXError(
        .axis, "vmap",
        found: "\(label) has \(counted(each.count, "element")) for a function of "
          + "\(counted(structures.count, word)).",
        expected: "one axis, or nil, for each \(word)",
        remedy: "give \(label) \(counted(structures.count, "element")), or one number for all.")
    }
    return try zip(each, structures).enumerated().flatMap { position, pair in
      try pair.0.forLeaves(of: TreeNode(pair.1), "\(word) \(position)", label)
    }
  }

  private func forLeaves(of node: TreeNode, _ place: String, _ label: String) throws -> [Int?] {
    switch content {
    case .whole(let axis):
      return [Int?](repeating: axis, count: node.leafPaths().count)
    case .elements(let axes):
      let children = node.children
      guard children.count == axes.count, children.allSatisfy({ $0.steps.last?.isIndex ?? false })
      else { throw mismatch(node, place, label, "an array of \(counted(axes.count, "axis"))") }
      return try zip(axes, children).flatMap {
        try $0.forLeaves(of: $1.node, place + TreePath($1.steps).description, label)
      }
    case .fields(let axes):
      let children = node.children
      let names = children.compactMap { $0.steps.last?.name }
      guard names.count == children.count, !children.isEmpty, Set(names) == Set(axes.keys) else {
        throw mismatch(
          node, place, label, "axes for " + axes.keys.sorted().map { "'\($0)'" }.listed)
      }
      return try zip(names, children).flatMap { name, child in
        try axes[name]?.forLeaves(
          of: child.node, place + TreePath(child.steps).description, label) ?? []
      }
    }
  }

  private func mismatch(_ node: TreeNode, _ place: String, _ label: String, _ found: String)
    -> JAXError
  {
    let names = node.children.compactMap { $0.steps.last?.name }
    let fields = names.isEmpty ? "" : ", with " + names.map { "'\($0)'" }.listed
    return JAXError(
      .axis, "vmap",
      found: "\(label) holds \(found) for \(place), which is \(node.summary)\(fields).",
      expected: "one axis, or nil, for each part of it, or one for the whole")
  }

  private func counted(_ count: Int, _ word: String) -> String {
    let plural = word == "axis" ? "axes" : word + "s"
    return "\(count) \(count == 1 ? word : plural)"
  }
}

extension TreePath.Step {
  /// Whether the step is to an element of an array.
  fileprivate var isIndex: Bool { if case .index = self { true } else { false } }

  /// The name of the field or key; nil for an element of an array.
  fileprivate var name: String? {
    switch self {
    case .field(let name), .key(let name): name
    case .index: nil
    }
  }
}

extension VmapAxes: ExpressibleByIntegerLiteral, ExpressibleByNilLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(integerLiteral axis: Int) { self = .all(axis) }

  public init(nilLiteral: ()) { self = .all(nil) }

  public init(arrayLiteral axes: VmapAxes...) { self = .each(axes) }

  /// Names the axes of fields or keys; of a name that is given twice the last axes count.
  public init(dictionaryLiteral axes: (String, VmapAxes)...) {
    self = .fields(Dictionary(axes) { $1 })
  }
}
