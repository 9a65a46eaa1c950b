// The choices of `jax.lax` for lists of leaves; the functions of trees that users call are generated.
//
// Inside of `disableJit` a choice whose index is known runs the chosen function as it is.
// Source: jax/_src/lax/control_flow/conditionals.py `cond`, `switch`, `platform_dependent`.

import JAXLax

extension lax {
  /// The result of the function that a truth value chooses.
  static func cond(
    _ predicate: Tensor, _ operands: TreeWriter,
    _ branch: (_ isTrue: Bool, [Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    guard predicate.ndim == 0, !predicate.dtype.isKey else {
      throw JAXError(
        predicate.ndim == 0 ? .dtype : .shape, "cond",
        found: "a predicate that is \(predicate.aval).",
        expected: "one truth value, of shape ()",
        remedy: "reduce it, as with x.all() or x.any(), or choose between elements with jnp.where.")
    }
    if Configuration.current.isJitDisabled, let known = try predicate.knownScalar("cond") {
      return try running { try branch(known.isTrue, operands.leaves) }
    }
    let isTrue = predicate.dtype == .bool ? predicate : lax.ne(predicate, lax.zerosLike(predicate))
    return try choose(
      "cond", lax.convert(isTrue, .int32, weakType: false), operands,
      names: ["the function for false", "the function for true"],
      // What the function for true captures comes first, as in JAX, which stages it first.
      stagingOrder: [1, 0]
    ) { try branch($0 == 1, $1) }
  }

  /// The result of the function at an index, which is moved into the range if it is outside.
  static func `switch`(
    _ index: Tensor, _ operands: TreeWriter, count: Int,
    _ branch: (_ number: Int, [Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    guard count > 0 else {
      throw JAXError(
        .argument, "switch", found: "no functions to choose from.", expected: "at least one")
    }
    guard index.ndim == 0, index.dtype.isInteger else {
      throw JAXError(
        index.ndim == 0 ? .dtype : .shape, "switch", found: "an index that is \(index.aval).",
        expected: "a 0-dimensional integer")
    }
    if Configuration.current.isJitDisabled, let known = try index.knownInteger("switch") {
      return try running { try branch(Swift.min(Swift.max(known, 0), count - 1), operands.leaves) }
    }
    let limit = Tensor(.int(Int64(count - 1)), dtype: .int32)
    let chosen = lax.clamp(
      Tensor(.zero, dtype: .int32), lax.convert(index, .int32, weakType: false), limit)
    return try choose(
      "switch", chosen, operands, names: (0..<count).map { "function \($0)" },
      stagingOrder: Array(0..<count), branch)
  }

  /// The result of the function for the platform that the program is compiled for.
  ///
  /// - Parameters:
  ///   - platforms: the platforms of all functions but the default one, which is the last.
  static func platformDependent(
    _ platforms: [String], hasDefault: Bool, _ operands: TreeWriter,
    _ branch: (_ number: Int, [Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    let choice = try PlatformChoice(platforms, hasDefault: hasDefault)
    let index = try interpret(PlatformIndex(choice), [])[0]
    if let known = try index.knownInteger("platformDependent") {
      return try running { try branch(known, operands.leaves) }
    }
    return try choose(
      "platformDependent", index, operands, names: choice.functionNames,
      stagingOrder: Array(choice.functionNames.indices), platforms: choice, branch)
  }

  /// The results of a function that runs as it is.
  private static func running(_ function: () throws -> TreeWriter) throws -> TreeReader {
    let results = try function()
    // After an error in the function its results are placeholders.
    if let error = pendingError { throw error }
    return TreeReader(results.leaves, results.structures)
  }

  private static func choose(
    _ operation: String, _ index: Tensor, _ operands: TreeWriter, names: [String],
    stagingOrder order: [Int], platforms: PlatformChoice? = nil,
    _ branch: (_ number: Int, [Tensor]) throws -> TreeWriter
  ) throws -> TreeReader {
    let avals = operands.leaves.map(\.aval)
    var functions = [StagedFunction?](repeating: nil, count: names.count)
    for number in order {
      functions[number] = try StagedFunction(operation, avals) { try branch(number, $0) }
    }
    let staged = functions.compactMap { $0 }
    let programs = try withCommonTypes(operation, staged, names)
    // Each branch takes what any of them captured.
    var captured: [Tensor] = []
    var positions: [ObjectIdentifier: Int] = [:]
    for value in order.flatMap({ staged[$0].captured }) {
      let identity = ObjectIdentifier(value.content)
      guard positions[identity] == nil else { continue }
      positions[identity] = captured.count
      captured.append(value)
    }
    let branches = zip(programs, staged).map { program, function in
      program.takingArguments(
        captured.map(\.aval),
        at: function.captured.compactMap { positions[ObjectIdentifier($0.content)] })
    }
    let results: [Tensor]
    if branches.count == 1 && platforms == nil {
      results = try evalJaxpr(branches[0], captured + operands.leaves)
    } else {
      results = try interpret(
        Cond(branches: branches, platforms: platforms), [index] + captured + operands.leaves)
    }
    return TreeReader(results, staged[0].results)
  }

  /// The programs of the functions, with results that are weakly typed only where all of them are.
  private static func withCommonTypes(
    _ operation: String, _ functions: [StagedFunction], _ names: [String]
  ) throws -> [Jaxpr] {
    let first = functions[0]
    for (function, name) in zip(functions, names).dropFirst() {
      for (position, (found, expected)) in zip(function.results, first.results).enumerated()
      where found != expected {
        throw JAXError.treeMismatch(
          operation, "result \(position) of \(name)", found, like: "that of \(names[0])", expected)
      }
    }
    let common = try first.outputAvals.indices.map { place in
      let found = functions.map { $0.outputAvals[place] }
      for (aval, name) in zip(found, names).dropFirst()
      where aval.shape != found[0].shape || aval.dtype != found[0].dtype {
        let path = first.results.place(ofLeaf: place, "result")
        throw JAXError(
          aval.shape == found[0].shape ? .dtype : .shape, operation,
          found: "\(path) is \(found[0]) in \(names[0]), and \(aval) in \(name).",
          expected: "results of the same shapes and dtypes from all functions",
          remedy: aval.shape == found[0].shape
            ? "convert one of them, as with x.astype(.\(found[0].dtype))."
            : "give both the same shape, as with jnp.broadcastTo.")
      }
      return found.contains { !$0.weakType } ? found[0].strong : found[0]
    }
    return try functions.map { function in
      if function.outputAvals == common { return function.program }
      return try stageProgram(function.program.inputAvals, operation) { arguments in
        zip(try evalJaxpr(function.program, arguments), common).map {
          lax.convert($0, $1.dtype, weakType: $1.weakType)
        }
      }
    }
  }
}

extension Jaxpr {
  /// The same program with more leading arguments, of which it uses the given ones as its first.
  fileprivate func takingArguments(_ all: [ShapedArray], at own: [Int]) -> Jaxpr {
    if own == Array(all.indices) { return self }
    var variables = avals
    let leading = all.enumerated().map { position, aval -> Int in
      if let place = own.firstIndex(of: position) { return inputs[place] }
      variables.append(aval)
      return variables.count - 1
    }
    return Jaxpr(
      avals: variables, inputs: leading + inputs[own.count...], equations: equations,
      outputs: outputs)
  }
}
