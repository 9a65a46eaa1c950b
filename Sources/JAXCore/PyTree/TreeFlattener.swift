// Taking a tree apart: the leaves, and the tokens of its structure.
//
// The names of types and fields are recorded only where a structure is to be described; on the hot path that costs one
// untaken branch a field.

/// Collects the leaves and the structure of trees.
///
/// A type that conforms to ``PyTree`` describes itself to one of these: ``node(_:count:)`` and one `field` for each of
/// its fields.
public struct TreeFlattener {
  package var leaves: [Tensor] = []
  private var structure = TreeStructure()
  private var run = 0
  private(set) var labels: [String] = []
  let isDescribing: Bool

  /// A flattener without leaves.
  ///
  /// - Parameters:
  ///   - capacity: the number of leaves to make room for.
  ///   - describing: whether to record the names of types and fields.
  package init(capacity: Int = 0, describing: Bool = false) {
    isDescribing = describing
    if capacity > 0 { leaves.reserveCapacity(capacity) }
  }

  /// Appends a leaf.
  public mutating func leaf(_ tensor: Tensor) {
    leaves.append(tensor)
    run += 1
  }

  /// Begins a value of the given type, with the given number of fields.
  public mutating func node(_ type: any PyTree.Type, count: Int) {
    append(.node(ObjectIdentifier(type), tag: -1, count: Int32(truncatingIfNeeded: count)))
    if isDescribing { labels.append(String(describing: type)) }
  }

  /// Begins a value of the given enum type: the given case, with the given number of associated values.
  ///
  /// - Parameter tag: a number that tells this case from the others.
  public mutating func node(
    _ type: any PyTree.Type, case name: StaticString, tag: Int, count: Int
  ) {
    append(
      .node(
        ObjectIdentifier(type), tag: Int32(truncatingIfNeeded: tag),
        count: Int32(truncatingIfNeeded: count)))
    if isDescribing { labels += [String(describing: type), name.description] }
  }

  /// Appends a field.
  ///
  /// - Parameter name: its name; of an associated value without a label, its position.
  public mutating func field<Value: PyTree>(_ name: StaticString, _ value: Value) {
    if isDescribing { labels.append(name.description) }
    value.flatten(into: &self)
  }

  /// Appends a field of a type that is static by itself: it is part of the structure.
  ///
  /// - Parameter name: its name; of an associated value without a label, its position.
  public mutating func field<Value: StaticValue>(_ name: StaticString, _ value: Value) {
    if isDescribing { labels.append(name.description) }
    value.flatten(into: &self)
  }

  /// Appends a field that is marked as part of the structure.
  public mutating func field<Value: Hashable & Sendable>(
    _ name: StaticString, static value: Value
  ) {
    if isDescribing { labels.append(name.description) }
    append(value: value)
  }

  /// Ends the structure and returns it, leaving the leaves where they are.
  package mutating func finish() -> TreeStructure {
    endRun()
    return structure
  }
}

extension TreeFlattener {
  /// Appends the leaves of an array of tensors at once.
  mutating func appendLeaves(_ tensors: [Tensor]) {
    if leaves.isEmpty { leaves = tensors } else { leaves.append(contentsOf: tensors) }
    run += tensors.count
  }

  mutating func append(_ token: StructureToken) {
    endRun()
    structure.tokens.append(token)
  }

  mutating func append(strings: [String]) {
    structure.strings += strings
  }

  mutating func append(value: some Hashable & Sendable) {
    append(.value)
    structure.values.append(TypedStaticValue(value: value))
  }

  private mutating func endRun() {
    guard run > 0 else { return }
    structure.tokens.append(.leaves(run))
    run = 0
  }
}
