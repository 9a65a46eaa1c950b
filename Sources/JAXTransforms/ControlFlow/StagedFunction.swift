// A function of trees inside control flow, staged: its program, and what it captured.
//
// A function that is called at each step must give back what it takes. Where a step makes a weakly typed number a typed
// one, the number that the loop begins with is given that type; any other difference is an error that names the place.
// Source: jax/_src/lax/control_flow/common.py; loops.py `_promote_weak_typed_inputs`, `_check_carry_type`.

import JAXLax

/// A staged function.
struct StagedFunction {
  /// The program, whose first arguments are the captured values.
  let program: Jaxpr
  /// The values from outside that the function uses.
  let captured: [Tensor]
  /// The structures of the results.
  let results: [TreeDef]

  /// Stages a function for arguments of the given types.
  init(_ name: String, _ avals: [ShapedArray], _ function: ([Tensor]) throws -> TreeWriter) throws {
    var structures: [TreeDef] = []
    let closed = try traceToJaxpr(avals, name: name) { arguments in
      let writer = try function(arguments)
      structures = writer.structures
      return writer.leaves
    }
    // After an error in the function its results are placeholders, which are no program.
    if let error = pendingError { throw error }
    program = closed.jaxpr.withConstantsAsInputs
    captured = closed.constants
    results = structures
  }

  /// The types of the results.
  var outputAvals: [ShapedArray] { program.outputAvals }
}

/// What a loop begins with, and the function that makes the next state of each state.
struct StagedStep {
  let function: StagedFunction
  /// The values that the loop begins with, with the types that the steps have.
  let initial: [Tensor]

  /// Stages the step of a loop.
  ///
  /// - Parameters:
  ///   - initial: the structure and leaves of the first state.
  ///   - stage: stages the function for a state of the given types.
  init(
    _ operation: String, _ initial: TreeWriter,
    _ stage: ([ShapedArray]) throws -> StagedFunction
  ) throws {
    var leaves = initial.leaves
    var function = try stage(leaves.map(\.aval))
    let states = initial.structures
    try Array(function.results.prefix(states.count)).check(
      like: states, operation, "new state", of: "part")
    var isPromoted = false
    for (position, found) in function.outputAvals.prefix(leaves.count).enumerated() {
      let given = leaves[position].aval
      guard given.weakType, given.dtype != found.dtype || !found.weakType,
        let (dtype, weak) = resultType([
          (given.dtype, given.weakType), (found.dtype, found.weakType),
        ])
      else { continue }
      leaves[position] = lax.convert(leaves[position], dtype, weakType: weak)
      isPromoted = true
    }
    if isPromoted { function = try stage(leaves.map(\.aval)) }
    for (position, found) in function.outputAvals.prefix(leaves.count).enumerated() {
      let given = leaves[position].aval
      guard found.shape == given.shape, found.dtype == given.dtype else {
        throw JAXError(
          found.shape == given.shape ? .dtype : .shape, operation,
          found: "a step makes \(found) of \(states.place(ofLeaf: position, "state")), "
            + "which is \(given).",
          expected: "a state of the same shapes and dtypes after each step",
          remedy: found.shape == given.shape
            ? "begin with a value of dtype \(found.dtype), or convert the new one, as with "
              + "x.astype(.\(given.dtype))."
            : "begin with a value of shape \(found.shape.tupleDescription), or give the new one "
              + "the shape \(given.shape.tupleDescription).")
      }
    }
    self.function = function
    self.initial = leaves
  }
}
