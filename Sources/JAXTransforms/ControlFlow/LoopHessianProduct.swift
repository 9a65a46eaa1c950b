// The second derivative of a loop of known length: how the way back changes along a direction.
//
// Second derivatives commute, so that this linear map of directions is transposed by exchanging directions and variables,
// and a loop has no more parts at the second order, or at any higher one, than at the first.

import JAXLax

/// The gradient of a directional derivative of a loop.
///
/// For the loop's last state x and its derivative ẋ in a direction, this is the gradient of ⟨ȳ, ẋ⟩ with respect to the
/// variables. The operands are the number of steps, the constants, the first state, the cotangents ȳ, and the tangents that
/// are the direction. The result is linear in each of the last two.
struct LoopHessianProduct: LoopDerivative {
  static let name = "loop_hessian_product"

  /// From constants and state to the next state.
  let body: Jaxpr
  /// What has a tangent: with a part of the state, all that depends on it.
  let directions: LoopVariables
  /// What the gradient is taken with respect to: with a part of the state, all that depends on it.
  let variables: LoopVariables
  let checkpointing: LoopCheckpointing

  init(
    body: Jaxpr, directions: LoopVariables, variables: LoopVariables,
    checkpointing: LoopCheckpointing
  ) {
    self.body = body
    self.directions = directions
    self.variables = variables
    self.checkpointing = checkpointing
  }

  init(params: Params) throws {
    self.init(
      body: try params.jaxpr("body_jaxpr"),
      directions: try LoopVariables(params: params, "direction"),
      variables: try LoopVariables(params: params, "differentiated"),
      checkpointing: try LoopCheckpointing(params: params))
  }

  var params: Params {
    Params(
      [("body_jaxpr", .jaxpr(body))] + variables.params("differentiated")
        + directions.params("direction") + checkpointing.params)
  }

  /// The parts of the last state that have cotangents: the others depend on no direction or on no variable.
  var isCotangent: [Bool] { zip(directions.isCarry, variables.isCarry).map { $0 && $1 } }

  func outputCount(_ inputs: [ShapedArray]) -> Int { variables.flags.count { $0 } }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try checkLoop(inputs)
    return body.inputAvals.selected(variables.flags)
  }

  /// Goes back through the loop over states and tangents, from the cotangents ȳ of the tangents.
  func run(_ operands: [Tensor]) throws -> [Tensor] {
    let operands = LoopOperands(operands, like: variables)
    let cotangentCount = isCotangent.truePositions.count
    let tangents = operands.rest[cotangentCount...]
    let constTangents = tangents.prefix(directions.isConst.truePositions.count)
    let carryTangents = tangents.dropFirst(constTangents.count)
    let tangentBody = try body.tangentBody(directions)
    let inner = try tangentBody.closure(
      of: LoopVariables(
        isConst: variables.isConst + constTangents.map { _ in false },
        isCarry: variables.isCarry + carryTangents.map { _ in false }))
    let cotangents =
      operands.carry.map { _ in nil }
      + isCotangent.scattering(Array(operands.rest[..<cotangentCount])).selected(directions.isCarry)
    let results = try interpret(
      LoopPullback(body: tangentBody, variables: inner, checkpointing: checkpointing),
      [operands.count] + operands.consts + constTangents + operands.carry + carryTangents
        + presentTangents(cotangents, inner.isCarry, tangentBody.outputAvals))
    // Behind the variables come the tangents in the state.
    return Array(results[..<variables.count])
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in try jvpFlat(run, primals, tangents) },
      transpose: { cotangents, operands in
        try transpose(
          cotangents, operands, knownCount: 1 + body.inputs.count + isCotangent.truePositions.count,
          by: LoopHessianProduct(
            body: body, directions: variables, variables: directions, checkpointing: checkpointing))
      },
      linearize: { try linearizeComposition(run, $0, isDifferentiated: $1) })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let operands = LoopOperands(operands, like: variables)
    let loop = try BatchedLoop(
      body, operands, mapped: directions.union(variables),
      size: try (operands.loop + operands.rest).mappedSize("a loop"))
    return try interpret(
      LoopHessianProduct(
        body: loop.body, directions: loop.variables(directions),
        variables: loop.variables(variables), checkpointing: checkpointing),
      loop.operands + operands.rest.map { $0.atFront(size: loop.size) }
    ).map { Batched($0, axis: 0) }
  }
}
