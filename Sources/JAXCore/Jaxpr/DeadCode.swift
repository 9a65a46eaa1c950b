// Dead-code elimination: a jaxpr without the equations that no wanted result needs.

extension Jaxpr {
  /// This jaxpr with only the wanted results, and without what they do not need.
  ///
  /// - Parameters:
  ///   - wanted: which results are kept, one for each.
  ///   - keepingInputs: whether unused arguments stay.
  /// - Returns: the smaller jaxpr, and which of the arguments it still takes. Constants all stay.
  /// - Source: `jax.interpreters.partial_eval.dce_jaxpr`.
  package func withoutDeadCode(keeping wanted: [Bool]? = nil, keepingInputs: Bool = true) -> (
    jaxpr: Jaxpr, usedInputs: [Bool]
  ) {
    let wantedOutputs = wanted.map { zip(outputs, $0).filter(\.1).map(\.0) } ?? outputs
    var isLive = [Bool](repeating: false, count: avals.count)
    for output in wantedOutputs { if let number = output.variable { isLive[number] = true } }
    var kept: [Equation] = []
    for equation in equations.reversed() where equation.outputs.contains(where: { isLive[$0] }) {
      kept.append(equation)
      for input in equation.inputs { if let number = input.variable { isLive[number] = true } }
    }
    let usedInputs = inputs.map { keepingInputs || isLive[$0] }
    if kept.count == equations.count && wanted == nil && !usedInputs.contains(false) {
      return (self, usedInputs)
    }
    let smaller = Jaxpr(
      avals: avals, constants: constants, inputs: zip(inputs, usedInputs).filter(\.1).map(\.0),
      equations: kept.reversed(), outputs: wantedOutputs)
    return (smaller, usedInputs)
  }
}

/// A jaxpr that computes only the wanted results, and which arguments it still takes.
///
/// - Source: `jax.interpreters.partial_eval.dce_jaxpr`.
public func dceJaxpr(_ jaxpr: Jaxpr, usedOutputs: [Bool]) -> (jaxpr: Jaxpr, usedInputs: [Bool]) {
  jaxpr.withoutDeadCode(keeping: usedOutputs, keepingInputs: false)
}
