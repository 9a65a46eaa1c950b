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
import StableHLO

/// The transpose of ``LoopPushforward``.
///
/// The operands are the number of steps, the constants, the first state, and the cotangents of the last state's
/// differentiated parts; the results are those of the differentiated constants and parts of the first state.
struct LoopPullback: Primitive {
  static let name = "loop_pullback"

  /// From constants and state to the next state, and to the residuals of the step.
  let forward: Jaxpr
  /// From constants, residuals and cotangents of a step to the cotangents of constants and of the state before it.
  let backward: Jaxpr
  let constCount: Int
  let carryCount: Int
  let checkpointing: LoopCheckpointing

  /// The way back through a loop with the given body.
  init(
    of body: Jaxpr, isConstDifferentiated: [Bool], isCarryDifferentiated: [Bool],
    checkpointing: LoopCheckpointing
  ) throws {
    let constCount = isConstDifferentiated.count
    let carryCount = isCarryDifferentiated.count
    let isDifferentiated = isConstDifferentiated + isCarryDifferentiated
    let program = try body.linearizedProgram(
      isDifferentiated: isDifferentiated, instantiating: isCarryDifferentiated)
    let residuals = StepResiduals(
      program.primal, program.residuals, outputCount: carryCount, constCount: constCount,
      carryCount: carryCount)
    let isInvariant = residuals.isInvariant
    let tangentCount = isDifferentiated.truePositions.count
    let transposed = try program.tangent.transposedProgram(
      isLinear: isInvariant.cleared + [Bool](repeating: true, count: tangentCount),
      isCotangentNonzero: isCarryDifferentiated.selected(isCarryDifferentiated),
      instantiating: [Bool](repeating: true, count: tangentCount)
    ).jaxpr
    let consts = Array(body.inputAvals[..<constCount])
    let stacked = Array(residuals.step.outputAvals[carryCount...])
    let cotangents = body.outputAvals.selected(isCarryDifferentiated).map(\.strong)
    backward = try stageProgram(consts + stacked + cotangents, "transpose") { arguments in
      let stackedEnd = constCount + stacked.count
      var invariants = try residuals.invariants(Array(arguments[..<constCount])).makeIterator()
      var variants = residuals.variants(
        elements: [], stacked: Array(arguments[constCount..<stackedEnd])
      ).makeIterator()
      let values = isInvariant.compactMap { $0 ? invariants.next() : variants.next() }
      return try evalJaxpr(transposed, values + arguments[stackedEnd...])
    }
    forward = residuals.step
    self.constCount = constCount
    self.carryCount = carryCount
    self.checkpointing = checkpointing
  }

  private init(
    forward: Jaxpr, backward: Jaxpr, constCount: Int, carryCount: Int,
    checkpointing: LoopCheckpointing
  ) {
    self.forward = forward
    self.backward = backward
    self.constCount = constCount
    self.carryCount = carryCount
    self.checkpointing = checkpointing
  }

  init(params: Params) throws {
    self.init(
      forward: try params.jaxpr("forward_jaxpr"), backward: try params.jaxpr("backward_jaxpr"),
      constCount: try params.int("num_consts"), carryCount: try params.int("num_carry"),
      checkpointing: try LoopCheckpointing(params: params))
  }

  var params: Params {
    Params(
      [
        ("backward_jaxpr", .jaxpr(backward)), ("forward_jaxpr", .jaxpr(forward)),
        ("num_carry", .int(carryCount)), ("num_consts", .int(constCount)),
      ] + checkpointing.params)
  }

  var programs: [Jaxpr] { [forward, backward] }

  var userName: String { "whileLoop" }

  private var residualCount: Int { forward.outputs.count - carryCount }
  private var cotangentCount: Int { backward.inputs.count - constCount - residualCount }
  private var constCotangentCount: Int { backward.outputs.count - cotangentCount }

  /// The operands by what they are.
  private func parts<Value>(_ operands: [Value]) -> (
    count: Value, consts: [Value], carry: [Value], cotangents: [Value]
  ) {
    let constEnd = 1 + constCount
    let carryEnd = constEnd + carryCount
    return (
      operands[0], Array(operands[1..<constEnd]), Array(operands[constEnd..<carryEnd]),
      Array(operands[carryEnd...])
    )
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operands = parts(inputs)
    try forward.check(operands.consts + operands.carry, "whileLoop", "body")
    return backward.outputAvals
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.trace(operands, inputs, run)
  }

  /// Goes back through all steps.
  private func run(_ operands: [Tensor]) throws -> [Tensor] {
    let (count, consts, carry, cotangents) = parts(operands)
    let advance = forward.keeping(
      inputs: forward.inputs.map { _ in true },
      outputs: forward.outputs.indices.map { $0 < carryCount })
    let residuals = Array(forward.outputAvals[carryCount...])
    func bytes(_ avals: [ShapedArray]) -> Int {
      avals.reduce(0) { $0 + $1.size * $1.dtype.byteWidth }
    }
    let slots = checkpointing.slots(bytes: Swift.max(bytes(carry.map(\.aval)), bytes(residuals)))
    let sweep = LoopSweep(
      slots: slots, inner: LoopCheckpointing(within: slots),
      advance: { try evalJaxpr(advance, consts + $0) },
      forward: {
        let results = try evalJaxpr(forward, consts + $0)
        return (Array(results[..<carryCount]), Array(results[carryCount...]))
      },
      backward: { residuals, accumulated in
        let results = try evalJaxpr(
          backward, consts + residuals + accumulated[constCotangentCount...])
        let sums = zip(accumulated, results[..<constCotangentCount]).map { lax.add($0, $1) }
        return sums + results[constCotangentCount...]
      })
    let start = backward.outputAvals[..<constCotangentCount].map { zeros($0) } + cotangents
    // A loop of at most as many steps as there are slots is one segment.
    return try checkpointing.maxSteps.map { $0 <= slots } ?? false
      ? sweep.overSegment(carry, length: count, residuals, start)
      : sweep.overAll(carry, count: count, residuals, start)
  }

