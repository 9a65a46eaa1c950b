// The state of a loop, and what a step may make of it.
//
// A function that is called at each step must give back what it takes. Where a step makes a weakly typed number a typed
// one, the number that the loop begins with is given that type; any other difference is an error that names the place.
// Source: jax/_src/lax/control_flow/loops.py `_promote_weak_typed_inputs`, `_check_carry_type`.

import JAXLax

/// The state of a loop: the leaves of its parts.
struct LoopState {
  /// The loop, for errors.
  private let operation: String
  private let structures: [TreeDef]
  private(set) var leaves: [Tensor]

  init(_ operation: String, _ initial: TreeWriter) {
    self.operation = operation
    structures = initial.structures
    leaves = initial.leaves
  }

  /// Checks that a step gives back the parts that it takes.
  ///
  /// - Parameter found: the structures of what it makes, the new state first.
  func check(structures found: [TreeDef]) throws {
    try Array(found.prefix(structures.count)).check(
      like: structures, operation, "new state", of: "part")
  }

  /// Gives weakly typed numbers the types that a step makes of them, and tells whether there are any.
  mutating func promote(towards found: [ShapedArray]) -> Bool {
    var isPromoted = false
    for (position, found) in found.prefix(leaves.count).enumerated() {
      let given = leaves[position].aval
      guard given.weakType, given.dtype != found.dtype || !found.weakType,
        let (dtype, weak) = resultType([
          (given.dtype, given.weakType), (found.dtype, found.weakType),
        ])
      else { continue }
      leaves[position] = lax.convert(leaves[position], dtype, weakType: weak)
      isPromoted = true
    }
    return isPromoted
  }

  /// Checks that a step keeps shapes and dtypes.
  func check(avals found: [ShapedArray]) throws {
    for (position, found) in found.prefix(leaves.count).enumerated() {
      let given = leaves[position].aval
      guard found.shape == given.shape, found.dtype == given.dtype else {
        throw JAXError(
          found.shape == given.shape ? .dtype : .shape, operation,
          found: "a step makes \(found) of \(structures.place(ofLeaf: position, "state")), "
            + "which is \(given).",
          expected: "a state of the same shapes and dtypes after each step",
          remedy: found.shape == given.shape
            ? "begin with a value of dtype \(found.dtype), or convert the new one, as with "
              + "x.astype(.\(given.dtype))."
            : "begin with a value of shape \(found.shape.tupleDescription), or give the new one "
              + "the shape \(given.shape.tupleDescription).")
      }
    }
  }

  /// Takes the state that a step has computed, and gives back its other results.
  ///
  /// - Parameter new: what the step gives, the new state first.
  mutating func advance(to new: TreeWriter) throws -> [Tensor] {
    // After an error in the step its results are placeholders.
    if let error = pendingError { throw error }
    try check(structures: new.structures)
    let avals = new.leaves.map(\.aval)
    _ = promote(towards: avals)
    try check(avals: avals)
    leaves = zip(leaves, new.leaves).map { old, new in
      old.aval == new.aval ? new : lax.convert(new, old.dtype, weakType: old.aval.weakType)
    }
    return Array(new.leaves[leaves.count...])
  }
}
