// What a checkpoint policy keeps of a program, and what is computed again from it.
//
// The wanted values are followed back: a value that the policy keeps, or an argument, ends the way, and the operations on
// the way are done again. A loop or a choice on the way is divided in the same manner: what the policy keeps of its
// programs becomes a further result of it, from which another loop or choice computes the rest again.
// Source: jax/_src/interpreters/partial_eval.py `partial_eval_jaxpr_custom`.

import JAXLax

/// A program divided by a checkpoint policy.
struct PolicySplit: Sendable {
  /// The types of the program's variables, and of those for what is kept of programs inside.
  private(set) var avals: [ShapedArray]
  let inputs: [Int]
  /// The program, which computes what is kept as well.
  private(set) var equations: [Jaxpr.Equation]
  /// The variables that are kept.
  private(set) var kept: [Int] = []
  /// What computes the wanted values from kept ones and arguments.
  private(set) var repeated: [Jaxpr.Equation] = []
  private var isNeeded: [Bool]

  private struct Key: Hashable, Sendable {
    let wanted: [Jaxpr.Atom]
    let policy: CheckpointPolicy
  }

  /// A program divided, kept with it, since loops in loops ask for the same again and again.
  ///
  /// - Parameters:
  ///   - program: a program without compiled functions in it.
  ///   - wanted: the values that are computed again.
  static func of(_ program: Jaxpr, wanted: [Jaxpr.Atom], policy: CheckpointPolicy) throws
    -> PolicySplit
  {
    try program.memoized(Key(wanted: wanted, policy: policy)) {
      try PolicySplit(program, wanted: wanted, policy: policy)
    }
  }

  private init(_ program: Jaxpr, wanted: [Jaxpr.Atom], policy: CheckpointPolicy) throws {
    avals = program.avals
    inputs = program.inputs
    equations = []
    isNeeded = [Bool](repeating: false, count: program.avals.count)
    need(wanted)
    for equation in program.equations.reversed() {
      let isWanted = equation.outputs.map { isNeeded[$0] }
      let divisible =
        policy.savesEverything || policy.savesNothing
        ? nil : equation.primitive as? any DivisiblePrimitive
      if !isWanted.contains(true) {
        equations.append(equation)
      } else if let divided = try divisible?.divided(wanted: isWanted, policy: policy) {
        try divide(equation, divided)
      } else if divisible == nil, policy.saves(equation, of: program) {
        kept = equation.outputs.selected(isWanted) + kept
        equations.append(equation)
      } else {
        repeated.append(equation)
        equations.append(equation)
        need(equation.inputs)
      }
    }
    equations.reverse()
    repeated.reverse()
  }

  private mutating func need(_ atoms: [Jaxpr.Atom]) {
    for atom in atoms { if let number = atom.variable { isNeeded[number] = true } }
  }

  /// The variables of new results of the given types.
  private mutating func add(_ new: [ShapedArray]) -> [Int] {
    avals += new
    isNeeded += new.map { _ in false }
    return Array(avals.count - new.count..<avals.count)
  }

  private mutating func divide(_ equation: Jaxpr.Equation, _ divided: DividedPrimitive) throws {
    let hoisted = add(divided.hoisted?.program.outputAvals ?? [])
    let types = try divided.first.abstractEval(
      equation.inputs.map { atom in
        switch atom {
        case .variable(let number): avals[number]
        case .literal(let literal): literal.aval
        }
      })
    let further = add(Array(types[equation.outputs.count...]))
    equations.append(
      Jaxpr.Equation(
        divided.first, inputs: equation.inputs, outputs: equation.outputs + further,
        names: equation.names))
    if let (program, operands) = divided.hoisted {
      equations.append(
        Jaxpr.Equation(
          Jit(name: "checkpoint", program), inputs: operands.map { equation.inputs[$0] },
          outputs: hoisted, names: equation.names))
    }
    kept = divided.keptOutputs.map { equation.outputs[$0] } + hoisted + further + kept
    guard let again = divided.again else { return }
    let operands = divided.operands.map { operand -> Jaxpr.Atom in
      switch operand {
      case .input(let position): equation.inputs[position]
      case .output(let position): .variable(equation.outputs[position])
      case .hoisted(let position): .variable(hoisted[position])
      case .further(let position): .variable(further[position])
      }
    }
    // A part of the state that is kept may be needed on the way as well.
    let results = divided.results.map { position in
      let output = equation.outputs[position]
      return divided.keptOutputs.contains(position) ? add([avals[output]])[0] : output
    }
    repeated.append(
      Jaxpr.Equation(again, inputs: operands, outputs: results, names: equation.names))
    need(
      divided.operands.compactMap { operand in
        if case .input(let position) = operand { equation.inputs[position] } else { nil }
      })
  }

  /// Which arguments the wanted values are computed from.
  var isInputNeeded: [Bool] { inputs.map { isNeeded[$0] } }

  /// For each atom whether it is kept.
  func keeps(_ atoms: [Jaxpr.Atom]) -> [Bool] {
    let kept = Set(kept)
    return atoms.map { $0.variable.map(kept.contains) ?? false }
  }

  /// The program with the given results, from all arguments.
  func computed(_ results: [Jaxpr.Atom]) -> Jaxpr {
    Jaxpr(avals: avals, inputs: inputs, equations: equations, outputs: results)
      .withoutDeadCode().jaxpr
  }

  /// The program that computes the given results again from the given variables.
  func repeating(_ results: [Jaxpr.Atom], from variables: [Int]) -> Jaxpr {
    Jaxpr(avals: avals, inputs: variables, equations: repeated, outputs: results)
      .withoutDeadCode().jaxpr
  }
}

/// A primitive with programs inside that a checkpoint policy divides.
protocol DivisiblePrimitive: Primitive {
  /// The primitive divided by what the policy keeps of its programs; nil if it keeps nothing.
  ///
  /// - Parameter wanted: the results that are computed again.
  func divided(wanted: [Bool], policy: CheckpointPolicy) throws -> DividedPrimitive?
}

/// A primitive with programs inside, divided by a checkpoint policy.
struct DividedPrimitive {
  /// An operand of what computes again.
  enum Operand {
    /// An operand of the primitive.
    case input(Int)
    /// A result of the primitive.
    case output(Int)
    /// A result of the hoisted program.
    case hoisted(Int)
    /// A further result of what runs first.
    case further(Int)
  }

  /// The primitive, with what is kept as further results.
  let first: any Primitive
  /// What computes kept values from some operands beside it.
  let hoisted: (program: Jaxpr, operands: [Int])?
  /// The results of the primitive that are kept.
  let keptOutputs: [Int]
  /// What computes results again; nil if all wanted ones are kept.
  let again: (any Primitive)?
  let operands: [Operand]
  /// The results that are computed again.
  let results: [Int]
}
