// A function of trees with a reverse derivative of its own: the object behind `customVJP` and `customGradient`.
//
// A forward rule gives the results and a backward rule that captured what it needs. Staged, what it captured becomes
// residuals, results of the forward program and operands of the backward one.
// Source: jax/_src/custom_derivatives.py `custom_vjp`, `custom_gradient`.

import JAXLax

/// A function and the rule for its cotangents.
package final class CustomVJPFunction: Sendable {
  /// Reads the arguments and writes the results; returns what reads cotangents of the results and writes those of
  /// the arguments.
  ///
  /// It is told which leaves of the arguments are differentiated.
  package typealias Forward =
    @Sendable (inout TreeReader, inout TreeWriter, [Bool]) throws ->
    TreeFunction

  private struct Form: StagedForm {
    let call: CustomVJPCall
    let captured: [Tensor]
    let results: [TreeDef]
  }

  private let name: String
  private let symbolicZeros: Bool
  private let body: TreeFunction
  private let forward: Forward
  private let forms = StagedPrograms<Form>()

  package init(
    name: String, symbolicZeros: Bool = false, _ body: @escaping TreeFunction,
    forward: @escaping Forward
  ) {
    self.name = name
    self.symbolicZeros = symbolicZeros
    self.body = body
    self.forward = forward
  }

  private var userName: String { "customVJP \(name)" }

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
      let (results, tangents) = try withTrace(trace) {
        let (results, pullback) = try applyForward(
          parts.map(\.primal), structures, isPerturbed: parts.map { $0.tangent != nil })
        try trace.check(results.leaves)
        let isReverse = (dual as? LinearizeTrace)?.isReverse ?? false
        let inexact = parts.filter(\.primal.dtype.isInexact).map(\.tangent)
        return (
          results,
          try isReverse
            ? interpret(
              CustomLin(
                name: name, transposing: pullback, isPerturbed: inexact.map { $0 != nil }),
              inexact.compactMap { $0 })
            : pushforward(pullback, inexact)
        )
      }
      let isInexact = results.leaves.map(\.dtype.isInexact)
      return TreeReader(
        zip(results.leaves, isInexact.scattering(tangents)).map(dual.join), results.structures)
    case .staging(let trace):
      return try withTrace(trace) {
        let form = try forms.form(leaves, structures) { try stage(leaves, structures, $0) }
        return TreeReader(try interpret(form.call, form.captured + leaves), form.results)
      }
    }
  }

  /// The tangents of the results, through the transpose of the backward rule.
  private func pushforward(_ pullback: PullbackFunction, _ tangents: [Tensor?]) throws -> [Tensor] {
    let backward = try stageBackward(pullback)
    return try interpret(
      CustomLin(
        name: name, backward: backward.jaxpr.withConstantsAsInputs,
        residualCount: backward.constants.count, isPerturbed: tangents.map { $0 != nil }),
      backward.constants + tangents.compactMap { $0 })
  }

  private func stageBackward(_ pullback: PullbackFunction) throws -> ClosedJaxpr {
    let closed = try traceToJaxpr(pullback.cotangents, name: userName) { cotangents in
      zip(try pullback.apply(cotangents), pullback.arguments).map { $0 ?? lax.zeros($1) }
    }
    return ClosedJaxpr(closed.jaxpr.withoutDeadCode().jaxpr, constants: closed.constants)
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
    func form(_ captured: CapturedValues, _ rule: VJPPrograms) -> Form {
      Form(
        call: CustomVJPCall(
          name: name, captured.jaxpr(function), rule: rule,
          constantCount: captured.values.count, symbolicZeros: symbolicZeros),
        captured: captured.values, results: results)
    }
    let own = CapturedValues([function])
    let ownRule = Deferred<VJPPrograms.Pair>()
    let inside = form(own, VJPPrograms { try ownRule.get() })
    // An error in the rule is one only where the function is differentiated.
    let staged = Result {
      try catchingErrors {
        try stageRule(avals, structures, like: function.jaxpr.outputAvals) { announce(inside) }
      }
    }
    guard let rule = try? staged.get() else {
      ownRule.resolve(staged.flatMap { _ in .failure(JAXError.internal("a rule has no program.")) })
      return inside
    }
    let all = CapturedValues([function, rule.forward])
    let pair = VJPPrograms.Pair(forward: all.jaxpr(rule.forward), backward: rule.backward)
    if all.values.count == own.values.count {
      ownRule.resolve(.success(pair))
      return inside
    }
    ownRule.resolve(
      .failure(
        JAXError(
          .differentiation, userName,
          found:
            "a rule that calls its own function, and captures values that the function does not.",
          expected: "such values among the arguments")))
    return form(all, VJPPrograms { pair })
  }

  private func stageRule(
    _ avals: [ShapedArray], _ structures: [TreeDef], like expected: [ShapedArray],
    _ begin: () -> Void
  ) throws -> (forward: ClosedJaxpr, backward: Jaxpr) {
    var backward: Jaxpr?
    let forward = try traceToJaxpr(avals, name: userName) { arguments in
      begin()
      let (results, pullback) = try applyForward(
        arguments, structures, isPerturbed: avals.map(\.dtype.isInexact))
      let found = results.leaves.map(\.aval)
      guard found.map({ $0.strong }) == expected.map({ $0.strong }) else {
        throw JAXError(
          .differentiation, userName,
          found: "the forward rule gives results of types \(found.map(\.description)).",
          expected: "those of the function, \(expected.map(\.description))")
      }
      let program = try stageBackward(pullback)
      backward = program.jaxpr.withConstantsAsInputs
      return results.leaves + program.constants
    }
    guard let backward else { throw JAXError.internal("\(userName): no backward rule was staged.") }
    return (
      ClosedJaxpr(forward.jaxpr.withoutDeadCode().jaxpr, constants: forward.constants), backward
    )
  }

  /// Applies the forward rule to the leaves of arguments.
  private func applyForward(
    _ arguments: [Tensor], _ structures: [TreeDef], isPerturbed: [Bool]
  ) throws -> (results: TreeWriter, pullback: PullbackFunction) {
    var reader = TreeReader(arguments, structures)
    var results = TreeWriter()
    let backward = try forward(&reader, &results, isPerturbed)
    if let error = pendingError { throw error }
    let rule = BackwardRule(
      name: userName, symbolicZeros: symbolicZeros, arguments: structures,
      argumentAvals: arguments.map(\.aval), results: results.structures,
      resultAvals: results.leaves.map(\.aval), backward)
    return (results, rule.pullback)
  }
}
