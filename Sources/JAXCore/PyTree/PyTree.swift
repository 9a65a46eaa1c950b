// Trees of tensors: what the transformations take and give back.
//
// A tree is flattened to its leaves, which are tensors, and to a structure, which is everything else: counts, keys,
// static values. Types flatten themselves by direct access to their fields, usually in code that `@PyTree` writes, so
// there is no reflection. Source: JAX "Pytrees"; jax/_src/tree_util.py.

/// A value made of tensors and of static values, which transformations take apart and put together again.
///
/// Tensors, arrays, string-keyed dictionaries and optionals of trees are trees. Swift's own numbers, booleans and
/// strings are not: a literal in the place of an argument is a `Tensor`, so that it is traced. As fields of a tree they
/// are part of the structure (``StaticValue``), so a function compiled by `jit` is compiled anew for each value of them.
/// Tuples cannot conform; functions of several arguments and results take their place.
///
///     @PyTree struct Params {
///       var w: Tensor
///       var b: Tensor
///       @Static var activation: Activation
///     }
///
/// A conformance written by hand states the same things in the same order three times:
///
///     extension Params: PyTree {
///       func flatten(into flattener: inout TreeFlattener) {
///         flattener.node(Self.self, count: 3)
///         flattener.field("w", w)
///         flattener.field("b", b)
///         flattener.field("activation", static: activation)
///       }
///       init(unflattening unflattener: inout TreeUnflattener) throws {
///         try unflattener.node(Self.self)
///         w = try unflattener.field()
///         b = try unflattener.field()
///         activation = try unflattener.static()
///       }
///       mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
///         try w.mutateLeaves(body)
///         try b.mutateLeaves(body)
///       }
///     }
///
/// A closure whose parameters have no types takes tensors, so that a literal is one tensor; other trees are stated:
///
///     jit { x in x.sum() }([1, 2])                    // one Tensor of two elements
///     jit { (x: [Tensor]) in x[0] }([1, 2])           // two tensors
///
/// - Source: `jax.tree_util`.
public protocol PyTree: Sendable {
  /// Appends the leaves and the structure of this value.
  func flatten(into flattener: inout TreeFlattener)

  /// Makes a value from the next leaves and the next part of a structure.
  ///
  /// - Throws: ``JAXError`` of kind `treeStructure` if they do not describe a value of this type.
  init(unflattening unflattener: inout TreeUnflattener) throws

  /// Calls a closure with each leaf, in the order of ``flatten(into:)``, to change it in place.
  ///
  /// A leaf that nothing else refers to is then uniquely referenced, so that its memory may be donated. A type with
  /// constant (`let`) leaves may rebuild itself instead.
  mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows
}

extension PyTree {
  /// Calls a closure with a copy of each leaf and rebuilds the value from what it leaves there.
  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    var flattener = TreeFlattener()
    flatten(into: &flattener)
    for position in flattener.leaves.indices { try body(&flattener.leaves[position]) }
    do {
      self = try TreeDef(&flattener).unflatten(flattener.leaves)
    } catch {
      raise(error)
    }
  }

  /// The positions of the leaves that something besides this value refers to: their memory cannot be donated.
  package mutating func sharedLeaves() -> [Int64] {
    var shared: [Int64] = []
    var position: Int64 = 0
    mutateLeaves { leaf in
      if !isKnownUniquelyReferenced(&leaf.content) { shared.append(position) }
      position += 1
    }
    return shared
  }
}
