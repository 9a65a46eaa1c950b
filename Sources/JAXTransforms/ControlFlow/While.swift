// A loop that runs as long as a condition on its state holds.
//
// JAX refuses reverse mode here, as the number of steps is not known before. We count the steps and let `LoopPushforward`
// replay them. Source: jax/_src/lax/control_flow/loops.py `while_p`; StableHLO `while`.

import JAXLax
import StableHLO

struct While: Primitive, PrunablePrimitive {
  static let name = "while"

  let condition: Jaxpr
  let conditionConstCount: Int
  let body: Jaxpr
  let bodyConstCount: Int
  /// How reverse mode goes back through the steps.
  let checkpointing: LoopCheckpointing

  init(
    condition: Jaxpr, conditionConstCount: Int, body: Jaxpr, bodyConstCount: Int,
    checkpointing: LoopCheckpointing = LoopCheckpointing()
  ) {
    self.condition = condition
    self.conditionConstCount = conditionConstCount
    self.body = body
    self.bodyConstCount = bodyConstCount
    self.checkpointing = checkpointing
  }

  init(params: Params) throws {
    self.init(
      condition: try params.jaxpr("cond_jaxpr"),
      conditionConstCount: try params.int("cond_nconsts"),
      body: try params.jaxpr("body_jaxpr"), bodyConstCount: try params.int("body_nconsts"),
      checkpointing: try LoopCheckpointing(params: params))
  }

  var params: Params {
    Params(
      [
        ("body_jaxpr", .jaxpr(body)), ("body_nconsts", .int(bodyConstCount)),
        ("cond_jaxpr", .jaxpr(condition)), ("cond_nconsts", .int(conditionConstCount)),
      ] + checkpointing.params)
  }

  var programs: [Jaxpr] { [condition, body] }

  var userName: String { "whileLoop" }

  /// The operands by what they are.
  private func parts<Value>(_ operands: [Value]) -> (
    condition: [Value], body: [Value], carry: [Value]
  ) {
    let start = conditionConstCount + bodyConstCount
    return (
      Array(operands[..<conditionConstCount]), Array(operands[conditionConstCount..<start]),
      Array(operands[start...])
    )
  }

  func outputCount(_ inputs: [ShapedArray]) -> Int { body.outputAvals.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (conditionConsts, bodyConsts, carry) = parts(inputs)
    try condition.check(conditionConsts + carry, "whileLoop", "condition")
    try condition.effects.filter(\.isOrdered).checkNone(
      "whileLoop", because: "the condition cannot hand on their order")
    try body.check(bodyConsts + carry, "whileLoop", "body")
    let predicate = condition.outputAvals[0]
    guard predicate.dtype == .bool, carry.allSatisfy({ $0.shape.starts(with: predicate.shape) })
    else {
      throw JAXError(
        .shape, "whileLoop", found: "a condition that gives \(predicate).",
        expected: "a boolean, or one for each example along the first axes of the whole state")
    }
    return body.outputAvals
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    if let loop = try withOneCondition() {
      return try loop.lower(
        withConditionTwice(operands), &context, inputs: withConditionTwice(inputs), outputs: outputs
      )
    }
    let (conditionConsts, bodyConsts, carry) = parts(operands)
    if carry.isEmpty && effects.isEmpty { return [] }
    let tokens = context.tokens(of: body.effects)
    let types = outputs.map(\.tensorType) + tokens.map { _ in .token }
    let results = try context.operation(
      "stablehlo.while", carry + tokens, results: types,
      regions: [
        .init(types) { context, state in
          try context.inline(condition, conditionConsts + state[..<carry.count])
        },
        .init(types) { context, state in
          try context.withTokens(state[carry.count...], of: body.effects) { context in
            try context.inline(body, bodyConsts + state[..<carry.count])
          }
        },
      ])
    return context.takingTokens(results, of: body.effects)
  }

  /// Which of the body's arguments have a tangent, given which operands have.
  private func variables(_ isDifferentiated: [Bool]) throws -> LoopVariables {
    let (_, consts, carry) = parts(isDifferentiated)
    return try body.closure(of: LoopVariables(isConst: consts, isCarry: carry))
  }

  var derivative: DerivativeRule {
    .jvp(
      { try pushforward($0, $1) }, linearize: { try linearized($0, $1) })
  }

