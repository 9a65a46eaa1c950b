// What the second half of a loop's step needs of the first half, when the first halves of all steps run before.
//
// A value that no step changes is computed once, outside of the loop; one that is an element of an input or of a stacked
// result is at hand already; only the others are kept for each step.

import JAXLax

/// The residuals of a step that is a program of constants, state and elements.
struct StepResiduals: Sendable {
  /// Where one residual is found.
  private enum Source: Hashable, Sendable {
    /// A constant of the loop.
    case const(Int)
    /// A result of the hoisted program.
    case hoisted(Int)
    /// An element of an input, counted among the inputs.
    case element(Int)
    /// An element of a stacked result of the loop, or what is stacked in addition.
    case stacked(Int)
  }

  private let sources: [Source]
  private let constCount: Int
  private let carryCount: Int
  /// The first half of a step: from constants, state and elements to state, results and the residuals kept for each step.
  let step: Jaxpr
  /// From the constants to the residuals that no step changes.
  private let hoisted: Jaxpr

  /// Sorts the residuals that a program leaves for a second one.
  ///
  /// - Parameters:
  ///   - known: the first half, with `outputCount` results and the residuals behind them.
  ///   - outputCount: the number of results, the state included.
  init(
    _ known: Jaxpr, _ residuals: [Residual], outputCount: Int, constCount: Int, carryCount: Int
  ) {
    self.constCount = constCount
    self.carryCount = carryCount
    let changes = known.dependents(
      ofInputs: known.inputs.indices.map { $0 >= constCount }, orOfEffects: true)
    var kept = Array(known.outputs[..<outputCount])
    var hoistedAtoms: [Jaxpr.Atom] = []
    func position(of atom: Jaxpr.Atom, in list: inout [Jaxpr.Atom], from start: Int) -> Int {
      if let known = list[start...].firstIndex(of: atom) { return known }
      list.append(atom)
      return list.count - 1
    }
    sources = residuals.map { residual in
      let atom: Jaxpr.Atom
      switch residual {
      case .input(let position) where position < constCount: return .const(position)
      case .input(let position) where position >= constCount + carryCount:
        return .element(position - constCount - carryCount)
      case .input(let position): atom = .variable(known.inputs[position])
      case .output(let position) where (carryCount..<outputCount).contains(position):
        return .stacked(position)
      case .output(let position): atom = known.outputs[position]
      }
      guard atom.variable.map({ changes[$0] }) ?? false else {
        return .hoisted(position(of: atom, in: &hoistedAtoms, from: 0))
      }
      // What is one of the results already is found there; the state of the next step is not.
      return .stacked(position(of: atom, in: &kept, from: carryCount))
    }
    step =
      Jaxpr(
        avals: known.avals, inputs: known.inputs, equations: known.equations, outputs: kept
      ).withoutDeadCode().jaxpr
    let whole = Jaxpr(
      avals: known.avals, inputs: known.inputs, equations: known.equations,
      outputs: hoistedAtoms
    ).withoutDeadCode(keepingEffects: false).jaxpr
    hoisted = Jaxpr(
      avals: whole.avals, inputs: Array(whole.inputs[..<constCount]), equations: whole.equations,
      outputs: whole.outputs)
  }

  /// Which residuals are the same at every step.
  var isInvariant: [Bool] {
    sources.map { source in
      switch source {
      case .const, .hoisted: true
      case .element, .stacked: false
      }
    }
  }

  /// The residuals that are the same at every step, in order.
  func invariants(_ consts: [Tensor]) throws -> [Tensor] {
    let values = try hoisted.outputs.isEmpty ? [] : evalJaxpr(hoisted, consts)
    return sources.compactMap { source in
      switch source {
      case .const(let position): consts[position]
      case .hoisted(let position): values[position]
      case .element, .stacked: nil
      }
    }
  }

  /// The residuals that change from step to step, in order, from the elements of one step or of all.
  ///
  /// - Parameter stacked: what the first half yields behind the state.
  func variants(elements: [Tensor], stacked: [Tensor]) -> [Tensor] {
    sources.compactMap { source in
      switch source {
      case .element(let position): elements[position]
      case .stacked(let position): stacked[position - carryCount]
      case .const, .hoisted: nil
      }
    }
  }
}
