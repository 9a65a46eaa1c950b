// Putting a tree together again, from leaves and a structure.

/// Hands out leaves and static values to the initializers of trees.
public struct TreeUnflattener {
  private let definition: TreeDef
  private let leaves: [Tensor]
  /// Whether only the type of the tree is known; then every leaf is the only one that is given.
  private let isTypeOnly: Bool
  private var nextLeaf: Int
  private var nextToken = 0
  private var nextString = 0
  private var nextValue = 0
  private var run = 0

  /// An unflattener of a tree whose leaves begin at the given position.
  init(_ definition: TreeDef, _ leaves: [Tensor], at position: Int = 0) {
    self.definition = definition
    self.leaves = leaves
    isTypeOnly = false
    nextLeaf = position
  }

  /// An unflattener of a tree of which only the type is known, with the same tensor for each leaf.
  fileprivate init(typeOnly leaf: Tensor) {
    var nothing = TreeFlattener()
    definition = TreeDef(&nothing)
    leaves = [leaf]
    isTypeOnly = true
    nextLeaf = 0
  }

  /// The next leaf.
  public mutating func leaf() throws -> Tensor {
    if run == 0 {
      if isTypeOnly { return leaves[0] }
      guard case .leaves(let count) = try token() else { throw mismatch(Tensor.self) }
      run = count
    }
    guard nextLeaf < leaves.count else { throw mismatch(Tensor.self) }
    run -= 1
    nextLeaf += 1
    return leaves[nextLeaf - 1]
  }

  /// Begins a value of the given type, and returns the number of its case if that is an enum.
  @discardableResult
  public mutating func node(_ type: any PyTree.Type) throws -> Int {
    // No case of an enum has this number, as its type does not tell which one it is.
    if isTypeOnly { return -1 }
    guard case .node(let identity, let tag, _) = try token(), identity == ObjectIdentifier(type)
    else { throw mismatch(type) }
    return Int(tag)
  }

  /// The next field.
  public mutating func field<Value: PyTree>() throws -> Value {
    try Value(unflattening: &self)
  }

  /// The next field, of a type that is static by itself.
  public mutating func field<Value: StaticValue>() throws -> Value {
    try Value(unflattening: &self)
  }

  /// The next field that is marked as static.
  public mutating func `static`<Value: Hashable & Sendable>() throws -> Value {
    let values = definition.structure.values
    guard case .value = try token(), nextValue < values.count,
      let typed = values[nextValue] as? TypedStaticValue<Value>
    else { throw mismatch(Value.self) }
    nextValue += 1
    return typed.value
  }

  /// The error for a case that the enum does not have.
  public func unknownCase(of type: any PyTree.Type) -> JAXError { mismatch(type) }
}

extension TreeUnflattener {
  mutating func token() throws -> StructureToken {
    let tokens = definition.structure.tokens
    guard run == 0, nextToken < tokens.count else {
      throw JAXError(
        .treeStructure, "tree.unflatten", found: "the structure \(definition) has other parts.",
        expected: "the structure of a value of the type asked for")
    }
    nextToken += 1
    return tokens[nextToken - 1]
  }

  /// The next strings: keys, or a static one.
  mutating func strings(_ count: Int) throws -> ArraySlice<String> {
    let strings = definition.structure.strings
    guard nextString + count <= strings.count else { throw mismatch(String.self) }
    nextString += count
    return strings[nextString - count..<nextString]
  }

  /// The next leaves, all of an array of tensors.
  mutating func takeLeaves(_ count: Int) throws -> [Tensor] {
    guard count > 0 else { return [] }
    if run == 0, case .leaves(let found) = try token() { run = found }
    guard run >= count, nextLeaf + count <= leaves.count else { throw mismatch([Tensor].self) }
    run -= count
    nextLeaf += count
    return nextLeaf == count && leaves.count == count
      ? leaves : Array(leaves[nextLeaf - count..<nextLeaf])
  }

  func mismatch(_ type: Any.Type) -> JAXError {
    JAXError(
      .treeStructure, "tree.unflatten",
      found: "the structure \(definition) does not describe a value of type \(type) at that place.",
      expected: "the structure of a value of the type asked for",
      remedy: "ask for the type of the value that the structure was taken from.")
  }
}

extension PyTree {
  /// A tree whose leaves are all a placeholder of the given type.
  ///
  /// - Throws: ``JAXError`` if the type alone does not tell the structure: arrays, dictionaries, optionals, enums and
  ///   types with static fields.
  package init(placeholdersOf aval: ShapedArray) throws {
    var unflattener = TreeUnflattener(typeOnly: Tensor(Placeholder(aval)))
    try self.init(unflattening: &unflattener)
  }
}
