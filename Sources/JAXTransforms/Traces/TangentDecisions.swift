// Decisions inside a rule: a comparison of tangents makes a program that is not linear in them, whatever it computes.
//
// A solver of linear equations, as a loop that stops when it is near enough, computes something linear by steps whose number
// is not. Its derivative at tangents of zero, where it stops at once, says nothing of it, so it must not be taken.

import JAXLax

/// A primitive that tells by its programs which results depend on which operands.
protocol DependencePrimitive: Primitive {
  /// Which results depend on any of the operands told.
  ///
  /// - Parameter results: the same for a program inside, with its arguments.
  func dependents(_ isGiven: [Bool], _ results: (Jaxpr, [Bool]) throws -> [Bool]) rethrows -> [Bool]
}

extension Primitive {
  /// Checks that no comparison inside has to do with the given tangents.
  func checkDecisions(_ inputs: [ShapedArray], isTangent: [Bool]) throws {
    if zip(inputs, isTangent).contains(where: { $1 && !$0.dtype.isInexact && $0.dtype != .float0 })
    {
      throw JAXError.decision("a comparison", in: userName)
    }
    _ = try decidedResults(isTangent, count: outputCount(inputs), in: userName)
  }

  /// Which of so many results depend on tangents, given which operands do.
  fileprivate func decidedResults(_ isTangent: [Bool], count: Int, in operation: String) throws
    -> [Bool]
  {
    let results = { (program: Jaxpr, isTangent: [Bool]) in
      try program.decidedResults(isTangent, in: operation)
    }
    if let primitive = self as? any DependencePrimitive {
      return try primitive.dependents(isTangent, results)
    }
    if programs.count == 1, programs[0].inputs.count == isTangent.count {
      return try results(programs[0], isTangent)
    }
    return [Bool](repeating: true, count: count)
  }
}

extension Jaxpr {
  fileprivate func decidedResults(_ isTangent: [Bool], in operation: String) throws -> [Bool] {
    let program = withoutDeadCode().jaxpr
    var depends = [Bool](repeating: false, count: program.avals.count)
    for (variable, isTangent) in zip(program.inputs, isTangent) { depends[variable] = isTangent }
    for equation in program.equations {
      let isGiven = equation.inputs.map { $0.variable.map { depends[$0] } ?? false }
      guard isGiven.contains(true) else { continue }
      let isDependent = try equation.primitive.decidedResults(
        isGiven, count: equation.outputs.count, in: operation)
      for (output, isDependent) in zip(equation.outputs, isDependent) where isDependent {
        let dtype = program.avals[output].dtype
        guard dtype.isInexact || dtype == .float0 else {
          throw JAXError.decision("the operation '\(equation.primitiveName)'", in: operation)
        }
        depends[output] = true
      }
    }
    return program.outputs.map { $0.variable.map { depends[$0] } ?? false }
  }
}

extension JAXError {
  fileprivate static func decision(_ culprit: String, in operation: String) -> JAXError {
    JAXError(
      .differentiation, operation,
      found:
        "\(culprit) makes of a rule's tangents what is no tangent, so the rule is not linear in them.",
      expected: "a rule that is linear in tangents, for reverse mode",
      remedy: linearSolveRemedy)
  }
}
