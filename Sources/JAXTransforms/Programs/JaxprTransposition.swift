// Transposition: a linear program run backwards, from cotangents of its results to those of its arguments.
//
// Source: jax/_src/interpreters/ad.py `backward_pass`.

import JAXLax

/// The cotangents of a program's linear arguments, of which nil is zero.
///
/// Equations that depend on no linear argument are evaluated first; the others are transposed in reverse order.
///
/// - Parameters:
///   - arguments: for each argument its value, or that the program is linear in it.
///   - cotangents: those of the results, of which nil is zero.
/// - Returns: one cotangent for each linear argument, in order.
package func transposeJaxpr(
  _ jaxpr: Jaxpr, constants: [Tensor], arguments: [TransposeOperand], cotangents: [Tensor?]
) throws -> [Tensor?] {
  var known = [Tensor?](repeating: nil, count: jaxpr.avals.count)
  var isLinear = [Bool](repeating: false, count: jaxpr.avals.count)
  for (variable, value) in zip(jaxpr.constants, constants) { known[variable] = value }
  for (variable, argument) in zip(jaxpr.inputs, arguments) {
    known[variable] = argument.known
    isLinear[variable] = argument.isLinear
  }

  var linearEquations: [Jaxpr.Equation] = []
  for equation in jaxpr.equations {
    if equation.inputs.contains(where: { $0.variable.map { isLinear[$0] } ?? false }) {
      for output in equation.outputs { isLinear[output] = true }
      linearEquations.append(equation)
    } else {
      let inputs = try equation.inputs.map { try known.value(of: $0) }
      let outputs = try equation.withNames { try interpret(equation.primitive, inputs) }
      for (variable, value) in zip(equation.outputs, outputs) { known[variable] = value }
    }
  }

  var accumulated = [Tensor?](repeating: nil, count: jaxpr.avals.count)
  func accumulate(_ atom: Jaxpr.Atom, _ cotangent: Tensor?) {
    guard let cotangent, let variable = atom.variable, isLinear[variable] else { return }
    accumulated[variable] = addTangents(accumulated[variable], cotangent)
  }
  for (output, cotangent) in zip(jaxpr.outputs, cotangents) { accumulate(output, cotangent) }

  for equation in linearEquations.reversed() {
    let outputCotangents = equation.outputs.map { accumulated[$0] }
    guard outputCotangents.contains(where: { $0 != nil }) else { continue }
    let operands = try equation.inputs.map { input -> TransposeOperand in
      if let variable = input.variable, isLinear[variable] {
        return .linear(jaxpr.avals[variable])
      }
      return .known(try known.value(of: input))
    }
    let rule = try transposeRule(equation.primitive)
    let inputCotangents = try withTransposedNames(of: equation) {
      try rule(outputCotangents, operands)
    }
    for (input, cotangent) in zip(equation.inputs, inputCotangents) { accumulate(input, cotangent) }
    for output in equation.outputs { accumulated[output] = nil }
  }
  return zip(jaxpr.inputs, arguments).filter(\.1.isLinear).map { variable, _ in
    accumulated[variable]?.weaklyTyped(like: jaxpr.avals[variable])
  }
}

/// Runs the rule of an equation under the names of its transpose.
private func withTransposedNames<Result>(
  of equation: Jaxpr.Equation, _ body: () throws -> Result
) rethrows -> Result {
  guard equation.names != nil else { return try body() }
  return try withName(.transformation("transpose")) { try equation.withNames(body) }
}

private func transposeRule(_ primitive: any Primitive) throws -> TransposeRule {
  switch primitive.derivative {
  case .linear(let rule), .bilinear(let rule), .jvp(_, let rule?, _): return rule
  case .jvp, .zero, .undefined:
    throw JAXError(
      .differentiation, type(of: primitive).name,
      found: "the operation is not linear, so it cannot be transposed.",
      expected: "a program that is linear in the transposed arguments",
      // A loop may compute something linear, as a solver does, by steps that are not.
      remedy: primitive.programs.isEmpty ? nil : JAXError.linearSolveRemedy)
  }
}

extension JAXError {
  /// What to do where a solver, which computes something linear by steps that are not, is differentiated in reverse mode.
  static let linearSolveRemedy =
    "wrap a solver of linear equations in lax.customLinearSolve, which is transposed by another solve."
}
