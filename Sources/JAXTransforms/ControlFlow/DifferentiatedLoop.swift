// What the derivatives of loops of unknown length have in common: which of a loop's values are differentiated, the loop
// over states and their tangents, and the loop over examples.

import JAXLax
import StableHLO

/// Which constants and which parts of the state of a loop are differentiated.
struct LoopVariables: Hashable, Sendable {
  var isConst: [Bool]
  var isCarry: [Bool]

  init(isConst: [Bool], isCarry: [Bool]) {
    self.isConst = isConst
    self.isCarry = isCarry
  }

  /// Those told by one flag for each argument of the loop's body.
  init(_ flags: [Bool], like other: LoopVariables) {
    let constCount = other.isConst.count
    self.init(isConst: Array(flags[..<constCount]), isCarry: Array(flags[constCount...]))
  }

  /// The variables among the parameters of a primitive.
  init(params: Jaxpr.Params, _ name: String) throws {
    func flags(_ name: String) throws -> [Bool] { try params.list(name).map { $0 == .bool(true) } }
    self.init(isConst: try flags("\(name)_consts"), isCarry: try flags("\(name)_carry"))
  }

  func params(_ name: String) -> [(String, Jaxpr.Param)] {
    [
      ("\(name)_carry", .list(isCarry.map { .bool($0) })),
      ("\(name)_consts", .list(isConst.map { .bool($0) })),
    ]
  }

  /// One flag for each argument of the loop's body.
  var flags: [Bool] { isConst + isCarry }

  /// How many there are.
  var count: Int { flags.truePositions.count }

  func union(_ other: LoopVariables) -> LoopVariables {
    LoopVariables(
      isConst: zip(isConst, other.isConst).map { $0 || $1 },
      isCarry: zip(isCarry, other.isCarry).map { $0 || $1 })
  }
}

/// The operands that the derivatives of a loop begin with, and those in which they are linear.
struct LoopOperands<Value> {
  /// The number of steps.
  let count: Value
  let consts: [Value]
  /// The first state.
  let carry: [Value]
  /// Tangents or cotangents.
  let rest: [Value]

  init(_ operands: [Value], like variables: LoopVariables) {
    let constEnd = 1 + variables.isConst.count
    let carryEnd = constEnd + variables.isCarry.count
    count = operands[0]
    consts = Array(operands[1..<constEnd])
    carry = Array(operands[constEnd..<carryEnd])
    rest = Array(operands[carryEnd...])
  }

  /// The loop without tangents or cotangents.
  var loop: [Value] { [count] + consts + carry }
}

/// A derivative of a loop of known length, as an operation that is a composition of loops.
protocol LoopDerivative: Primitive {
  /// From constants and state to the next state.
  var body: Jaxpr { get }
  /// What the loop is differentiated with respect to.
  var variables: LoopVariables { get }

  /// Runs the loops.
  func run(_ operands: [Tensor]) throws -> [Tensor]
}

extension LoopDerivative {
  var programs: [Jaxpr] { [body] }

  var userName: String { "whileLoop" }

  /// Checks the constants and the state among the operands.
  func checkLoop(_ inputs: [ShapedArray]) throws {
    let operands = LoopOperands(inputs, like: variables)
    try body.check(operands.consts + operands.carry, userName, "body")
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.trace(operands, inputs, run)
  }

  /// The cotangents of the operands that this derivative is linear in, which are the results of another one.
  ///
  /// - Parameters:
  ///   - knownCount: how many operands come before those, for both derivatives.
  ///   - other: the transpose of this one.
  func transpose(
    _ cotangents: [Tensor?], _ operands: [TransposeOperand], knownCount: Int,
    by other: some LoopDerivative
  ) throws -> [Tensor?] {
    let known = operands[..<knownCount].compactMap(\.known)
    guard known.count == knownCount else {
      throw JAXError(
        .differentiation, userName,
        found: "the loop's state is one of the values that it is transposed with respect to.",
        expected: "a loop that is linear in tangents only",
        remedy: JAXError.linearSolveRemedy)
    }
    let present = presentTangents(cotangents, like: try abstractEval(operands.map(\.aval)))
    let results = try interpret(other, known + present)
    return zip(operands, known.map { _ in nil } + results).map { $0.isLinear ? $1 : nil }
  }
}

/// A program that is the body of a loop: from constants and state to the next state.
extension Jaxpr {
  /// The variables, and the parts of the state that depend on them.
  func closure(of variables: LoopVariables) throws -> LoopVariables {
    let isConst = variables.isConst
    return LoopVariables(
      isConst: isConst,
      isCarry: try carryFixpoint(variables.isCarry) { isCarry in
        try tangentProgram(isDifferentiated: isConst + isCarry, instantiating: isCarry)
          .isOutputNonzero
      })
  }

