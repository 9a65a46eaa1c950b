// The Jacobian of a function from trees to trees: one block for each leaf of the result and each leaf of the argument.
//
// JAX gives a tree like the result, of trees like the argument. Such a type cannot be written for trees of any type in
// Swift, so the blocks stand in a table, with typed access by key paths. A function of one tensor, or with one tensor as
// its result, needs no table: its Jacobian is a tree like the other side.

import JAXLax

/// The derivatives of the leaves of a result with respect to the leaves of an argument.
///
/// The block of two leaves has the axes of the result's leaf, then those of the argument's:
///
///     let j = jacrev(model)(params)           // model: (Params) -> Prediction
///     j[\.mean, \.layers[0].w]                // a Tensor of shape mean.shape + w.shape
///     j[output: \.mean]                       // a Params: the derivatives of the mean
///     j[input: \.layers[0].w]                 // a Prediction: the derivatives with respect to w
///     j[output: \.self, input: \.layers[0]]   // a Jacobian<Prediction, Layer>
///
/// It is a tree itself: `jit` and `vmap` return it, and a Hessian is the Jacobian of a Jacobian.
///
/// - Source: `jax.jacfwd`, `jax.jacrev`.
public struct Jacobian<Output: PyTree, Input: PyTree>: Sendable {
  /// The blocks: all those of the result's first leaf, then those of its second leaf, and so on.
  public private(set) var blocks: [Tensor]
  private let rows: NumberedTree<Output>
  private let columns: NumberedTree<Input>

  fileprivate init(
    _ rows: NumberedTree<Output>, _ columns: NumberedTree<Input>, _ blocks: [Tensor]
  ) {
    self.rows = rows
    self.columns = columns
    self.blocks = blocks
  }

  /// The Jacobian of a result and an argument of the given structures.
  init(_ output: TreeDef, _ input: TreeDef, _ blocks: [Tensor]) throws {
    self.init(try NumberedTree(output), try NumberedTree(input), blocks)
  }

  /// The block of two leaves, by their positions.
  public subscript(output: Int, input: Int) -> Tensor {
    blocks[output * columns.structure.leafCount + input]
  }

  /// The block of two leaves; a placeholder where there is no such leaf.
  private func block(_ output: Int?, _ input: Int?) -> Tensor {
    if let output, let input { return self[output, input] }
    let type = blocks.first?.aval ?? ShapedArray(shape: [], dtype: .float32)
    return Tensor(Placeholder(type))
  }

  /// The derivative of one tensor of the result with respect to one tensor of the argument.
  public subscript(output: KeyPath<Output, Tensor>, input: KeyPath<Input, Tensor>) -> Tensor {
    block(
      rows.position(of: rows.tree[keyPath: output]),
      columns.position(of: columns.tree[keyPath: input]))
  }

  /// The derivatives of one tensor of the result: a tree like the argument.
  public subscript(output output: KeyPath<Output, Tensor>) -> Input {
    let row = rows.position(of: rows.tree[keyPath: output])
    return tree.map({ block(row, columns.position(of: $0)) }, columns.tree)
  }

  /// The derivatives with respect to one tensor of the argument: a tree like the result.
  public subscript(input input: KeyPath<Input, Tensor>) -> Output {
    let column = columns.position(of: columns.tree[keyPath: input])
    return tree.map({ block(rows.position(of: $0), column) }, rows.tree)
  }

  /// The derivatives of a part of the result with respect to a part of the argument.
  public subscript<Part: PyTree, Variable: PyTree>(
    output output: KeyPath<Output, Part>, input input: KeyPath<Input, Variable>
  ) -> Jacobian<Part, Variable> {
    let part = rows.tree[keyPath: output]
    let variable = columns.tree[keyPath: input]
    let columnPositions = tree.leaves(variable).map { columns.position(of: $0) }
    return Jacobian<Part, Variable>(
      NumberedTree(part), NumberedTree(variable),
      tree.leaves(part).flatMap { row in
        columnPositions.map { block(rows.position(of: row), $0) }
      })
  }
}

extension Jacobian: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 3)
    flattener.field("output", static: rows.structure)
    flattener.field("input", static: columns.structure)
    flattener.field("blocks", blocks)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    let output: TreeDef = try unflattener.static()
    let input: TreeDef = try unflattener.static()
    try self.init(output, input, try unflattener.field())
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try blocks.mutateLeaves(body)
  }
}

extension Jacobian: CustomStringConvertible {
  /// The shape and dtype of each block, after the places of its leaves.
  public var description: String {
    let outputs = rows.structure.leafPaths
    let inputs = columns.structure.leafPaths
    let entries = outputs.indices.flatMap { row in
      inputs.indices.map { column in
        "[\\\(outputs[row].description.isEmpty ? ".self" : outputs[row].description), "
          + "\\\(inputs[column].description.isEmpty ? ".self" : inputs[column].description)]: "
          + self[row, column].aval.description
      }
    }
    return "Jacobian(" + entries.joined(separator: ", ") + ")"
  }
}

/// A tree whose leaves are their own positions, so that a key path tells which leaf it leads to.
private struct NumberedTree<Tree: PyTree>: Sendable {
  let tree: Tree
  let structure: TreeDef

  /// A tree of the given structure.
  init(_ structure: TreeDef) throws {
    self.structure = structure
    tree = try structure.unflatten(
      (0..<structure.leafCount).map { Tensor(.int(Int64($0)), dtype: .int32) })
  }

  /// The tree with its leaves numbered.
  init(_ value: Tree) {
    structure = TreeDef(of: value)
    var number = 0
    tree = JAXCore.tree.map(
      { _ in
        defer { number += 1 }
        return Tensor(.int(Int64(number)), dtype: .int32)
      }, value)
  }

  /// The position that a leaf of the tree is; nil, and an error, for a value computed from leaves.
  func position(of leaf: Tensor) -> Int? {
    if case .int(let number)? = leaf.literalValue, let position = Int(exactly: number),
      (0..<structure.leafCount).contains(position)
    {
      return position
    }
    raise(
      JAXError(
        .argument, "Jacobian",
        found: "a key path to a value that is computed from the leaves of \(structure).",
        expected: "a key path to a stored tensor of the tree",
        remedy: "take the derivatives of the stored tensors, and compute with them."))
    return nil
  }
}
