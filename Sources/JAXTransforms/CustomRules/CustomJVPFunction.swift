// A function of trees with a forward derivative of its own: the object behind the closures of `customJVP`.
//
// Source: jax/_src/custom_derivatives.py `custom_jvp`.

import JAXLax

/// A function and the rule for its tangents.
package final class CustomJVPFunction: Sendable {
  /// A rule that is given the function it belongs to.
  package typealias SelfCallingRule =
    @Sendable (
      CustomJVPFunction, inout TreeReader, inout TreeWriter
    ) throws -> Void

  private struct Form: StagedForm {
    let call: CustomJVPCall
    let captured: [Tensor]
    let results: [TreeDef]
  }

  private let name: String
  private let symbolicZeros: Bool
  private let body: TreeFunction
  private let rule: SelfCallingRule
  private let forms = StagedPrograms<Form>()

  /// A function with a rule.
  ///
  /// - Parameters:
  ///   - body: the function.
  ///   - rule: reads the arguments and their tangents, writes the results and their tangents.
  package init(
    name: String, symbolicZeros: Bool, _ body: @escaping TreeFunction,
    selfCallingRule rule: @escaping SelfCallingRule
  ) {
    self.name = name
    self.symbolicZeros = symbolicZeros
    self.body = body
    self.rule = rule
  }

  /// A function with a rule that does not call it, or calls it by its own name.
  package convenience init(
    name: String, symbolicZeros: Bool, _ body: @escaping TreeFunction,
    rule: @escaping TreeFunction
  ) {
    self.init(name: name, symbolicZeros: symbolicZeros, body) { try rule(&$1, &$2) }
  }

  private var userName: String { "customJVP \(name)" }

  /// Calls the function with the given arguments.
  package func call(_ arguments: TreeWriter) throws -> TreeReader {
    if let error = pendingError { throw error }
    let (leaves, structures) = (arguments.leaves, arguments.structures)
    switch RulePlace(of: leaves, name: userName) {
    case .evaluation(let trace):
      let results = try trace.run { try FlatFunction(userName, structures, body)(leaves) }
      return TreeReader(results.leaves, results.structures)
    case .derivative(let dual, let trace):
      let parts = leaves.map(dual.split)
      let results = try withTrace(trace) {
        try applyRule(parts.map(\.primal), parts.map(\.tangent), structures)
      }
      try trace.check(results.outputs + results.tangents.compactMap { $0 })
      return TreeReader(zip(results.outputs, results.tangents).map(dual.join), results.structures)
    case .staging(let trace):
      return try withTrace(trace) {
        let form = try forms.form(leaves, structures) { try stage(leaves, structures, $0) }
        return TreeReader(try interpret(form.call, form.captured + leaves), form.results)
      }
    }
  }

  /// The rule as a program, which captured values are its first arguments, and which results have a tangent.
  private struct Rule: Sendable {
    let jaxpr: Jaxpr
    let isNonzero: [Bool]
    /// What the rule captured and the function did not.
    let further: [Tensor]
  }

  private func stage(
    _ leaves: [Tensor], _ structures: [TreeDef], _ announce: (Form) -> Void
  ) throws -> Form {
    let avals = leaves.map(\.aval)
    var results: [TreeDef] = []
    let function = try traceToJaxpr(avals, name: userName) { arguments in
      let writer = try FlatFunction(userName, structures, body)(arguments)
      results = writer.structures
      return writer.leaves
    }
    if let error = pendingError { throw error }
    let rule = Deferred<Rule>()
    let own = CapturedValues([function])
    let outputs = function.jaxpr.outputAvals
    func form(_ captured: CapturedValues) -> Form {
      let count = captured.values.count
      let isComplete = count > own.values.count
      let apply = JVPFunction { [userName] primals, tangents in
        let rule = try rule.get()
        try CustomJVPFunction.check(
          userName, Array(rule.jaxpr.outputAvals.prefix(outputs.count)), like: outputs)
        let constants = primals[..<count] + (isComplete ? [] : rule.further)
        let given = zip(avals, tangents).filter(\.0.dtype.isInexact).map {
          $1 ?? lax.zeros($0)
        }
        let values = try evalJaxpr(rule.jaxpr, constants + primals[count...] + given)
        return (
          Array(values[..<outputs.count]),
          rule.isNonzero.scattering(Array(values[outputs.count...]))
        )
      }
      return Form(
        call: CustomJVPCall(
          name: name, captured.jaxpr(function), rule: apply, constantCount: count,
          symbolicZeros: symbolicZeros),
        captured: captured.values, results: results)
    }
    // An error in the rule is one only where the function is differentiated.
    let inside = form(own)
    let staged = Result {
      try catchingErrors { try stageRule(avals, structures) { announce(inside) } }
    }
    guard let program = (try? staged.get())?.program else {
      rule.resolve(staged.flatMap { _ in .failure(JAXError.internal("a rule has no program.")) })
      return inside
    }
    let all = CapturedValues([function, program])
    rule.resolve(
      staged.map {
        Rule(
          jaxpr: all.jaxpr($0.program), isNonzero: $0.isNonzero,
          further: Array(all.values[own.values.count...]))
      })
    return all.values.count == own.values.count ? inside : form(all)
  }

  /// The rule as a program, from arguments and the tangents of those that are not integers.
  private func stageRule(
    _ avals: [ShapedArray], _ structures: [TreeDef], _ begin: () -> Void
  ) throws -> (program: ClosedJaxpr, isNonzero: [Bool]) {
    let isInexact = avals.map(\.dtype.isInexact)
    let tangents = avals.selected(isInexact)
    var isNonzero: [Bool] = []
    let program = try traceToJaxpr(avals + tangents, name: userName) { values in
      begin()
      let applied = try applyRule(
        Array(values[..<avals.count]), isInexact.scattering(Array(values[avals.count...])),
        structures)
      isNonzero = applied.tangents.map { $0 != nil }
      return applied.outputs + applied.tangents.compactMap { $0 }
    }
    return (program, isNonzero)
  }

  /// Applies the rule to the leaves of arguments and to tangents, of which nil is zero.
  private func applyRule(
    _ primals: [Tensor], _ tangents: [Tensor?], _ structures: [TreeDef]
  ) throws -> (outputs: [Tensor], tangents: [Tensor?], structures: [TreeDef]) {
    let filled = zip(primals, tangents).map { primal, tangent in
      tangent ?? zeroFromPrimal(primal, symbolicZeros: symbolicZeros)
    }
    let applied = FlatFunction(userName, structures + structures) { [self] arguments, results in
      try rule(self, &arguments, &results)
    }
    let writer = try applied(primals + filled)
    if let error = pendingError { throw error }
    let results = Array(writer.structures.prefix(writer.structures.count / 2))
    try Array(writer.structures[results.count...])
      .check(like: results, userName, "tangent", of: "result")
    let count = results.reduce(0) { $0 + $1.leafCount }
    let outputs = Array(writer.leaves[..<count])
    let outputTangents = writer.leaves[count...]
    for (position, (output, tangent)) in zip(outputs, outputTangents).enumerated()
    where output.dtype.isInexact && (output.shape, output.dtype) != (tangent.shape, tangent.dtype) {
      throw JAXError(
        output.shape == tangent.shape ? .dtype : .shape, userName,
        found: "the rule gives a tangent of \(tangent.aval) for "
          + "\(results.place(ofLeaf: position, "result")), which is \(output.aval).",
        expected: "tangents of the results' shapes and dtypes")
    }
    return (
      outputs,
      zip(outputs, outputTangents).map {
        $0.dtype.isInexact && !$1.isSymbolicZero ? $1 : nil
      }, results
    )
  }

  /// Checks that the rule computes results of the function's types.
  private static func check(
    _ name: String, _ found: [ShapedArray], like expected: [ShapedArray]
  ) throws {
    guard found.map({ $0.strong }) != expected.map({ $0.strong }) else { return }
    throw JAXError(
      .differentiation, name,
      found: "the rule gives results of types \(found.map(\.description)).",
      expected: "those of the function, \(expected.map(\.description))")
  }
}
