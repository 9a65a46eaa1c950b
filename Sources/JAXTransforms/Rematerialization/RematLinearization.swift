// The two programs of a rematerialised function's derivative: what is computed and kept, and what is computed again.
//
// The residuals of the linear part are followed back to values that the policy keeps and to arguments.

import JAXLax

/// A rematerialised program split in two.
struct RematLinearization: Sendable {
  /// From arguments to results and the values that are kept.
  let primal: Jaxpr
  /// From kept values, the used arguments and the tangents that are not zero to the results' tangents that are not zero.
  let tangent: Jaxpr
  /// Which arguments the tangents depend on.
  let isInputUsed: [Bool]
  let isOutputNonzero: [Bool]

  private struct Key: Hashable, Sendable {
    let isDifferentiated: [Bool]
    let policy: CheckpointPolicy?
  }

  /// The parts for a program, kept with it.
  static func of(_ jaxpr: Jaxpr, isDifferentiated: [Bool], policy: CheckpointPolicy?) throws
    -> RematLinearization
  {
    try jaxpr.memoized(Key(isDifferentiated: isDifferentiated, policy: policy)) {
      let program = try jaxpr.linearizedProgram(isDifferentiated: isDifferentiated)
      let whole = policy.map(\.savesNothing) ?? true ? program.primal : try program.primal.inlined()
      return try RematLinearization(
        program, whole, outputCount: jaxpr.outputs.count, policy: policy ?? .nothingSaveable)
    }
  }

  /// - Parameter whole: the program that computes results and residuals.
  private init(
    _ program: LinearizedProgram, _ whole: Jaxpr, outputCount: Int, policy: CheckpointPolicy
  ) throws {
    let residuals = program.residuals.values(
      inputs: whole.inputs.map(Jaxpr.Atom.variable), outputs: whole.outputs)
    let split = try PolicySplit.of(whole, wanted: residuals, policy: policy)
    primal = try split.computed(whole.outputs[..<outputCount] + split.kept.map(Jaxpr.Atom.variable))
      .rounding(Set(split.kept))
    isInputUsed = split.isInputNeeded
    let again = split.repeating(
      residuals, from: split.kept + split.inputs.selected(isInputUsed))
    let tangents = program.tangent.inputAvals[residuals.count...]
    tangent = try stageProgram(again.inputAvals + tangents, "checkpoint") { arguments in
      let count = again.inputs.count
      return try evalJaxpr(
        program.tangent,
        try evalJaxpr(again, Array(arguments[..<count])) + arguments[count...])
    }
    isOutputNonzero = program.isOutputNonzero
  }
}