  private func pushforward(_ primals: [Tensor], _ tangents: [Tensor?]) throws -> (
    outputs: [Tensor], tangents: [Tensor?]
  ) {
    if let loop = try withOneCondition() {
      return try loop.pushforward(withConditionTwice(primals), withConditionTwice(tangents))
    }
    let variables = try variables(tangents.map { $0 != nil })
    let (conditionConsts, bodyConsts, carry) = parts(primals)
    let (_, constTangents, carryTangents) = parts(tangents)
    let presentConsts = constTangents.compactMap { $0 }
    let presentCarry = presentTangents(carryTangents, variables.isCarry, carry.map(\.aval))
    let results = try interpret(
      While(
        condition: condition.ignoring(presentCarry.map(\.aval), at: condition.inputs.count),
        conditionConstCount: conditionConstCount, body: try body.tangentBody(variables),
        bodyConstCount: bodyConstCount + presentConsts.count, checkpointing: checkpointing),
      conditionConsts + bodyConsts + presentConsts + carry + presentCarry)
    return (
      Array(results[..<carry.count]), variables.isCarry.scattering(Array(results[carry.count...]))
    )
  }

  private func linearized(_ primals: [Tensor], _ isDifferentiated: [Bool]) throws -> (
    outputs: [Tensor], pushforward: ([Tensor?]) throws -> [Tensor?]
  ) {
    if let loop = try withOneCondition() {
      let (outputs, linear) = try loop.linearized(
        withConditionTwice(primals), withConditionTwice(isDifferentiated))
      return (outputs, { try linear(withConditionTwice($0)) })
    }
    try body.effects.checkNone(
      "whileLoop", because: "reverse mode runs the steps again on the way back")
    let variables = try variables(isDifferentiated)
    let (_, bodyConsts, carry) = parts(primals)
    let counted = try counting(primals)
    let outputs = Array(counted.dropFirst())
    guard variables.isCarry.contains(true) else {
      return (outputs, { _ in outputs.map { _ in nil } })
    }
    let pushforward = LoopPushforward(
      body: body, variables: variables, checkpointing: checkpointing)
    return (
      outputs,
      { tangents in
        let (_, constTangents, carryTangents) = parts(tangents)
        let present = presentTangents(
          constTangents + carryTangents, variables.flags, body.inputAvals)
        let results = try interpret(pushforward, [counted[0]] + bodyConsts + carry + present)
        return variables.isCarry.scattering(results)
      }
    )
  }

  /// The number of steps, and the last state.
  private func counting(_ operands: [Tensor]) throws -> [Tensor] {
    let (conditionConsts, bodyConsts, carry) = parts(operands)
    let counter = ShapedArray(shape: [], dtype: checkpointing.counter)
    let counted = try body.memoized("counting steps as \(counter.dtype)") {
      try stageProgram(
        Array(body.inputAvals[..<bodyConstCount]) + [counter]
          + body.inputAvals[bodyConstCount...], "whileLoop"
      ) { arguments in
        let consts = arguments[..<bodyConstCount]
        let state = arguments[(bodyConstCount + 1)...]
        return [lax.add(arguments[bodyConstCount], Tensor(.one, dtype: counter.dtype))]
          + (try evalJaxpr(body, Array(consts + state)))
      }
    }
    return try interpret(
      While(
        condition: condition.ignoring([counter], at: conditionConstCount),
        conditionConstCount: conditionConstCount, body: counted, bodyConstCount: bodyConstCount,
        checkpointing: checkpointing),
      conditionConsts + bodyConsts + [Tensor(.zero, dtype: counter.dtype)] + carry)
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    if let loop = try withOneCondition() { return try loop.batch(withConditionTwice(operands)) }
    let size = try operands.mappedSize("while")
    let (conditionConsts, bodyConsts, carry) = parts(operands)
    let constAxes = bodyConsts.map(\.axis)
    var isCarryMapped = carry.map { $0.axis != nil }
    func batchedBody() throws -> BatchedProgram {
      try body.batchedProgram(
        axes: constAxes + isCarryMapped.map { $0 ? 0 : nil }, axisSize: size,
        mapping: isCarryMapped)
    }
    func batchedCondition() throws -> BatchedProgram {
      try condition.batchedProgram(
        axes: conditionConsts.map(\.axis) + isCarryMapped.map { $0 ? 0 : nil }, axisSize: size)
    }
    isCarryMapped = try carryFixpoint(isCarryMapped) {
      isCarryMapped = $0
      return try batchedBody().isOutputMapped
    }
    let isConditionMapped = try batchedCondition().isOutputMapped[0]
    if isConditionMapped { isCarryMapped = isCarryMapped.map { _ in true } }
    let state = placed(carry, isCarryMapped, size: size)
    let consts = (conditionConsts + bodyConsts).map(\.tensor)
    if isConditionMapped {
      try effects.checkNone("whileLoop", because: "examples that have ended go on with the others")
      return try untilAllEnd(
        condition: try batchedCondition().jaxpr, body: try batchedBody().jaxpr, consts, state
      ).map { Batched($0, axis: 0) }
    }
    let results = try interpret(
      While(
        condition: try batchedCondition().jaxpr, conditionConstCount: conditionConstCount,
        body: try batchedBody().jaxpr, bodyConstCount: bodyConstCount,
        checkpointing: checkpointing), consts + state)
    return zip(results, isCarryMapped).map { Batched($0, axis: $1 ? 0 : nil) }
  }