  /// The types of the tangents of a loop's last state.
  func carryTangentAvals(_ variables: LoopVariables) -> [ShapedArray] {
    outputAvals.selected(variables.isCarry)
  }

  /// The body of the loop over states and their tangents.
  ///
  /// Its arguments are the constants, the tangents of some, the state, and the tangents of some of its parts.
  func tangentBody(_ variables: LoopVariables) throws -> Jaxpr {
    let program = try tangentProgram(
      isDifferentiated: variables.flags, instantiating: variables.isCarry
    ).jaxpr
    let constCount = variables.isConst.count
    let tangentStart = inputs.count
    let carryTangentStart = tangentStart + variables.isConst.truePositions.count
    let order =
      Array(0..<constCount) + (tangentStart..<carryTangentStart) + (constCount..<tangentStart)
      + (carryTangentStart..<program.inputs.count)
    return program.rearranged(inputs: order, outputs: Array(program.outputs.indices))
  }
}

/// A loop over examples, made of a loop and of which of its values are mapped.
struct BatchedLoop {
  let body: Jaxpr
  let isConstMapped: [Bool]
  /// Which parts of the state are mapped: those told, and what depends on mapped values.
  let isCarryMapped: [Bool]
  /// The number of steps, the constants and the first state, with the mapped axes in front.
  let operands: [Tensor]
  /// Whether each example makes its own number of steps.
  let hasOwnCounts: Bool
  let size: Int

  /// - Parameters:
  ///   - body: the body for one example.
  ///   - mapped: the values that are mapped even if they are the same for each example.
  init(_ body: Jaxpr, _ loop: LoopOperands<BatchedTensor>, mapped: LoopVariables, size: Int) throws
  {
    let hasOwnCounts = loop.count.axis != nil
    let isConstMapped = zip(loop.consts, mapped.isConst).map { $0.axis != nil || $1 }
    func batched(_ isCarryMapped: [Bool]) throws -> BatchedProgram {
      try body.batchedProgram(
        axes: (isConstMapped + isCarryMapped).map { $0 ? 0 : nil }, axisSize: size,
        mapping: isCarryMapped)
    }
    isCarryMapped = try carryFixpoint(
      zip(loop.carry, mapped.isCarry).map { $0.axis != nil || $1 || hasOwnCounts }
    ) { try batched($0).isOutputMapped }
    let program = try batched(isCarryMapped).jaxpr
    let consts = placed(loop.consts, isConstMapped, size: size)
    let carry = placed(loop.carry, isCarryMapped, size: size)
    let count = loop.count.tensor
    if hasOwnCounts {
      self.body = try program.endingExamples(counts: count.aval, isConstMapped: isConstMapped)
      operands =
        [lax.reduceMax(count, axes: [0]), count] + consts + [Tensor(.zero, dtype: count.dtype)]
        + carry
    } else {
      self.body = program
      operands = [count] + consts + carry
    }
    self.isConstMapped = isConstMapped
    self.hasOwnCounts = hasOwnCounts
    self.size = size
  }

  /// The variables of the loop for one example, among the values of this one.
  func variables(_ variables: LoopVariables) -> LoopVariables {
    hasOwnCounts
      ? LoopVariables(
        isConst: [false] + variables.isConst, isCarry: [false] + variables.isCarry)
      : variables
  }
}

extension Jaxpr {
  /// The body of a loop whose examples make the numbers of steps that its first constant gives.
  ///
  /// The first part of the state counts the steps. An example that has made its steps keeps its state, and has no
  /// derivative in the steps that it does not make.
  fileprivate func endingExamples(counts: ShapedArray, isConstMapped: [Bool]) throws -> Jaxpr {
    let constCount = isConstMapped.count
    let counter = ShapedArray(shape: [], dtype: counts.dtype)
    return try stageProgram(
      [counts] + inputAvals[..<constCount] + [counter] + inputAvals[constCount...], "vmap"
    ) { arguments in
      let consts = Array(arguments[1..<constCount + 1])
      let step = arguments[constCount + 1]
      let old = Array(arguments[(constCount + 2)...])
      let isRunning = lax.lt(step, arguments[0])
      let guarded = zip(consts, isConstMapped).map {
        $1 ? lax.differentiable($0, where: isRunning) : $0
      }
      return [lax.add(step, Tensor(.one, dtype: counts.dtype))]
        + (try advanced(guarded, old, where: isRunning))
    }
  }

  /// The next state of the examples told; the others keep theirs, and have no derivative in the step.
  func advanced(_ consts: [Tensor], _ old: [Tensor], where isRunning: Tensor) throws -> [Tensor] {
    let guarded = old.map { lax.differentiable($0, where: isRunning) }
    return zip(try evalJaxpr(self, consts + guarded), old).map {
      lax.selectExamples(isRunning, $0, $1)
    }
  }
}
