// The loops of `jax.lax` for lists of leaves; the functions of trees that users call are generated.
//
// Source: jax/_src/lax/control_flow/loops.py `while_loop`, `fori_loop`, `scan`, `map`.

import JAXLax

extension lax {
  /// The last state of a loop that runs as long as a condition holds.
  static func whileLoop(
    _ initial: TreeWriter, maxSteps: Int?, checkpoints: Int?,
    condition: ([Tensor]) throws -> Tensor, body: ([Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    try checkPositive(maxSteps, "maxSteps")
    try checkPositive(checkpoints, "checkpoints")
    if Configuration.current.isJitDisabled,
      let results = try runWhileLoop(
        initial, maxSteps: maxSteps, condition: condition, body: body)
    {
      return results
    }
    let step = try StagedStep("whileLoop", initial) {
      try StagedFunction("whileLoop", $0, body)
    }
    let test = try StagedFunction("whileLoop", step.initial.map(\.aval)) { state in
      TreeWriter(try checkedCondition(condition(state)))
    }
    let checkpointing = LoopCheckpointing(maxSteps: maxSteps, checkpoints: checkpoints)
    guard let maxSteps else {
      let results = try interpret(
        While(
          condition: test.program, conditionConstCount: test.captured.count,
          body: step.function.program, bodyConstCount: step.function.captured.count,
          checkpointing: checkpointing),
        test.captured + step.function.captured + step.initial)
      return TreeReader(results, initial.structures)
    }
    let bound = Tensor(.int(Int64(maxSteps)), dtype: checkpointing.counter)
    let results = try whileFlat(
      [Tensor(.zero, dtype: bound.dtype)] + step.initial, checkpointing,
      condition: { state in
        let goesOn = try evalJaxpr(test.program, test.captured + state[1...])[0]
        return lax.bitwiseAnd(lax.lt(state[0], bound), goesOn)
      },
      body: { state in
        [lax.add(state[0], Tensor(.one, dtype: bound.dtype))]
          + (try evalJaxpr(step.function.program, step.function.captured + state[1...]))
      })
    return TreeReader(Array(results[1...]), initial.structures)
  }

  private static func checkPositive(_ value: Int?, _ name: String) throws {
    guard let value, value < 1 else { return }
    throw JAXError(
      .argument, "whileLoop", found: "\(name) is \(value).", expected: "a number of at least 1")
  }

  /// The last state of a loop over the whole numbers from a lower bound up to, and not including, an upper one.
  static func foriLoop(
    _ lower: Tensor, _ upper: Tensor, _ initial: TreeWriter, unroll: Int?, checkpoints: Int?,
    body: (_ index: Tensor, _ state: [Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    try checkPositive(checkpoints, "checkpoints")
    let bounds = try promoteDTypes([lower, upper], "foriLoop")
    guard bounds.allSatisfy({ $0.ndim == 0 && $0.dtype.isInteger }) else {
      throw JAXError(
        .argument, "foriLoop", found: "bounds that are \(lower.aval) and \(upper.aval).",
        expected: "0-dimensional integers")
    }
    if Configuration.current.isJitDisabled, let first = try bounds[0].knownInteger("foriLoop"),
      let end = try bounds[1].knownInteger("foriLoop")
    {
      return try runForiLoop(first..<Swift.max(first, end), bounds[0].aval, initial, body: body)
    }
    let one = Tensor(.one, dtype: bounds[0].dtype)
    func stage(_ operation: String) throws -> StagedStep {
      try StagedStep(operation, initial) { avals in
        try StagedFunction(operation, [bounds[0].aval] + avals) { try body($0[0], Array($0[1...])) }
      }
    }
    func advance(_ step: StagedStep, _ index: Tensor, _ state: [Tensor]) throws -> [Tensor] {
      try evalJaxpr(step.function.program, step.function.captured + [index] + state)
    }
    let step = try stage("foriLoop")
    if let count = try knownCount(bounds) {
      let captured = step.function.captured
      let results = try interpret(
        Scan(
          try step.function.program.counting(at: captured.count), length: count,
          constCount: captured.count, carryCount: 1 + step.initial.count, unroll: unroll ?? 1),
        captured + [bounds[0]] + step.initial)
      return TreeReader(Array(results[1...]), initial.structures)
    }
    guard unroll == nil else {
      throw JAXError(
        .argument, "foriLoop", found: "unroll for a loop whose bounds are computed.",
        expected: "bounds that are known while the program is traced",
        remedy: "leave unroll out, or give the bounds as numbers.")
    }
    let results = try whileFlat(
      bounds + step.initial, LoopCheckpointing(checkpoints: checkpoints),
      condition: { lax.lt($0[0], $0[1]) },
      body: { [lax.add($0[0], one), $0[1]] + (try advance(step, $0[0], Array($0[2...]))) })
    return TreeReader(Array(results[2...]), initial.structures)
  }

  /// The number of steps, if both bounds are known while the program is traced.
  private static func knownCount(_ bounds: [Tensor]) throws -> Int? {
    let values = bounds.compactMap { bound in
      bound.literalValue.map { Int(Int64(bitPattern: $0.integerBits)) }
    }
    guard values.count == 2 else { return nil }
    let (count, isTooLarge) = values[1].subtractingReportingOverflow(values[0])
    guard !isTooLarge || values[1] < values[0] else {
      throw JAXError(
        .argument, "foriLoop", found: "the bounds \(values[0]) and \(values[1]).",
        expected: "at most \(Int.max) steps")
    }
    return values[1] < values[0] ? 0 : count
  }

  /// The last state and the stacked results of a loop over the first axis of arrays.
  ///
  /// - Parameters:
  ///   - elements: the leaves of the arrays to loop over.
  ///   - step: the new state and the results of one step; the state comes first.
  static func scan(
    _ initial: TreeWriter, _ elements: TreeWriter, length: Int?, reverse: Bool, unroll: Int,
    step function: (_ state: [Tensor], _ elements: [Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    let length = try scanLength(elements, length)
    guard unroll >= 1 else {
      throw JAXError(
        .argument, "scan", found: "unroll is \(unroll).", expected: "a number of at least 1")
    }
    // The results of no step have types that only staging tells.
    if Configuration.current.isJitDisabled, length > 0 {
      return try runScan(
        initial, elements, length: length, reverse: reverse, step: function)
    }
    let elementAvals = elements.leaves.map { $0.aval.with(shape: Array($0.shape.dropFirst())) }
    let step = try StagedStep("scan", initial) { avals in
      try StagedFunction("scan", avals + elementAvals) {
        try function(Array($0[..<avals.count]), Array($0[avals.count...]))
      }
    }
    let results = try interpret(
      Scan(
        step.function.program, length: length, constCount: step.function.captured.count,
        carryCount: initial.leaves.count, reverse: reverse, unroll: unroll),
      step.function.captured + step.initial + elements.leaves)
    return TreeReader(results, step.function.results)
  }

  private static func scanLength(_ elements: TreeWriter, _ length: Int?) throws -> Int {
    var known = length
    var origin = "length"
    for (position, leaf) in elements.leaves.enumerated() {
      let place = elements.structures.place(ofLeaf: position, "input")
      guard let size = leaf.shape.first else {
        throw JAXError(
          .shape, "scan", found: "\(place) has shape ().",
          expected: "an axis to scan over in every array")
      }
      if let known, known != size {
        throw JAXError(
          .shape, "scan",
          found: "\(place) has \(size) elements along its first axis, but \(origin) is \(known).",
          expected: "one length of all arrays")
      }
      known = size
      if length == nil { origin = "that of \(elements.structures.place(ofLeaf: 0, "input"))" }
    }
    guard let known, known >= 0 else {
      throw JAXError(
        .argument, "scan", found: known.map { "length is \($0)." } ?? "no array and no length.",
        expected: "arrays to scan over, or a length",
        remedy: "give the number of steps, as in length: 10.")
    }
    return known
  }
}

extension lax {
  /// The stacked results of a function for each element along the first axis of arrays.
  static func map(
    _ elements: TreeWriter, batchSize: Int?, _ function: ([Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    let length = try scanLength(elements, nil)
    guard let batchSize else {
      return try scan(
        TreeWriter(), elements, length: length, reverse: false, unroll: 1
      ) { try function($1) }
    }
    guard batchSize > 0 else {
      throw JAXError(
        .argument, "map", found: "batchSize is \(batchSize).", expected: "a number of at least 1")
    }
    var structures: [TreeDef] = []
    func batch(_ leaves: [Tensor]) throws -> [Tensor] {
      try vmapFlat(
        { arguments in
          let writer = try function(arguments)
          structures = writer.structures
          return writer.leaves
        }, leaves, inAxes: leaves.map { _ in 0 })
    }
    let batches = length / batchSize
    let whole = batches * batchSize
    var parts: [[Tensor]] = []
    if batches > 0 {
      let grouped = elements.leaves.map {
        lax.reshape(
          lax.sliceInDim($0, 0, whole), [batches, batchSize] + $0.shape.dropFirst())
      }
      let results = try scan(
        TreeWriter(), TreeWriter(grouped), length: batches, reverse: false, unroll: 1
      ) { TreeWriter(try batch($1)) }
      parts.append(
        results.leaves.map { lax.reshape($0, [whole] + $0.shape.dropFirst(2)) })
    }
    if whole < length || length == 0 {
      parts.append(try batch(elements.leaves.map { lax.sliceInDim($0, whole, nil) }))
    }
    let joined = parts[0].indices.map { place in
      parts.count == 1
        ? parts[0][place] : lax.concatenate(parts.map { $0[place] }, dimension: 0)
    }
    return TreeReader(joined, structures)
  }

  /// All prefixes of arrays under an associative operation.
  static func associativeScan(
    _ elements: TreeWriter, reverse: Bool, axis: Int,
    _ function: ([Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    var length: Int?
    var axes: [Int] = []
    for (position, leaf) in elements.leaves.enumerated() {
      let place = elements.structures.place(ofLeaf: position, "array")
      let resolved = axis < 0 ? axis + leaf.ndim : axis
      guard leaf.shape.indices.contains(resolved) else {
        throw JAXError(
          .axis, "associativeScan", found: "axis \(axis) of \(place), which is \(leaf.aval).",
          expected: "an axis of every array")
      }
      if let length, length != leaf.shape[resolved] {
        throw JAXError(
          .shape, "associativeScan",
          found: "\(place) has \(leaf.shape[resolved]) elements along axis \(axis), but others "
            + "have \(length).", expected: "arrays that are equally long along the axis")
      }
      length = leaf.shape[resolved]
      axes.append(resolved)
    }
    // The arrays are scanned along their first axes, so that one axis serves all.
    let fronted = zip(elements.leaves, axes).map { $0.movingAxis($1, to: 0) }
    let results = try JAXLax.associativeScan(fronted, axis: 0, reverse: reverse) { first, second in
      func back(_ leaves: [Tensor]) -> [Tensor] {
        zip(leaves, axes).map { $0.movingAxis(0, to: $1) }
      }
      let joined = try function(back(first) + back(second))
      // Placeholders need not get shorter, so that halving them would not end.
      if let error = pendingError { throw error }
      try joined.structures.check(
        like: elements.structures, "associativeScan", "result", of: "array")
      return zip(joined.leaves, axes).map { $0.movingAxis($1, to: 0) }
    }
    return TreeReader(
      zip(results, axes).map { $0.movingAxis(0, to: $1) }, elements.structures)
  }
}

extension Jaxpr {
  /// This step of a loop over whole numbers, which makes the next number too.
  ///
  /// Where nothing is traced a loop is staged at each call, so the answer is kept with the first program of this structure.
  ///
  /// - Parameter position: which argument is the number.
  fileprivate func counting(at position: Int) throws -> Jaxpr {
    let body = currentTrace == nil ? representative : self
    return try body.memoized(CountingKey(position: position)) {
      try withTrace(nil) {
        try traceToJaxpr(body.inputAvals, name: "foriLoop") { arguments in
          let number = arguments[position]
          return [lax.add(number, Tensor(.one, dtype: number.dtype))]
            + (try evalJaxpr(body, arguments))
        }
      }.jaxpr
    }
  }
}

private struct CountingKey: Hashable, Sendable { let position: Int }
