// The derivative of a loop of known length, as a linear map of tangents: the states are computed again beside the tangents.
//
// Its transpose, the way back, is `LoopPullback`. Neither keeps the states of the loop, so memory does not grow with the
// number of steps. The derivative of either is a way through the loop over states and tangents: a further order makes
// the steps longer, and the program no more loops.

import JAXLax

/// From the tangents of a loop's constants and first state to those of its last state.
///
/// The operands are the number of steps, the constants, the first state, and the tangents of the variables.
struct LoopPushforward: LoopDerivative {
  static let name = "loop_pushforward"

  /// From constants and state to the next state.
  let body: Jaxpr
  /// What has a tangent: with a part of the state, all that depends on it.
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

  func outputCount(_ inputs: [ShapedArray]) -> Int { body.carryTangentAvals(variables).count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try checkLoop(inputs)
    return body.carryTangentAvals(variables)
  }

  /// Runs states and tangents side by side.
  func run(_ operands: [Tensor]) throws -> [Tensor] {
    let operands = LoopOperands(operands, like: variables)
    let constTangentCount = variables.isConst.truePositions.count
    let program = try body.tangentBody(variables)
    let consts = operands.consts + operands.rest[..<constTangentCount]
    let last = try repeated(
      operands.count, operands.carry + operands.rest[constTangentCount...], checkpointing
    ) { try evalJaxpr(program, consts + $1) }
    return Array(last[operands.carry.count...])
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in try jvpFlat(run, primals, tangents) },
      transpose: { cotangents, operands in
        try transpose(
          cotangents, operands, knownCount: 1 + body.inputs.count,
          by: LoopPullback(body: body, variables: variables, checkpointing: checkpointing))
      },
      linearize: { try linearizeComposition(run, $0, isDifferentiated: $1) })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let operands = LoopOperands(operands, like: variables)
    // What has a mapped tangent is mapped itself.
    let isTangentMapped = variables.flags.scattering(operands.rest).map { $0?.axis != nil }
    let loop = try BatchedLoop(
      body, operands, mapped: LoopVariables(isTangentMapped, like: variables),
      size: try (operands.loop + operands.rest).mappedSize("a loop"))
    let tangents = placed(
      operands.rest, (loop.isConstMapped + loop.isCarryMapped).selected(variables.flags),
      size: loop.size)
    let results = try interpret(
      LoopPushforward(
        body: loop.body, variables: loop.variables(variables), checkpointing: checkpointing),
      loop.operands + tangents)
    return zip(results, loop.isCarryMapped.selected(variables.isCarry)).map {
      Batched($0, axis: $1 ? 0 : nil)
    }
  }
}
