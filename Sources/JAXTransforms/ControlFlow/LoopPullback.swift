// The way back through a loop of known length: from the cotangents of its last state to those of its first state and of
// its constants.
//
// The states are computed again from checkpoints. Some of the first states of equally long segments are kept; from the
// last segment to the first one, the residuals of its steps are computed and kept, and its steps are transposed. Each level
// keeps a fixed number of values, and as long as the number of steps is at most its square, the loop runs twice again.
// Longer loops take more time, not more memory.
// Source: A. Griewank, "Achieving logarithmic growth of temporal and spatial complexity in reverse automatic
// differentiation" (1992).

import JAXLax

/// The transpose of ``LoopPushforward``.
///
/// The operands are the number of steps, the constants, the first state, and the cotangents of the last state's variables;
/// the results are the cotangents of the variables among the constants and in the first state.
struct LoopPullback: LoopDerivative {
  static let name = "loop_pullback"

  /// From constants and state to the next state.
  let body: Jaxpr
  /// What has a cotangent: with a part of the state, all that depends on it.
  let variables: LoopVariables
  let checkpointing: LoopCheckpointing

  init(body: Jaxpr, variables: LoopVariables, checkpointing: LoopCheckpointing) {
    self.body = body
    self.variables = variables
    self.checkpointing = checkpointing
  }

  init(params: Params) throws {
    self.init(
      body: try params.jaxpr("body_jaxpr"),
      variables: try LoopVariables(params: params, "differentiated"),
      checkpointing: try LoopCheckpointing(params: params))
  }

  var params: Params {
    Params(
      [("body_jaxpr", .jaxpr(body))] + variables.params("differentiated") + checkpointing.params)
  }

  func outputCount(_ inputs: [ShapedArray]) -> Int { variables.flags.count { $0 } }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try checkLoop(inputs)
    return body.inputAvals.selected(variables.flags)
  }

  /// Goes back through all steps.
  func run(_ operands: [Tensor]) throws -> [Tensor] {
    let operands = LoopOperands(operands, like: variables)
    let (consts, carry) = (operands.consts, operands.carry)
    let step = try body.reversibleStep(variables)
    let advance = step.forward.keeping(
      inputs: step.forward.inputs.map { _ in true },
      outputs: step.forward.outputs.indices.map { $0 < carry.count })
    let residuals = Array(step.forward.outputAvals[carry.count...])
    let constCotangents = body.inputAvals[..<consts.count].selected(variables.isConst).map {
      lax.zeros($0)
    }
    func bytes(_ avals: [ShapedArray]) -> Int {
      avals.reduce(0) { $0 + $1.size * $1.dtype.byteWidth }
    }
    let slots = checkpointing.slots(bytes: Swift.max(bytes(carry.map(\.aval)), bytes(residuals)))
    let sweep = LoopSweep(
      slots: slots,
      advance: { try evalJaxpr(advance, consts + $0) },
      forward: {
        let results = try evalJaxpr(step.forward, consts + $0)
        return (Array(results[..<carry.count]), Array(results[carry.count...]))
      },
      backward: { residuals, accumulated in
        let results = try evalJaxpr(
          step.backward, consts + residuals + accumulated[constCotangents.count...])
        return zip(accumulated[..<constCotangents.count], results).map { lax.add($0, $1) }
          + results[constCotangents.count...]
      })
    // A loop of at most as many steps as there are slots is one segment.
    return try checkpointing.maxSteps.map { $0 <= slots } ?? false
      ? sweep.overSegment(
        carry, length: operands.count, residuals, constCotangents + operands.rest)
      : sweep.overAll(carry, count: operands.count, residuals, constCotangents + operands.rest)
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in try jvpFlat(run, primals, tangents) },
      transpose: { cotangents, operands in
        try transpose(
          cotangents, operands, knownCount: 1 + body.inputs.count,
          by: LoopPushforward(body: body, variables: variables, checkpointing: checkpointing))
      },
      linearize: linearize)
  }

  /// The way back is linear in cotangents; in what else it depends on, its derivative is a Hessian.
  private func linearize(_ primals: [Tensor], _ isDifferentiated: [Bool]) throws -> (
    outputs: [Tensor], pushforward: ([Tensor?]) throws -> [Tensor?]
  ) {
    let operands = LoopOperands(primals, like: variables)
    let given = LoopOperands(isDifferentiated, like: variables)
    let hessian = LoopHessianProduct(
      body: body,
      directions: try body.closure(of: LoopVariables(given.consts + given.carry, like: variables)),
      variables: variables, checkpointing: checkpointing)
    return (
      try interpret(self, primals),
      { tangents in
        let tangents = LoopOperands(tangents, like: variables)
        var results: [Tensor?] = variables.flags.filter { $0 }.map { _ in nil }
        if hessian.directions.count > 0 {
          let cotangents = variables.isCarry.scattering(operands.rest)
          results = try interpret(
            hessian,
            operands.loop + cotangents.selected(hessian.isCotangent).compactMap { $0 }
              + presentTangents(
                tangents.consts + tangents.carry, hessian.directions.flags, body.inputAvals))
        }
        if tangents.rest.contains(where: { $0 != nil }) {
          let further = try interpret(
            self, operands.loop + presentTangents(tangents.rest, like: operands.rest.map(\.aval)))
          results = zip(results, further).map { addTangents($0, $1) }
        }
        return results
      }
    )
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let operands = LoopOperands(operands, like: variables)
    // Each example has cotangents of its own.
    let loop = try BatchedLoop(
      body, operands, mapped: variables,
      size: try (operands.loop + operands.rest).mappedSize("a loop"))
    return try interpret(
      LoopPullback(
        body: loop.body, variables: loop.variables(variables), checkpointing: checkpointing),
      loop.operands + operands.rest.map { $0.atFront(size: loop.size) }
    ).map { Batched($0, axis: 0) }
  }
}

