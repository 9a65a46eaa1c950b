// What a checkpoint policy keeps of the chosen program of a choice.
//
// Source: jax/_src/lax/control_flow/conditionals.py `_cond_partial_eval_custom`.

import JAXLax

extension Cond: DivisiblePrimitive {
  func divided(wanted: [Bool], policy: CheckpointPolicy) throws -> DividedPrimitive? {
    let programs = try branches.map { try $0.inlined() }
    func split(_ wanted: [Bool]) throws -> [PolicySplit] {
      try programs.map {
        try PolicySplit.of($0, wanted: $0.outputs.selected(wanted), policy: policy)
      }
    }
    let whole = try split(wanted)
    if whole.allSatisfy(\.kept.isEmpty) { return nil }
    // A wanted result that all programs keep is kept as it is.
    let kept = zip(whole, programs).map { $0.keeps($1.outputs) }
    let isKnown = wanted.indices.map { place in
      wanted[place] && kept.allSatisfy { $0[place] }
    }
    let rest = zip(wanted, isKnown).map { $0 && !$1 }
    let splits = isKnown.contains(true) ? try split(rest) : whole
    let places = SharedPlaces(splits.map { split in split.kept.map { split.avals[$0] } })
    let count = wanted.count
    let first = try zip(zip(splits, programs), places.ofProgram).map { pair, own in
      let (split, program) = pair
      let computed = try split.computed(program.outputs + split.kept.map(Jaxpr.Atom.variable))
        .rounding(Set(split.kept))
      return try stageProgram(program.inputAvals, "checkpoint") { arguments in
        let results = try evalJaxpr(computed, arguments)
        return results[..<count] + places.filled(Array(results[count...]), at: own)
      }
    }
    let isUsed = branches[0].inputs.indices.map { place in
      splits.contains { $0.isInputNeeded[place] }
    }
    let again = try zip(zip(splits, programs), places.ofProgram).map { pair, own in
      let (split, program) = pair
      let used = program.inputs.selected(isUsed)
      let repeated = split.repeating(program.outputs.selected(rest), from: used + split.kept)
      return try stageProgram(used.map { program.avals[$0] } + places.avals, "checkpoint") {
        let (arguments, all) = ($0[..<used.count], Array($0[used.count...]))
        return try evalJaxpr(repeated, arguments + own.map { all[$0] })
      }
    }
    return DividedPrimitive(
      first: with(first), hoisted: nil, keptOutputs: isKnown.truePositions,
      again: rest.contains(true) ? with(again) : nil,
      operands: [.input(0)] + isUsed.truePositions.map { .input($0 + 1) }
        + places.avals.indices.map { .further($0) },
      results: rest.truePositions)
  }
}