  /// Runs a loop whose examples end at different steps: one that has ended keeps its state.
  private func untilAllEnd(
    condition batchedCondition: Jaxpr, body batchedBody: Jaxpr, _ consts: [Tensor],
    _ state: [Tensor]
  ) throws -> [Tensor] {
    let isRunning = try evalJaxpr(
      batchedCondition, Array(consts[..<conditionConstCount]) + state)[0]
    let stateAvals = state.map(\.aval)
    let anyRuns = try stageProgram([isRunning.aval] + stateAvals, "vmap") {
      [lax.reduceOr($0[0], axes: [0])]
    }
    let step = try stageProgram(
      consts.map(\.aval) + [isRunning.aval] + stateAvals, "vmap"
    ) { arguments in
      let conditionConsts = Array(arguments[..<conditionConstCount])
      let bodyConsts = Array(arguments[conditionConstCount..<consts.count])
      let old = Array(arguments[(consts.count + 1)...])
      let isRunning = arguments[consts.count]
      let new = try batchedBody.advanced(bodyConsts, old, where: isRunning)
      let goesOn = try evalJaxpr(batchedCondition, conditionConsts + new)[0]
      return [lax.bitwiseAnd(isRunning, goesOn)] + new
    }
    let results = try interpret(
      While(
        condition: anyRuns, conditionConstCount: 0, body: step, bodyConstCount: consts.count,
        checkpointing: checkpointing), consts + [isRunning] + state)
    return Array(results.dropFirst())
  }

  func pruned(keeping wanted: [Bool]) -> PrunedPrimitive {
    let conditionUse = condition.pruned(keeping: [true]).usedInputs
    let isCarryKept = carryFixpoint(
      zip(wanted, conditionUse[conditionConstCount...]).map { $0 || $1 }
    ) { Array(body.pruned(keeping: $0).usedInputs[bodyConstCount...]) }
    let isConditionConstUsed = Array(conditionUse[..<conditionConstCount])
    let isBodyConstUsed = Array(
      body.pruned(keeping: isCarryKept).usedInputs[..<bodyConstCount])
    let smaller = While(
      condition: condition.keeping(inputs: isConditionConstUsed + isCarryKept, outputs: [true]),
      conditionConstCount: isConditionConstUsed.truePositions.count,
      body: body.keeping(inputs: isBodyConstUsed + isCarryKept, outputs: isCarryKept),
      bodyConstCount: isBodyConstUsed.truePositions.count, checkpointing: checkpointing)
    return PrunedPrimitive(
      smaller, usedInputs: isConditionConstUsed + isBodyConstUsed + isCarryKept,
      keptOutputs: isCarryKept)
  }
}

extension While: DependencePrimitive {
  func dependents(_ isGiven: [Bool], _ results: (Jaxpr, [Bool]) throws -> [Bool]) rethrows
    -> [Bool]
  {
    let (conditionConsts, bodyConsts, carry) = parts(isGiven)
    let dependents = try carryFixpoint(carry) { try results(body, bodyConsts + $0) }
    _ = try results(condition, conditionConsts + dependents)
    return dependents
  }
}
