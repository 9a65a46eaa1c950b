// The leaves of a tree as one vector, for solvers and optimisers that work with trees of any type.

import JAXCore
import JAXLax

/// The leaves of a tree of any type, with the arithmetic of vectors.
///
///     let y = TreeVector(params)
///     let next = y - 0.1 * TreeVector(gradient)
///     let updated: Params = next.rebuilt()
///
/// A solver that is written for `TreeVector` takes trees of all types without being generic itself. It is a tree, so
/// loops carry it and transformations pass through it. Two vectors that are combined have trees of one structure.
public struct TreeVector: Sendable {
  /// The leaves of the tree, in its order.
  public var leaves: [Tensor]
  /// The structure of the tree.
  public let structure: TreeDef

  /// The leaves of a tree.
  public init(_ value: some PyTree) {
    (leaves, structure) = tree.flatten(value)
  }

  private init(_ leaves: [Tensor], _ structure: TreeDef) {
    self.leaves = leaves
    self.structure = structure
  }

  /// The tree of these leaves.
  ///
  /// Another type than that of the tree the vector was made of is a ``JAXError`` of kind `treeStructure`.
  public func rebuilt<Tree: PyTree>(as type: Tree.Type = Tree.self) -> Tree {
    do { return try tree.unflatten(structure, leaves) } catch { raiseWithoutValue(error) }
  }

  /// The vector with each leaf replaced by a function of it.
  public func map(_ transform: (Tensor) throws -> Tensor) rethrows -> TreeVector {
    TreeVector(try leaves.map(transform), structure)
  }

  /// The vector whose leaves are a function of those of two.
  ///
  /// Trees of different structures are a ``JAXError`` of kind `treeStructure`.
  public func map(_ other: TreeVector, _ transform: (Tensor, Tensor) throws -> Tensor) rethrows
    -> TreeVector
  {
    try tree.map(transform, self, other)
  }

  /// Zeros like the leaves.
  public var zeros: TreeVector { map { jnp.zerosLike($0) } }

  /// The inner product: the sum over all elements of the conjugate of these times the others.
  ///
  /// - Source: `optax.tree.vdot`.
  public func dot(_ other: TreeVector) -> Tensor {
    map(other) { jnp.vdot($0, $1) }.leaves.reduce(0, +)
  }

  /// The Euclidean norm of all elements.
  ///
  /// - Source: `optax.tree.norm`.
  public var norm: Tensor { jnp.sqrt(squaredNorm) }

  /// The sum of the squares of the absolute values of all elements.
  ///
  /// - Source: `optax.tree.norm`.
  public var squaredNorm: Tensor {
    leaves.map { jnp.sum(jnp.square(jnp.abs($0))) }.reduce(0, +)
  }

  /// The greatest absolute value of an element; 0 without elements.
  public var maxNorm: Tensor {
    leaves.filter { $0.size > 0 }.map { jnp.max(jnp.abs($0)) }.reduce(0) { jnp.maximum($0, $1) }
  }

  /// These elements where a condition holds, and those of another vector elsewhere.
  ///
  /// - Parameter condition: one truth value for all leaves, or an array that is broadcast with each.
  public static func `where`(_ condition: Tensor, _ x: TreeVector, _ y: TreeVector) -> TreeVector {
    x.map(y) { jnp.where(condition, $0, $1) }
  }

  /// The same values, without derivatives.
  public var stopGradient: TreeVector { map { lax.stopGradient($0) } }

  /// The sum of two vectors.
  public static func + (a: TreeVector, b: TreeVector) -> TreeVector { a.map(b) { $0 + $1 } }

  /// The difference of two vectors.
  public static func - (a: TreeVector, b: TreeVector) -> TreeVector { a.map(b) { $0 - $1 } }

  /// The vector with the opposite sign.
  public static prefix func - (a: TreeVector) -> TreeVector { a.map { -$0 } }

  /// A vector times a number.
  public static func * (a: Tensor, b: TreeVector) -> TreeVector { b.map { a * $0 } }

  /// A vector times a number.
  public static func * (a: TreeVector, b: Tensor) -> TreeVector { a.map { $0 * b } }

  /// A vector divided by a number.
  public static func / (a: TreeVector, b: Tensor) -> TreeVector { a.map { $0 / b } }
}

extension TreeVector: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 2)
    flattener.field("structure", static: structure)
    flattener.field("leaves", leaves)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    structure = try unflattener.static()
    leaves = try unflattener.field()
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try leaves.mutateLeaves(body)
  }
}

extension lax {
  /// A tree without derivatives: transformations take its leaves as constants.
  ///
  /// - Source: `jax.lax.stop_gradient`.
  public static func stopGradient<Tree: PyTree>(_ x: Tree) -> Tree {
    tree.map({ (leaf: Tensor) in lax.stopGradient(leaf) }, x)
  }
}