  var derivative: Derivative {
    .jvp(
      { primals, tangents in try jvpFlat(run, primals, tangents) },
      linearize: { try linearizeComposition(run, $0, isDifferentiated: $1) })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize("a loop")
    let (count, consts, carry, cotangents) = parts(operands)
    let hasOwnCounts = count.axis != nil
    func axes(_ isMapped: [Bool]) -> [Int?] { isMapped.map { $0 ? 0 : nil } }
    let isConstMapped = consts.map { $0.axis != nil }
    let kept = [Bool](repeating: false, count: residualCount)
    func batchedForward(_ isCarryMapped: [Bool]) throws -> BatchedProgram {
      try forward.batchedProgram(
        axes: axes(isConstMapped + isCarryMapped), axisSize: size, mapping: isCarryMapped + kept)
    }
    let isCarryMapped = try carryFixpoint(carry.map { $0.axis != nil || hasOwnCounts }) {
      Array(try batchedForward($0).isOutputMapped[..<carryCount])
    }
    let forwardProgram = try batchedForward(isCarryMapped)
    let isResidualMapped = Array(forwardProgram.isOutputMapped[carryCount...])
    func batchedBackward(_ isCotangentMapped: [Bool]) throws -> BatchedProgram {
      try backward.batchedProgram(
        axes: axes(isConstMapped + isResidualMapped + isCotangentMapped), axisSize: size,
        mapping: [Bool](repeating: hasOwnCounts, count: constCotangentCount) + isCotangentMapped)
    }
    let isCotangentMapped = try carryFixpoint(
      cotangents.map { $0.axis != nil || hasOwnCounts }
    ) { Array(try batchedBackward($0).isOutputMapped[constCotangentCount...]) }
    let backwardProgram = try batchedBackward(isCotangentMapped)

    let values =
      placed(consts, isConstMapped, size: size) + placed(carry, isCarryMapped, size: size)
    let pulled = placed(cotangents, isCotangentMapped, size: size)
    let results: [Tensor]
    if hasOwnCounts {
      let pullback = try withOwnCounts(
        count.tensor.aval, forwardProgram.jaxpr, backwardProgram.jaxpr)
      results = try interpret(
        pullback,
        [lax.reduceMax(count.tensor, axes: [0]), count.tensor] + values[..<constCount]
          + [Tensor(.zero, dtype: .int32)] + values[constCount...] + pulled)
    } else {
      results = try interpret(
        LoopPullback(
          forward: forwardProgram.jaxpr, backward: backwardProgram.jaxpr, constCount: constCount,
          carryCount: carryCount, checkpointing: checkpointing), [count.tensor] + values + pulled)
    }
    return zip(results, backwardProgram.isOutputMapped).map { Batched($0, axis: $1 ? 0 : nil) }
  }

  /// The way back for examples that make different numbers of steps, given as the first constant.
  ///
  /// After its last step an example keeps its state on the way there and its cotangents on the way back, so that nothing
  /// of a step that it does not make gets into them.
  private func withOwnCounts(_ counts: ShapedArray, _ forward: Jaxpr, _ backward: Jaxpr) throws
    -> LoopPullback
  {
    let consts = Array(forward.inputAvals[..<constCount])
    let carry = Array(forward.inputAvals[constCount...])
    let counter = ShapedArray(shape: [], dtype: .int32)
    let maskedForward = try stageProgram([counts] + consts + [counter] + carry, "vmap") {
      arguments in
      let step = arguments[1 + constCount]
      let old = arguments[(2 + constCount)...]
      let isRunning = lax.lt(step, arguments[0])
      let new = try evalJaxpr(forward, Array(arguments[1..<1 + constCount] + old))
      return [lax.add(step, Tensor(.one, dtype: .int32))]
        + zip(new, old).map { lax.selectExamples(isRunning, $0, $1) }
        + [isRunning] + new[carryCount...]
    }
    let residuals = Array(maskedForward.outputAvals[(1 + carryCount)...])
    let cotangents = Array(backward.inputAvals[(constCount + residualCount)...])
    let maskedBackward = try stageProgram([counts] + consts + residuals + cotangents, "vmap") {
      arguments in
      let isRunning = arguments[1 + constCount]
      let old = arguments[(1 + constCount + residuals.count)...]
      let new = try evalJaxpr(
        backward, Array(arguments[1..<1 + constCount] + arguments[(2 + constCount)...]))
      return new[..<constCotangentCount].map { lax.selectExamples(isRunning, $0, zeros(like: $0)) }
        + zip(new[constCotangentCount...], old).map { lax.selectExamples(isRunning, $0, $1) }
    }
    return LoopPullback(
      forward: maskedForward, backward: maskedBackward, constCount: 1 + constCount,
      carryCount: 1 + carryCount, checkpointing: checkpointing)
  }
}
