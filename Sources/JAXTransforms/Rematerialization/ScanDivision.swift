// What a checkpoint policy keeps of a loop's steps: stacked, or once where no step changes it.
//
// Source: jax/_src/lax/control_flow/loops.py `_scan_partial_eval_custom`.

import JAXLax

extension Scan: DivisiblePrimitive {
  func divided(wanted: [Bool], policy: CheckpointPolicy) throws -> DividedPrimitive? {
    let body = try jaxpr.inlined()
    let whole = try StepSplit(self, body, wanted, policy)
    if whole.split.kept.isEmpty { return nil }
    // A wanted result that is kept in each step is kept as it is.
    let isKnown = zip(wanted, whole.split.keeps(body.outputs)).map { $0 && $1 }
    let rest = zip(wanted, isKnown).map { $0 && !$1 }
    let (split, isCarryNeeded) =
      isKnown.contains(true)
      ? try StepSplit(self, body, rest, policy).parts : whole.parts
    let changing = split.computed(split.kept.map(Jaxpr.Atom.variable)).dependents(
      ofInputs: body.inputs.indices.map { $0 >= constCount })
    let invariant = split.kept.filter { !changing[$0] }
    let variant = split.kept.filter { changing[$0] }
    // What a step gives as a result is stacked already.
    let stacked = variant.map { variable in
      body.outputs[carryCount...].firstIndex(of: .variable(variable))
    }
    let further = zip(variant, stacked).filter { $1 == nil }.map(\.0)
    let first = with(
      try split.computed(body.outputs + further.map(Jaxpr.Atom.variable)).rounding(Set(variant)),
      constCount: constCount, carryCount: carryCount)
    let isResultRepeated = Array(rest[carryCount...])
    let (isConst, _, isElement) = parts(split.isInputNeeded)
    let (consts, carry, elements) = parts(body.inputs)
    let again = with(
      split.repeating(
        body.outputs.selected(isCarryNeeded + isResultRepeated),
        from: consts.selected(isConst) + invariant + carry.selected(isCarryNeeded)
          + elements.selected(isElement) + variant),
      constCount: isConst.truePositions.count + invariant.count,
      carryCount: isCarryNeeded.truePositions.count)
    var next = 0
    let keptRows = stacked.map { position -> DividedPrimitive.Operand in
      if let position { return .output(position) }
      next += 1
      return .further(next - 1)
    }
    let positions = parts(Array(body.inputs.indices))
    return DividedPrimitive(
      first: first, hoisted: try hoisted(split, invariant),
      keptOutputs: Set(isKnown.truePositions + stacked.compactMap { $0 }).sorted(),
      again: rest.contains(true) ? again : nil,
      operands: positions.consts.selected(isConst).map { .input($0) }
        + invariant.indices.map { .hoisted($0) }
        + positions.carry.selected(isCarryNeeded).map { .input($0) }
        + positions.elements.selected(isElement).map { .input($0) } + keptRows,
      results: (isCarryNeeded + isResultRepeated).truePositions)
  }

  /// The program of the kept values that no step changes.
  private func hoisted(_ split: PolicySplit, _ invariant: [Int]) throws -> (
    program: Jaxpr, operands: [Int]
  )? {
    if invariant.isEmpty { return nil }
    let whole = split.computed(invariant.map(Jaxpr.Atom.variable))
    let program = Jaxpr(
      avals: whole.avals, inputs: Array(whole.inputs[..<constCount]), equations: whole.equations,
      outputs: whole.outputs)
    return (try program.rounding(Set(invariant)), Array(0..<constCount))
  }
}

/// The step of a loop divided by a checkpoint policy, with the parts of the state that are computed again.
private struct StepSplit {
  let split: PolicySplit
  let isCarryNeeded: [Bool]

  var parts: (PolicySplit, [Bool]) { (split, isCarryNeeded) }

  init(_ scan: Scan, _ body: Jaxpr, _ wanted: [Bool], _ policy: CheckpointPolicy) throws {
    let carryCount = scan.carryCount
    func split(_ isCarryNeeded: [Bool]) throws -> PolicySplit {
      try PolicySplit.of(
        body, wanted: body.outputs.selected(isCarryNeeded + wanted[carryCount...]), policy: policy)
    }
    isCarryNeeded = try carryFixpoint(Array(wanted[..<carryCount])) {
      Array(try split($0).isInputNeeded[scan.constCount..<scan.constCount + carryCount])
    }
    self.split = try split(isCarryNeeded)
  }
}