/// The program of one step, for the way there and for the way back.
private struct ReversibleStep: Sendable {
  /// From constants and state to the next state, and to the residuals of the step.
  let forward: Jaxpr
  /// From constants, residuals and the step's cotangents to the cotangents of constants and of the state before it.
  let backward: Jaxpr
}

private struct ReversibleStepKey: Hashable, Sendable { let variables: LoopVariables }

extension Jaxpr {
  /// One step of the loop with this body, in both directions.
  fileprivate func reversibleStep(_ variables: LoopVariables) throws -> ReversibleStep {
    try memoized(ReversibleStepKey(variables: variables)) {
      let constCount = variables.isConst.count
      let carryCount = variables.isCarry.count
      let program = try linearizedProgram(
        isDifferentiated: variables.flags, instantiating: variables.isCarry)
      let residuals = StepResiduals(
        program.primal, program.residuals, outputCount: carryCount, constCount: constCount,
        carryCount: carryCount)
      let isInvariant = residuals.isInvariant
      let isTangent = [Bool](repeating: true, count: variables.count)
      let transposed = try program.tangent.transposedProgram(
        isLinear: isInvariant.cleared + isTangent,
        isCotangentNonzero: variables.isCarry.filter { $0 }, instantiating: isTangent
      ).jaxpr
      let stacked = Array(residuals.step.outputAvals[carryCount...])
      let backward = try stageProgram(
        inputAvals[..<constCount] + stacked + carryTangentAvals(variables), "transpose"
      ) { arguments in
        let stackedEnd = constCount + stacked.count
        var invariants = try residuals.invariants(Array(arguments[..<constCount])).makeIterator()
        var variants = residuals.variants(
          elements: [], stacked: Array(arguments[constCount..<stackedEnd])
        ).makeIterator()
        let values = isInvariant.compactMap { $0 ? invariants.next() : variants.next() }
        return try evalJaxpr(transposed, values + arguments[stackedEnd...])
      }
      return ReversibleStep(forward: residuals.step, backward: backward)
    }
  }
}
