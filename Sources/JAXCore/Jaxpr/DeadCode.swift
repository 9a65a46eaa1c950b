// Dead-code elimination: a jaxpr without the equations that no wanted result needs, nor what is dead inside of them.

/// A primitive with programs inside that may compute fewer results from fewer operands.
package protocol PrunablePrimitive: Primitive {
  /// The primitive without what the wanted results do not need.
  func pruned(keeping wanted: [Bool]) -> PrunedPrimitive
}

/// A primitive without dead operands and results.
package struct PrunedPrimitive {
  package let primitive: any Primitive
  /// Which of the operands it still takes.
  package let usedInputs: [Bool]
  /// Which of the results it still has: the wanted ones, and for a loop those that its state needs.
  package let keptOutputs: [Bool]

  package init(_ primitive: any Primitive, usedInputs: [Bool], keptOutputs: [Bool]) {
    self.primitive = primitive
    self.usedInputs = usedInputs
    self.keptOutputs = keptOutputs
  }
}

extension Jaxpr {
  /// This jaxpr with only the wanted results, and without what they do not need.
  ///
  /// - Parameters:
  ///   - wanted: which results are kept, one for each.
  ///   - keepingInputs: whether unused arguments stay.
  ///   - keepingEffects: whether operations with effects stay; not in a part of a program whose rest has them already.
  /// - Returns: the smaller jaxpr, and which of the arguments it still takes. Constants all stay.
  /// - Source: `jax.interpreters.partial_eval.dce_jaxpr`.
  package func withoutDeadCode(
    keeping wanted: [Bool]? = nil, keepingInputs: Bool = true, keepingEffects: Bool = true
  ) -> (jaxpr: Jaxpr, usedInputs: [Bool]) {
    let wantedOutputs = wanted.map { zip(outputs, $0).filter(\.1).map(\.0) } ?? outputs
    var isLive = [Bool](repeating: false, count: avals.count)
    for output in wantedOutputs { if let number = output.variable { isLive[number] = true } }
    var kept: [Jaxpr.Equation] = []
    var isChanged = false
    for equation in equations.reversed()
    where equation.outputs.contains(where: { isLive[$0] })
      || keepingEffects && !equation.primitive.effects.isEmpty
    {
      let live = equation.pruned(keeping: equation.outputs.map { isLive[$0] })
      isChanged = isChanged || live != nil
      kept.append(live ?? equation)
      for input in (live ?? equation).inputs {
        if let number = input.variable { isLive[number] = true }
      }
    }
    let usedInputs = inputs.map { keepingInputs || isLive[$0] }
    if !isChanged && kept.count == equations.count && wanted == nil && !usedInputs.contains(false) {
      return (self, usedInputs)
    }
    let smaller = Jaxpr(
      avals: avals, constants: constants, inputs: zip(inputs, usedInputs).filter(\.1).map(\.0),
      equations: kept.reversed(), outputs: wantedOutputs)
    return (smaller, usedInputs)
  }
}

extension Jaxpr {
  /// This jaxpr with only the wanted results and the arguments they need, kept with it.
  package func pruned(keeping wanted: [Bool]) -> (jaxpr: Jaxpr, usedInputs: [Bool]) {
    let pruned = memoized(PruningKey(wanted: wanted)) {
      let (jaxpr, usedInputs) = withoutDeadCode(keeping: wanted, keepingInputs: false)
      let isSame =
        !wanted.contains(false) && !usedInputs.contains(false)
        && jaxpr.equations.count == equations.count
      return Pruned(jaxpr: isSame ? nil : jaxpr, usedInputs: usedInputs)
    }
    return (pruned.jaxpr ?? self, pruned.usedInputs)
  }
}

private struct PruningKey: Hashable, Sendable { let wanted: [Bool] }

/// A pruned program; nil if it is the whole program.
private struct Pruned: Sendable {
  let jaxpr: Jaxpr?
  let usedInputs: [Bool]
}

extension Jaxpr.Equation {
  /// The equation with only the wanted results; nil if it stays as it is.
  fileprivate func pruned(keeping wanted: [Bool]) -> Jaxpr.Equation? {
    guard let program = primitive as? any PrunablePrimitive else { return nil }
    let pruned = program.pruned(keeping: wanted)
    if !pruned.keptOutputs.contains(false) && !pruned.usedInputs.contains(false) { return nil }
    return Jaxpr.Equation(
      pruned.primitive, inputs: zip(inputs, pruned.usedInputs).filter(\.1).map(\.0),
      outputs: zip(outputs, pruned.keptOutputs).filter(\.1).map(\.0), names: names)
  }
}

/// A jaxpr that computes only the wanted results, and which arguments it still takes.
///
/// - Source: `jax.interpreters.partial_eval.dce_jaxpr`.
public func dceJaxpr(_ jaxpr: Jaxpr, usedOutputs: [Bool]) -> (jaxpr: Jaxpr, usedInputs: [Bool]) {
  jaxpr.withoutDeadCode(keeping: usedOutputs, keepingInputs: false)
}
