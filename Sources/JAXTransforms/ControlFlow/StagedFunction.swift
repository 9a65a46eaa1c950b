// A function of trees inside control flow, staged: its program, and what it captured.
//
// Source: jax/_src/lax/control_flow/common.py.

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
    var state = LoopState(operation, initial)
    var function = try stage(state.leaves.map(\.aval))
    try state.check(structures: function.results)
    if state.promote(towards: function.outputAvals) {
      function = try stage(state.leaves.map(\.aval))
    }
    try state.check(avals: function.outputAvals)
    self.function = function
    self.initial = state.leaves
  }
}
