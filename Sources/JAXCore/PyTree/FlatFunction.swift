// A function of trees seen as a function of leaves: what the transformations work on.
//
// The generated overloads turn a user's function of several arguments and results into one closure that reads the
// arguments and writes the results; the transformations themselves know only lists of leaves.

/// A user's function as a closure that reads its arguments and writes its results.
public typealias TreeFunction = @Sendable (inout TreeReader, inout TreeWriter) throws -> Void

/// Reads a sequence of trees from leaves.
public struct TreeReader: Sendable {
  /// The leaves of all trees.
  public let leaves: [Tensor]
  /// The structures of the trees.
  public let structures: [TreeDef]
  /// Whether the first value has the structure of the first argument, so that it can be written over that in place.
  package let preservesFirst: Bool
  private var nextValue = 0
  private var nextLeaf = 0

  /// A reader of trees of the given structures.
  public init(_ leaves: [Tensor], _ structures: [TreeDef]) {
    self.init(leaves, structures, preservesFirst: false)
  }

  package init(_ leaves: [Tensor], _ structures: [TreeDef], preservesFirst: Bool) {
    self.leaves = leaves
    self.structures = structures
    self.preservesFirst = preservesFirst
  }

  /// The next tree.
  public mutating func read<Value: PyTree>(_ type: Value.Type = Value.self) throws -> Value {
    guard nextValue < structures.count else {
      throw JAXError.internal("a function of \(structures.count) values was asked for another one.")
    }
    let structure = structures[nextValue]
    var unflattener = TreeUnflattener(structure, leaves, at: nextLeaf)
    nextValue += 1
    nextLeaf += structure.leafCount
    return try Value(unflattening: &unflattener)
  }

  /// Reads the first tree into a variable: in place if its structure is the same.
  package mutating func update(_ state: inout some PyTree) throws {
    guard preservesFirst else {
      state = try read()
      return
    }
    state.mutateLeaves { leaf in
      leaf = leaves[nextLeaf]
      nextLeaf += 1
    }
    nextValue += 1
  }
}

/// Collects the leaves and the structures of a sequence of trees.
public struct TreeWriter: Sendable {
  /// The leaves of all trees, one after the other.
  public private(set) var leaves: [Tensor] = []
  /// The structures of the trees.
  public private(set) var structures: [TreeDef] = []

  /// A writer without trees.
  public init() {}

  /// The leaves and structures of the given trees.
  public init<each Value: PyTree>(_ values: repeat each Value) {
    repeat write(each values)
  }

  /// Leaves of trees of the given structures.
  public init(leaves: [Tensor], structures: [TreeDef]) {
    self.leaves = leaves
    self.structures = structures
  }

  /// Appends a tree.
  public mutating func write(_ value: some PyTree) {
    let (leaves, structure) = tree.flatten(value)
    self.leaves += leaves
    structures.append(structure)
  }
}

/// A function of lists of leaves, made of a function of trees and the structures of its arguments.
public struct FlatFunction: Sendable {
  /// The name of the transformation that the function is given to, for errors.
  public let name: String
  /// The structures of the arguments.
  public let arguments: [TreeDef]
  private let body: TreeFunction

  /// A function of arguments of the given structures, under the name that errors have for it.
  public init(_ name: String, _ arguments: [TreeDef], _ body: @escaping TreeFunction) {
    self.name = name
    self.arguments = arguments
    self.body = body
  }

  /// Calls the function with the leaves of all arguments; returns the leaves of all results and their structures.
  public func callAsFunction(_ leaves: [Tensor]) throws -> TreeWriter {
    var reader = TreeReader(leaves, arguments)
    var writer = TreeWriter()
    try body(&reader, &writer)
    return writer
  }

  /// The positions of the leaves of each argument.
  package var argumentRanges: [Range<Int>] { arguments.leafRanges }

  /// The place of a leaf among the arguments, for errors, as in `"argument 1, .layers[2].w"`.
  package func place(ofLeaf position: Int) -> String {
    arguments.place(ofLeaf: position, "argument")
  }
}

extension [TreeDef] {
  /// The positions of the leaves of each tree, if all leaves stand in one list.
  package var leafRanges: [Range<Int>] {
    var start = 0
    return map { structure in
      defer { start += structure.leafCount }
      return start..<start + structure.leafCount
    }
  }

  /// The positions of the leaves of the trees at the given positions.
  package func leafRange(of positions: Range<Int>) -> Range<Int> {
    let start = self[..<positions.lowerBound].reduce(0) { $0 + $1.leafCount }
    return start..<self[positions].reduce(start) { $0 + $1.leafCount }
  }

  /// The place of a leaf among the trees, which are called by the given word, and counted from 0.
  package func place(ofLeaf position: Int, _ word: String) -> String {
    for (number, range) in leafRanges.enumerated() where range.contains(position) {
      let path = self[number].leafPaths[position - range.lowerBound].description
      return "\(word) \(number)" + (path.isEmpty ? "" : ", \(path)")
    }
    return "leaf \(position)"
  }

  /// Checks that the trees have the given structures.
  ///
  /// - Parameters:
  ///   - kind: what the trees are, as in `"tangent"`.
  ///   - origin: what they belong to, as in `"argument"`.
  package func check(
    like expected: [TreeDef], _ operation: String, _ kind: String, of origin: String
  ) throws {
    for (position, (found, expected)) in zip(self, expected).enumerated()
    where found != expected {
      throw JAXError.treeMismatch(
        operation, "the \(kind) of \(origin) \(position)", found, like: "\(origin) \(position)",
        expected)
    }
  }
}
