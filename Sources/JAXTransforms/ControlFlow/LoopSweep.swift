// The order in which the steps of a loop are run again and transposed, on the way back through it.

import JAXLax

/// One way back through a loop.
struct LoopSweep {
  /// The number of values that are kept at each level.
  let slots: Int
  /// The next state.
  let advance: ([Tensor]) throws -> [Tensor]
  /// The next state and the residuals of the step.
  let forward: ([Tensor]) throws -> (state: [Tensor], residuals: [Tensor])
  /// What has been accumulated, after one more step back with the given residuals.
  let backward: (_ residuals: [Tensor], _ accumulated: [Tensor]) throws -> [Tensor]

  /// Goes back through one segment that begins with the given state and is no longer than the number of slots.
  func overSegment(
    _ state: [Tensor], length: Tensor, _ residualAvals: [ShapedArray], _ accumulated: [Tensor]
  ) throws -> [Tensor] {
    let rows = residualAvals.map { lax.broadcast(lax.zeros($0), [slots]) }
    let kept = try repeated(length, state + rows) { step, values in
      let (next, residuals) = try forward(Array(values[..<state.count]))
      return next
        + zip(values[state.count...], residuals).map {
          lax.replacingRow(of: $0, at: step, with: $1)
        }
    }[state.count...]
    let last = lax.sub(length, length.number(1))
    return try repeated(length, accumulated) { step, accumulated in
      let position = lax.sub(last, step)
      return try backward(kept.map { lax.row($0, at: position) }, accumulated)
    }
  }

  /// Goes back through a loop of any length that begins with the given state.
  ///
  /// The loop is cut into segments of as many steps as there are slots. If there are more segments than slots, only the
  /// first state of every so many of them is kept.
  func overAll(
    _ state: [Tensor], count: Tensor, _ residualAvals: [ShapedArray], _ accumulated: [Tensor]
  ) throws -> [Tensor] {
    let int = count.number
    let segments = quotientRoundedUp(count, int(slots))
    let stride = lax.max(quotientRoundedUp(segments, int(slots)), int(1))
    let checkpoints = quotientRoundedUp(segments, stride)
    let stepsBetween = lax.mul(stride, int(slots))
    let rows = state.map { lax.broadcast($0, [slots]) }
    let isLast = { lax.eq(lax.add($0, int(1)), checkpoints) }
    let kept = try repeated(checkpoints, state + rows) { number, values in
      let current = Array(values[..<state.count])
      let steps = lax.select(isLast(number), int(0), stepsBetween)
      let next = try repeated(steps, current) { try advance($1) }
      return next
        + zip(values[state.count...], current).map {
          lax.replacingRow(of: $0, at: number, with: $1)
        }
    }[state.count...]
    let last = lax.sub(segments, int(1))
    return try repeated(segments, accumulated) { step, accumulated in
      let segment = lax.sub(last, step)
      let checkpoint = lax.div(segment, stride)
      let between = lax.sub(segment, lax.mul(checkpoint, stride))
      let first = try repeated(
        lax.mul(between, int(slots)), kept.map { lax.row($0, at: checkpoint) }
      ) { try advance($1) }
      let length = lax.min(
        lax.sub(count, lax.mul(segment, int(slots))), int(slots))
      return try overSegment(first, length: length, residualAvals, accumulated)
    }
  }
}

extension Tensor {
  /// A number of this count's dtype.
  fileprivate func number(_ value: Int) -> Tensor { Tensor(.int(Int64(value)), dtype: dtype) }
}

private func quotientRoundedUp(_ x: Tensor, _ y: Tensor) -> Tensor {
  lax.div(lax.sub(lax.add(x, y), x.number(1)), y)
}

/// The state after a number of steps that is known only when the program runs.
///
/// - Parameter body: the next state, from the number of the step and the state.
func repeated(
  _ count: Tensor, _ state: [Tensor], _ checkpointing: LoopCheckpointing = LoopCheckpointing(),
  _ body: (_ step: Tensor, _ state: [Tensor]) throws -> [Tensor]
) throws -> [Tensor] {
  let results = try whileFlat(
    [count.number(0), count] + state, checkpointing, condition: { lax.lt($0[0], $0[1]) }
  ) { [lax.add($0[0], count.number(1)), $0[1]] + (try body($0[0], Array($0[2...]))) }
  return Array(results[2...])
}

/// The last state of a loop written with lists of tensors.
func whileFlat(
  _ state: [Tensor], _ checkpointing: LoopCheckpointing = LoopCheckpointing(),
  condition: ([Tensor]) throws -> Tensor, body: ([Tensor]) throws -> [Tensor]
) throws -> [Tensor] {
  let avals = state.map(\.aval)
  let condition = try traceToJaxpr(avals, name: "whileLoop") { [try condition($0)] }
  let body = try traceToJaxpr(avals, name: "whileLoop", body)
  return try interpret(
    While(
      condition: condition.jaxpr.withConstantsAsInputs,
      conditionConstCount: condition.constants.count, body: body.jaxpr.withConstantsAsInputs,
      bodyConstCount: body.constants.count, checkpointing: checkpointing),
    condition.constants + body.constants + state)
}
