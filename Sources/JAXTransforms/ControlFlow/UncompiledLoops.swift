// Loops inside of `disableJit`: Swift loops, whose steps see values and compute at once.
//
// Source: jax/_src/lax/control_flow/loops.py `scan`, `while_loop` under `config.disable_jit`.

import JAXLax

extension Tensor {
  /// The number, if this is one whose value is known now.
  func knownScalar(_ operation: String) throws -> ScalarValue? {
    guard ndim == 0, !(content is Tracer), isConcrete else { return nil }
    return try literalValue ?? readScalarValues(for: operation)[0]
  }

  /// The whole number, if this is one whose value is known now.
  func knownInteger(_ operation: String) throws -> Int? {
    try knownScalar(operation).map { Int(Int64(bitPattern: $0.integerBits)) }
  }
}

extension lax {
  /// The last state and the stacked results of a loop over the first axis of arrays, of at least one step.
  static func runScan(
    _ initial: TreeWriter, _ elements: TreeWriter, length: Int, reverse: Bool,
    step function: (_ state: [Tensor], _ elements: [Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    var state = LoopState("scan", initial)
    var structures: [TreeDef] = []
    var rows: [[Tensor]] = []
    for number in 0..<length {
      let place = Tensor(
        .int(Int64(reverse ? length - 1 - number : number)), dtype: .index(upTo: length))
      let new = try function(state.leaves, elements.leaves.map { row($0, at: place) })
      let results = try state.advance(to: new)
      if let first = rows.first {
        try new.structures.check(like: structures, "scan", "result of a later step", of: "result")
        for (position, (found, first)) in zip(results, first).enumerated()
        where found.shape != first.shape || found.dtype != first.dtype {
          let path = Array(structures[initial.structures.count...])
            .place(ofLeaf: position, "result")
          throw JAXError(
            found.shape == first.shape ? .dtype : .shape, "scan",
            found: "\(path) is \(first.aval) in the first step, and \(found.aval) in a later one.",
            expected: "results of the same shapes and dtypes from all steps")
        }
      }
      structures = new.structures
      rows.append(results)
    }
    if reverse { rows.reverse() }
    let stacked = rows[0].indices.map { position in
      concatenate(rows.map { broadcast($0[position], [1]) }, dimension: 0)
    }
    return TreeReader(state.leaves + stacked, structures)
  }

  /// The last state of a loop over the whole numbers of a range.
  static func runForiLoop(
    _ numbers: Range<Int>, _ number: ShapedArray, _ initial: TreeWriter,
    body: (_ index: Tensor, _ state: [Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    var state = LoopState("foriLoop", initial)
    for index in numbers {
      _ = try state.advance(
        to: try body(
          Tensor(.int(Int64(index)), dtype: number.dtype, weakType: number.weakType), state.leaves))
    }
    return TreeReader(state.leaves, initial.structures)
  }

  /// The last state of a loop that runs as long as a condition holds; nil if the condition has no known value.
  static func runWhileLoop(
    _ initial: TreeWriter, maxSteps: Int?, condition: ([Tensor]) throws -> Tensor,
    body: ([Tensor]) throws -> TreeWriter
  ) throws -> TreeReader? {
    var state = LoopState("whileLoop", initial)
    var count = 0
    while maxSteps.map({ count < $0 }) ?? true {
      let goesOn = try checkedCondition(condition(state.leaves))
      guard let goesOn = try goesOn.knownInteger("whileLoop") else { return nil }
      if goesOn == 0 { break }
      _ = try state.advance(to: body(state.leaves))
      count += 1
    }
    return TreeReader(state.leaves, initial.structures)
  }

  /// The condition of a loop, if it is a truth value.
  static func checkedCondition(_ condition: Tensor) throws -> Tensor {
    // After an error in the condition its result is a placeholder.
    if let error = pendingError { throw error }
    guard condition.ndim == 0, condition.dtype == .bool else {
      throw JAXError(
        condition.ndim == 0 ? .dtype : .shape, "whileLoop",
        found: "a condition that is \(condition.aval).", expected: "bool[], one truth value",
        remedy: condition.ndim == 0
          ? "compare the value, as with x .!= 0." : "reduce it, as with x.all() or x.any().")
    }
    return condition
  }
}
