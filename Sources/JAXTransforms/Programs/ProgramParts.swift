// Programs made from the parts of others: their arguments and results in another order, and what can be computed of them
// when only some arguments are known.

import JAXLax

private enum PartKey: Hashable, Sendable {
  case rearranged([Int], [Int])
  case ignoring([ShapedArray], at: Int)
  case keeping([Bool], [Bool])
}

extension Jaxpr {
  /// The same program with its arguments and results in the given order.
  ///
  /// - Parameters:
  ///   - inputOrder: for each new argument the position of the old one.
  ///   - outputOrder: for each new result the position of the old one.
  func rearranged(inputs inputOrder: [Int], outputs outputOrder: [Int]) -> Jaxpr {
    memoized(PartKey.rearranged(inputOrder, outputOrder)) {
      Jaxpr(
        avals: avals, inputs: inputOrder.map { inputs[$0] }, equations: equations,
        outputs: outputOrder.map { outputs[$0] })
    }
  }

  /// The same program with further arguments, at the given position, that it does not use.
  func ignoring(_ further: [ShapedArray], at position: Int) -> Jaxpr {
    further.isEmpty
      ? self
      : memoized(PartKey.ignoring(further, at: position)) {
        let new = avals.count..<avals.count + further.count
        return Jaxpr(
          avals: avals + further,
          inputs: Array(inputs[..<position]) + new + inputs[position...],
          equations: equations, outputs: outputs)
      }
  }

  /// The same program with only some arguments, which must be all that the wanted results need.
  func keeping(inputs isInputKept: [Bool], outputs isOutputKept: [Bool]) -> Jaxpr {
    if !isInputKept.contains(false) && !isOutputKept.contains(false) { return self }
    return memoized(PartKey.keeping(isInputKept, isOutputKept)) {
      let smaller = withoutDeadCode(keeping: isOutputKept).jaxpr
      return Jaxpr(
        avals: smaller.avals, inputs: inputs.selected(isInputKept),
        equations: smaller.equations, outputs: smaller.outputs)
    }
  }

  /// Checks that operands have the types of the arguments.
  func check(_ operands: [ShapedArray], _ operation: String, _ part: String) throws {
    guard operands.count == inputs.count,
      zip(operands, inputAvals).allSatisfy({ $0.shape == $1.shape && $0.dtype == $1.dtype })
    else {
      throw JAXError(
        .jaxpr, operation,
        found: "operands of types \(operands.map(\.description)) for its \(part).",
        expected: "\(inputAvals.map(\.description))")
    }
  }

  /// Which variables depend on any of the arguments told; if asked, also those of operations with effects, which may be
  /// other ones each time.
  func dependents(ofInputs isGiven: [Bool], orOfEffects countsEffects: Bool = false) -> [Bool] {
    var depends = [Bool](repeating: false, count: avals.count)
    for (variable, isGiven) in zip(inputs, isGiven) { depends[variable] = isGiven }
    for equation in equations
    where equation.inputs.contains(where: { $0.variable.map { depends[$0] } ?? false })
      || countsEffects && !equation.primitive.effects.isEmpty
    {
      for output in equation.outputs { depends[output] = true }
    }
    return depends
  }

  /// Tells where the results from a position on are found: those that are arguments or earlier results are left out.
  func findingResiduals(after count: Int) -> (jaxpr: Jaxpr, residuals: [Residual]) {
    var kept = Array(outputs[..<count])
    let inputPositions = Dictionary(
      inputs.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var outputPositions: [Jaxpr.Atom: Int] = [:]
    for (position, output) in kept.enumerated() where outputPositions[output] == nil {
      outputPositions[output] = position
    }
    let residuals = outputs[count...].map { output -> Residual in
      if let position = output.variable.flatMap({ inputPositions[$0] }) { return .input(position) }
      if let position = outputPositions[output] { return .output(position) }
      outputPositions[output] = kept.count
      kept.append(output)
      return .output(kept.count - 1)
    }
    if kept.count == outputs.count { return (self, residuals) }
    return (
      Jaxpr(avals: avals, inputs: inputs, equations: equations, outputs: kept), residuals
    )
  }
}

/// A program split by what is known of its arguments.
struct PartialEvaluation: Sendable {
  /// From known arguments to known results, and to the residuals that are neither.
  let known: Jaxpr
  /// Where the residuals are found once the known program has run.
  let residuals: [Residual]
  /// From residuals and unknown arguments to unknown results.
  let unknown: Jaxpr
  let isOutputUnknown: [Bool]
}

extension Jaxpr {
  /// The program split into what needs only known arguments, and the rest.
  ///
  /// - Parameters:
  ///   - isUnknown: which arguments are not known.
  ///   - isOutputUnknown: the results that are left to the unknown program even if they are known.
  /// - Source: `jax.interpreters.partial_eval.partial_eval_jaxpr_nounits`.
  func partiallyEvaluated(isUnknown: [Bool], leaving isOutputLeft: [Bool]? = nil)
    -> PartialEvaluation
  {
    let depends = dependents(ofInputs: isUnknown)
    func isUnknownAtom(_ atom: Jaxpr.Atom) -> Bool { atom.variable.map { depends[$0] } ?? false }
    let isOutputUnknown = outputs.enumerated().map { position, output in
      isUnknownAtom(output) || isOutputLeft?[position] ?? false
    }
    let late = equations.filter { $0.inputs.contains(where: isUnknownAtom) }
    let early = equations.filter { !$0.inputs.contains(where: isUnknownAtom) }
    let unknownOutputs = zip(outputs, isOutputUnknown).filter(\.1).map(\.0)
    var needed: [Int] = []
    var isNeeded = [Bool](repeating: false, count: avals.count)
    for atom in late.flatMap(\.inputs) + unknownOutputs {
      guard let variable = atom.variable, !depends[variable], !isNeeded[variable] else { continue }
      isNeeded[variable] = true
      needed.append(variable)
    }
    let unknown = Jaxpr(
      avals: avals, inputs: needed + zip(inputs, isUnknown).filter(\.1).map(\.0), equations: late,
      outputs: unknownOutputs)
    let knownOutputs = zip(outputs, isOutputUnknown).filter { !$0.1 }.map(\.0)
    let (known, residuals) = Jaxpr(
      avals: avals, inputs: zip(inputs, isUnknown).filter { !$0.1 }.map(\.0), equations: early,
      outputs: knownOutputs + needed.map(Jaxpr.Atom.variable)
    ).findingResiduals(after: knownOutputs.count)
    return PartialEvaluation(
      known: known.withoutDeadCode().jaxpr, residuals: residuals,
      unknown: unknown.withoutDeadCode().jaxpr, isOutputUnknown: isOutputUnknown)
  }
}
