// The two programs of a rematerialised function's derivative: what is computed and kept, and what is computed again.
//
// The residuals of the linear part are followed back: a value that the policy keeps, or an argument, ends the way, and the
// operations on the way are done again.

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
      inputs: whole.inputs.map(Atom.variable), outputs: whole.outputs)
    var isNeeded = [Bool](repeating: false, count: whole.avals.count)
    for residual in residuals { if let number = residual.variable { isNeeded[number] = true } }
    var kept: [Int] = []
    var repeated: [Equation] = []
    for equation in whole.equations.reversed() {
      let needed = equation.outputs.filter { isNeeded[$0] }
      if needed.isEmpty { continue }
      if policy.saves(equation, of: whole) {
        kept = needed + kept
      } else {
        repeated.append(equation)
        for input in equation.inputs { if let number = input.variable { isNeeded[number] = true } }
      }
    }
    let used = whole.inputs.filter { isNeeded[$0] }
    let results = whole.outputs[..<outputCount] + kept.map(Atom.variable)
    primal = try Jaxpr(
      avals: whole.avals, inputs: whole.inputs, equations: whole.equations, outputs: Array(results)
    ).withoutDeadCode().jaxpr.rounding(Set(kept))
    let tangents = program.tangent.inputAvals[residuals.count...]
    let again = Jaxpr(
      avals: whole.avals, inputs: kept + used, equations: repeated.reversed(), outputs: residuals)
    tangent = try stageProgram(again.inputAvals + tangents, "checkpoint") { arguments in
      let count = again.inputs.count
      return try evalJaxpr(
        program.tangent,
        try evalJaxpr(again, Array(arguments[..<count])) + arguments[count...])
    }
    isInputUsed = whole.inputs.map { isNeeded[$0] }
    isOutputNonzero = program.isOutputNonzero
  }
}

extension Jaxpr {
  /// The program with the functions under `jit` in place of their calls, so that a policy sees what they do.
  fileprivate func inlined() throws -> Jaxpr {
    guard equations.contains(where: { $0.primitive is Jit }) else { return self }
    return try memoized("inlined") {
      try stageProgram(inputAvals, "checkpoint") { try evaluateInlining($0) }
    }
  }

  private func evaluateInlining(_ arguments: [Tensor]) throws -> [Tensor] {
    try evaluate(arguments) { equation, operands in
      if let call = equation.primitive as? Jit { return try call.jaxpr.evaluateInlining(operands) }
      return try interpret(equation.primitive, operands)
    }
  }

  /// The program with some values rounded to their own format, so that the compiler cannot use them more exactly than
  /// they are kept.
  fileprivate func rounding(_ kept: Set<Int>) throws -> Jaxpr {
    let used = Set(equations.flatMap(\.inputs).compactMap(\.variable))
    let rounded = kept.filter { used.contains($0) && avals[$0].dtype.isFloating }
    guard !rounded.isEmpty else { return self }
    return try stageProgram(inputAvals, "checkpoint") { arguments in
      try evaluate(arguments) { equation, operands in
        let results = try interpret(equation.primitive, operands)
        guard equation.primitiveName != "reduce_precision" else { return results }
        return zip(equation.outputs, results).map { variable, value in
          rounded.contains(variable) ? value.roundedToOwnFormat : value
        }
      }
    }
  }

  /// The results, where the given function computes the results of each equation.
  private func evaluate(
    _ arguments: [Tensor], _ compute: (Equation, [Tensor]) throws -> [Tensor]
  ) throws -> [Tensor] {
    var environment = [Tensor?](repeating: nil, count: avals.count)
    for (variable, value) in zip(inputs, arguments) { environment[variable] = value }
    for equation in equations {
      let results = try compute(equation, try equation.inputs.map { try environment.value(of: $0) })
      for (variable, value) in zip(equation.outputs, results) { environment[variable] = value }
    }
    return try outputs.map { try environment.value(of: $0) }
  }
}

extension Tensor {
  /// The value rounded to its own format, which it is in already.
  fileprivate var roundedToOwnFormat: Tensor {
    guard let format = dtype.finfo else { return self }
    return lax.reducePrecision(self, exponentBits: format.nexp, mantissaBits: format.nmant)
  }
}
