// The derivative of a loop of known length, as a linear map of tangents: the states are computed again beside the tangents.
//
// Its transpose, the way back, is `LoopPullback`. Neither keeps the states of the loop, so memory does not grow with the
// number of steps. Both are compositions of loops: that is how they are lowered and differentiated further.

import JAXLax
import StableHLO

/// From the tangents of a loop's constants and first state to those of its last state.
///
/// The operands are the number of steps, the constants, the first state, and the tangents that are not zero.
struct LoopPushforward: Primitive {
  static let name = "loop_pushforward"

  /// From constants and state to the next state.
  let body: Jaxpr
  let isConstDifferentiated: [Bool]
  let isCarryDifferentiated: [Bool]
  let checkpointing: LoopCheckpointing

  init(
    body: Jaxpr, isConstDifferentiated: [Bool], isCarryDifferentiated: [Bool],
    checkpointing: LoopCheckpointing
  ) {
    self.body = body
    self.isConstDifferentiated = isConstDifferentiated
    self.isCarryDifferentiated = isCarryDifferentiated
    self.checkpointing = checkpointing
  }

  init(params: Params) throws {
    func flags(_ name: String) throws -> [Bool] { try params.list(name).map { $0 == .bool(true) } }
    self.init(
      body: try params.jaxpr("body_jaxpr"),
      isConstDifferentiated: try flags("differentiated_consts"),
      isCarryDifferentiated: try flags("differentiated_carry"),
      checkpointing: try LoopCheckpointing(params: params))
  }

  var params: Params {
    Params(
      [
        ("body_jaxpr", .jaxpr(body)),
        ("differentiated_carry", .list(isCarryDifferentiated.map { .bool($0) })),
        ("differentiated_consts", .list(isConstDifferentiated.map { .bool($0) })),
      ] + checkpointing.params)
  }

  var programs: [Jaxpr] { [body] }

  var userName: String { "whileLoop" }

  /// The operands by what they are.
  private func parts<Value>(_ operands: [Value]) -> (
    count: Value, consts: [Value], carry: [Value], constTangents: [Value], carryTangents: [Value]
  ) {
    let constEnd = 1 + isConstDifferentiated.count
    let carryEnd = constEnd + isCarryDifferentiated.count
    let tangentEnd = carryEnd + isConstDifferentiated.truePositions.count
    return (
      operands[0], Array(operands[1..<constEnd]), Array(operands[constEnd..<carryEnd]),
      Array(operands[carryEnd..<tangentEnd]), Array(operands[tangentEnd...])
    )
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operands = parts(inputs)
    try body.check(operands.consts + operands.carry, "whileLoop", "body")
    return body.outputAvals.selected(isCarryDifferentiated).map(\.strong)
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.trace(operands, inputs, run)
  }

  /// Runs states and tangents side by side.
  private func run(_ operands: [Tensor]) throws -> [Tensor] {
    let (count, consts, carry, constTangents, carryTangents) = parts(operands)
    let program = try body.tangentProgram(
      isDifferentiated: isConstDifferentiated + isCarryDifferentiated,
      instantiating: isCarryDifferentiated
    ).jaxpr
    let last = try repeated(count, carry + carryTangents, checkpointing) { _, state in
      try evalJaxpr(
        program, consts + state[..<carry.count] + constTangents + state[carry.count...])
    }
    return Array(last[carry.count...])
  }

  var derivative: Derivative {
    .jvp(
      { primals, tangents in try jvpFlat(run, primals, tangents) },
      transpose: { cotangents, operands in
        let (count, consts, carry, _, _) = parts(operands)
        let known = ([count] + consts + carry).compactMap(\.known)
        guard known.count == 1 + consts.count + carry.count else {
          throw JAXError(
            .differentiation, "whileLoop",
            found: "the loop's state is one of the values that it is transposed with respect to.",
            expected: "a loop that is linear in tangents only")
        }
        let present = zip(cotangents, body.outputAvals.selected(isCarryDifferentiated)).map {
          $0 ?? zeros($1.strong)
        }
        let results = try interpret(
          try LoopPullback(
            of: body, isConstDifferentiated: isConstDifferentiated,
            isCarryDifferentiated: isCarryDifferentiated, checkpointing: checkpointing),
          known + present)
        let all = known.map { _ -> Tensor? in nil } + results
        return zip(operands, all).map { $0.isLinear ? $1 : nil }
      },
      linearize: { try linearizeComposition(run, $0, isDifferentiated: $1) })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize("a loop")
    let (count, consts, carry, constTangents, carryTangents) = parts(operands)
    // What has a mapped tangent is mapped itself.
    func isMapped(_ values: [Batched], _ tangents: [Batched], _ isDifferentiated: [Bool]) -> [Bool]
    {
      zip(values, isDifferentiated.scattering(tangents)).map { $0.axis != nil || $1?.axis != nil }
    }
    let isConstMapped = isMapped(consts, constTangents, isConstDifferentiated)
    var isCarryMapped = isMapped(carry, carryTangents, isCarryDifferentiated)
    if count.axis != nil { isCarryMapped = isCarryMapped.map { _ in true } }
    func batched(_ isCarryMapped: [Bool]) throws -> BatchedProgram {
      try body.batchedProgram(
        axes: (isConstMapped + isCarryMapped).map { $0 ? 0 : nil }, axisSize: size,
        mapping: isCarryMapped)
    }
    isCarryMapped = try carryFixpoint(isCarryMapped) { try batched($0).isOutputMapped }
    let program = try batched(isCarryMapped).jaxpr
    let constValues = placed(consts, isConstMapped, size: size)
    let carryValues = placed(carry, isCarryMapped, size: size)
    let tangents =
      placed(constTangents, isConstMapped.selected(isConstDifferentiated), size: size)
      + placed(carryTangents, isCarryMapped.selected(isCarryDifferentiated), size: size)
    let results: [Tensor]
    if count.axis == nil {
      results = try interpret(
        LoopPushforward(
          body: program, isConstDifferentiated: isConstDifferentiated,
          isCarryDifferentiated: isCarryDifferentiated, checkpointing: checkpointing),
        [count.tensor] + constValues + carryValues + tangents)
    } else {
      // An example that has made its steps keeps its state.
      let counter = ShapedArray(shape: [], dtype: .int32)
      let masked = try stageProgram(
        [count.tensor.aval] + constValues.map(\.aval) + [counter] + carryValues.map(\.aval), "vmap"
      ) { arguments in
        let consts = Array(arguments[1..<1 + constValues.count])
        let step = arguments[1 + constValues.count]
        let old = Array(arguments[(2 + constValues.count)...])
        let isRunning = lax.lt(step, arguments[0])
        let new = zip(try evalJaxpr(program, consts + old), old).map {
          lax.selectExamples(isRunning, $0, $1)
        }
        return [lax.add(step, Tensor(.one, dtype: .int32))] + new
      }
      results = try interpret(
        LoopPushforward(
          body: masked, isConstDifferentiated: [false] + isConstDifferentiated,
          isCarryDifferentiated: [false] + isCarryDifferentiated, checkpointing: checkpointing),
        [lax.reduceMax(count.tensor, axes: [0]), count.tensor] + constValues
          + [Tensor(.zero, dtype: .int32)] + carryValues + tangents)
    }
    return zip(results, isCarryMapped.selected(isCarryDifferentiated)).map {
      Batched($0, axis: $1 ? 0 : nil)
    }
  }
}
