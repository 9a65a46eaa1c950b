// Programs as a checkpoint policy sees them, and as what it keeps is stored.

import JAXLax

extension Jaxpr {
  /// The program with the functions under `jit` in place of their calls, so that a policy sees what they do.
  func inlined() throws -> Jaxpr {
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
  func rounding(_ kept: Set<Int>) throws -> Jaxpr {
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
    _ arguments: [Tensor], _ compute: (Jaxpr.Equation, [Tensor]) throws -> [Tensor]
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
