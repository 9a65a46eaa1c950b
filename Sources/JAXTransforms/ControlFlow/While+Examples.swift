// Loops with one condition for each example, as `vmap` leaves them in JAX's own programs.

import JAXLax

extension While {
  /// The same loop with one condition for all examples, which go on until each has ended; nil if it has one already.
  ///
  /// An example that has ended keeps its state. The body of that loop takes the constants of the condition too.
  func withOneCondition() throws -> While? {
    let predicate = condition.outputAvals[0]
    guard predicate.ndim > 0 else { return nil }
    try effects.checkNone("whileLoop", because: "examples that have ended go on with the others")
    let (anyRuns, step) = try body.memoized(ConditionKey(condition: condition)) {
      let anyRuns = try stageProgram(condition.inputAvals, "whileLoop") {
        [lax.reduceOr(try evalJaxpr(condition, $0)[0], axes: Array(0..<predicate.ndim))]
      }
      let conditionConsts = condition.inputAvals[..<conditionConstCount]
      let step = try stageProgram(conditionConsts + body.inputAvals, "whileLoop") { arguments in
        let consts = arguments[..<conditionConstCount]
        let bodyConsts = arguments[conditionConstCount...].prefix(bodyConstCount)
        let state = Array(arguments[(conditionConstCount + bodyConstCount)...])
        let isRunning = try evalJaxpr(condition, consts + state)[0]
        return try body.advanced(Array(bodyConsts), state, where: isRunning)
      }
      return (anyRuns, step)
    }
    return While(
      condition: anyRuns, conditionConstCount: conditionConstCount, body: step,
      bodyConstCount: conditionConstCount + bodyConstCount, checkpointing: checkpointing)
  }

  /// The operands of that loop.
  func withConditionTwice<Operand>(_ operands: [Operand]) -> [Operand] {
    operands[..<conditionConstCount] + operands
  }
}

/// What the loops made of one body differ in.
private struct ConditionKey: Hashable, Sendable {
  let condition: Jaxpr
}
