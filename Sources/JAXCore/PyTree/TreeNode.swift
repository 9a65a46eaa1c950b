// A structure read back into nested nodes, to be printed, searched for paths, and compared place by place.

/// One place of a tree's structure.
package indirect enum TreeNode: Equatable {
  case leaf
  case absent
  case `static`(String)
  case array([TreeNode])
  case dictionary([String], [TreeNode])
  /// A value of a user's type, in the given case if that is an enum.
  case node(type: String, case: String?, fields: [TreePath.Step], [TreeNode])

  package init(_ definition: TreeDef) {
    var reader = TreeNodeReader(definition)
    self = reader.next()
  }
}

/// Reads the tokens of a structure.
private struct TreeNodeReader {
  private var tokens: ArraySlice<StructureToken>
  private var strings: ArraySlice<String>
  private var values: ArraySlice<any ErasedStaticValue>
  private var labels: ArraySlice<String>
  private var run = 0

  init(_ definition: TreeDef) {
    tokens = definition.structure.tokens[...]
    strings = definition.structure.strings[...]
    values = definition.structure.values[...]
    labels = definition.labels[...]
  }

  mutating func next() -> TreeNode {
    if run > 0 {
      run -= 1
      return .leaf
    }
    switch tokens.popFirst() {
    case nil, .absent: return .absent
    case .leaves(let count):
      run = count - 1
      return .leaf
    case .array(let count): return .array((0..<count).map { _ in next() })
    case .dictionary(let count):
      let keys = Array(strings.prefix(count))
      strings = strings.dropFirst(count)
      return .dictionary(keys, keys.map { _ in next() })
    case .present: return next()
    case .node(_, let tag, let count): return node(isEnum: tag >= 0, count: Int(count))
    case .number(let kind, let bits): return .static(kind.description(of: bits))
    case .string: return .static("'\(strings.popFirst() ?? "")'")
    case .value: return .static(values.popFirst()?.description ?? "")
    }
  }

  private mutating func node(isEnum: Bool, count: Int) -> TreeNode {
    let type = labels.popFirst() ?? ""
    let name = isEnum ? labels.popFirst() : nil
    var fields: [TreePath.Step] = []
    var nodes: [TreeNode] = []
    for position in 0..<count {
      let label = labels.popFirst() ?? ""
      fields.append(label.isEmpty || Int(label) != nil ? .index(position) : .field(label))
      nodes.append(next())
    }
    return .node(type: type, case: name, fields: fields, nodes)
  }
}

extension TreeNode {
  /// The nodes directly inside, each with the steps that lead to it.
  package var children: [(steps: [TreePath.Step], node: TreeNode)] {
    switch self {
    case .leaf, .absent, .static: []
    case .array(let nodes): nodes.enumerated().map { ([.index($0)], $1) }
    case .dictionary(let keys, let nodes): zip(keys, nodes).map { ([.key($0)], $1) }
    case .node(_, let name, let fields, let nodes):
      zip(fields, nodes).map { field, node in
        (name.map { [.field($0), field] } ?? [field], node)
      }
    }
  }

  /// The places of the leaves, below the given one.
  package func leafPaths(below path: TreePath = TreePath()) -> [TreePath] {
    if case .leaf = self { return [path] }
    return children.flatMap { $0.node.leafPaths(below: TreePath(path.steps + $0.steps)) }
  }

  /// The first place at which another structure differs from this one, and the two nodes there.
  func firstDifference(from other: TreeNode, at path: TreePath = TreePath()) -> (
    path: TreePath, here: TreeNode, there: TreeNode
  )? {
    if self == other { return nil }
    let (mine, others) = (children, other.children)
    guard !mine.isEmpty, mine.map(\.steps) == others.map(\.steps), summary == other.summary else {
      return (path, self, other)
    }
    for (a, b) in zip(mine, others) {
      let place = TreePath(path.steps + a.steps)
      if let difference = a.node.firstDifference(from: b.node, at: place) { return difference }
    }
    return (path, self, other)
  }

  /// What kind of node this is, in words.
  package var summary: String {
    switch self {
    case .leaf: "a tensor"
    case .absent: "nil"
    case .static(let value): "the static value \(value)"
    case .array(let nodes):
      nodes.count == 1 ? "an array of 1 element" : "an array of \(nodes.count) elements"
    case .dictionary(let keys, _):
      "a dictionary with the keys [" + keys.map { "'\($0)'" }.joined(separator: ", ") + "]"
    case .node(let type, let name, _, _): "a value \(type)" + (name.map { ".\($0)" } ?? "")
    }
  }
}

extension TreeNode: CustomStringConvertible {
  /// The node in JAX's notation: `*` for a leaf, static values in brackets after the type.
  package var description: String {
    switch self {
    case .leaf: return "*"
    case .absent: return "None"
    case .static(let value): return value
    case .array(let nodes): return "[" + nodes.map(\.description).joined(separator: ", ") + "]"
    case .dictionary(let keys, let nodes):
      let entries = zip(keys, nodes).map { "'\($0)': \($1)" }
      return "{" + entries.joined(separator: ", ") + "}"
    case .node(let type, let name, _, let nodes):
      var values: [String] = []
      var inner: [String] = []
      for node in nodes {
        if case .static(let value) = node { values.append(value) } else { inner.append("\(node)") }
      }
      let metadata = values.joined(separator: ", ") + (values.count == 1 ? "," : "")
      let head = type + (name.map { ".\($0)" } ?? "")
      return "CustomNode(\(head)[(\(metadata))], [\(inner.joined(separator: ", "))])"
    }
  }
}
