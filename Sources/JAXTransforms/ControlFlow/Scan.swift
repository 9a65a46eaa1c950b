// A loop of known length over the elements of arrays, which hands a state on and stacks its other results.
//
// Reverse mode runs the first halves of all steps, keeps what the second halves need, and scans back. Values that no step
// changes are computed once. Source: jax/_src/lax/control_flow/loops.py `scan_p`.

import JAXLax
import StableHLO

struct Scan: Primitive, PrunablePrimitive {
  static let name = "scan"

  /// From constants, state and the elements of one step to the next state and the step's results.
  let jaxpr: Jaxpr
  let length: Int
  let constCount: Int
  let carryCount: Int
  let reverse: Bool
  /// How many steps are written out one after the other within one turn of the compiled loop.
  let unroll: Int

  init(
    _ jaxpr: Jaxpr, length: Int, constCount: Int, carryCount: Int, reverse: Bool = false,
    unroll: Int = 1
  ) {
    self.jaxpr = jaxpr
    self.length = length
    self.constCount = constCount
    self.carryCount = carryCount
    self.reverse = reverse
    self.unroll = unroll
  }

  init(params: Params) throws {
    self.init(
      try params.jaxpr("jaxpr"), length: try params.int("length"),
      constCount: try params.int("num_consts"), carryCount: try params.int("num_carry"),
      reverse: try params.bool("reverse"), unroll: try params.int("unroll"))
  }

  var params: Params {
    Params([
      ("jaxpr", .jaxpr(jaxpr)), ("length", .int(length)), ("num_carry", .int(carryCount)),
      ("num_consts", .int(constCount)), ("reverse", .bool(reverse)), ("unroll", .int(unroll)),
    ])
  }

  var programs: [Jaxpr] { [jaxpr] }

  /// The same loop with another step.
  func with(_ jaxpr: Jaxpr, constCount: Int, carryCount: Int, reverse: Bool? = nil) -> Scan {
    Scan(
      jaxpr, length: length, constCount: constCount, carryCount: carryCount,
      reverse: reverse ?? self.reverse, unroll: unroll)
  }

  /// The operands by what they are.
  func parts<Value>(_ operands: [Value]) -> (
    consts: [Value], carry: [Value], elements: [Value]
  ) {
    let carryEnd = constCount + carryCount
    return (
      Array(operands[..<constCount]), Array(operands[constCount..<carryEnd]),
      Array(operands[carryEnd...])
    )
  }

  private var resultCount: Int { jaxpr.outputs.count - carryCount }

  func outputCount(_ inputs: [ShapedArray]) -> Int { jaxpr.outputAvals.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (consts, carry, elements) = parts(inputs)
    guard elements.allSatisfy({ $0.shape.first == length }) else {
      throw JAXError(
        .shape, "scan", found: "arrays of types \(elements.map(\.description)) to scan over.",
        expected: "\(length) elements along the first axis of each")
    }
    let steps = elements.map { $0.with(shape: Array($0.shape.dropFirst())) }
    try jaxpr.check(consts + carry + steps, "scan", "step")
    let outputs = jaxpr.outputAvals
    return outputs[..<carryCount]
      + outputs[carryCount...].map { $0.with(shape: [length] + $0.shape) }
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.trace(operands, inputs) { operands in
      try run(operands, outputs[carryCount...].map { lax.zeros($0) })
    }
  }

  /// The loop as one over a counter, which reads elements and writes results at its place.
  private func run(_ operands: [Tensor], _ empty: [Tensor]) throws -> [Tensor] {
    let (consts, carry, elements) = parts(operands)
    let counter = DType.index(upTo: length)
    func int(_ value: Int) -> Tensor { Tensor(.int(Int64(value)), dtype: counter) }
    func step(_ index: Tensor, _ state: [Tensor]) throws -> [Tensor] {
      let place = reverse ? lax.sub(int(length - 1), index) : index
      let results = try evalJaxpr(
        jaxpr, consts + state[..<carryCount] + elements.map { lax.row($0, at: place) })
      return results[..<carryCount]
        + zip(state[carryCount...], results[carryCount...]).map {
          lax.replacingRow(of: $0, at: place, with: $1)
        }
    }
    var state = carry + empty
    let turns = unroll >= length ? 0 : length / unroll
    if turns > 0 {
      let last = try whileFlat(
        [int(0)] + state, condition: { lax.lt($0[0], int(turns * unroll)) }
      ) { values in
        var state = Array(values[1...])
        for offset in 0..<unroll {
          let index = offset == 0 ? values[0] : lax.add(values[0], int(offset))
          state = try step(index, state)
        }
        return [lax.add(values[0], int(unroll))] + state
      }
      state = Array(last[1...])
    }
    for index in turns * unroll..<length { state = try step(int(index), state) }
    return state
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in try jvp(primals, tangents) },
      transpose: { cotangents, operands in try transpose(cotangents, operands) },
      linearize: { primals, isDifferentiated in try linearize(primals, isDifferentiated) })
  }

  private func jvp(_ primals: [Tensor], _ tangents: [Tensor?]) throws -> (
    outputs: [Tensor], tangents: [Tensor?]
  ) {
    let (consts, carry, elements) = parts(primals)
    let (constTangents, carryTangents, elementTangents) = parts(tangents)
    let isConst = constTangents.map { $0 != nil }
    let isElement = elementTangents.map { $0 != nil }
    func program(_ isCarry: [Bool]) throws -> TangentProgram {
      try jaxpr.tangentProgram(
        isDifferentiated: isConst + isCarry + isElement,
        instantiating: isCarry + [Bool](repeating: false, count: resultCount))
    }
    let isCarry = try carryFixpoint(carryTangents.map { $0 != nil }) {
      Array(try program($0).isOutputNonzero[..<carryCount])
    }
    let tangent = try program(isCarry)
    let counts = (
      const: isConst.truePositions.count, carry: isCarry.truePositions.count,
      element: isElement.truePositions.count
    )
    let start = jaxpr.inputs.count
    let inputOrder =
      Array(0..<constCount) + (start..<start + counts.const)
      + (constCount..<constCount + carryCount)
      + (start + counts.const..<start + counts.const + counts.carry)
      + (constCount + carryCount..<start)
      + (start + counts.const + counts.carry..<tangent.jaxpr.inputs.count)
    let outputStart = jaxpr.outputs.count
    let outputOrder =
      Array(0..<carryCount) + (outputStart..<outputStart + counts.carry)
      + (carryCount..<outputStart)
      + (outputStart + counts.carry..<tangent.jaxpr.outputs.count)
    let presentCarry = presentTangents(carryTangents, isCarry, carry.map(\.aval))
    let scan = with(
      tangent.jaxpr.rearranged(inputs: inputOrder, outputs: outputOrder),
      constCount: constCount + counts.const, carryCount: carryCount + counts.carry)
    let results = try interpret(
      scan,
      consts + constTangents.compactMap { $0 } + carry + presentCarry + elements
        + elementTangents.compactMap { $0 })
    let resultStart = carryCount + counts.carry
    let resultEnd = resultStart + resultCount
    return (
      Array(results[..<carryCount] + results[resultStart..<resultEnd]),
      tangent.isOutputNonzero.scattering(
        Array(results[carryCount..<resultStart] + results[resultEnd...]))
    )
  }

  /// Runs the first halves of all steps; the second halves are a scan of their own, linear in the tangents.
  private func linearize(_ primals: [Tensor], _ isDifferentiated: [Bool]) throws -> (
    outputs: [Tensor], pushforward: ([Tensor?]) throws -> [Tensor?]
  ) {
    let (isConst, isCarryGiven, isElement) = parts(isDifferentiated)
    func program(_ isCarry: [Bool]) throws -> LinearizedProgram {
      try jaxpr.linearizedProgram(
        isDifferentiated: isConst + isCarry + isElement,
        instantiating: isCarry + [Bool](repeating: false, count: resultCount))
    }
    let isCarry = try carryFixpoint(isCarryGiven) {
      Array(try program($0).isOutputNonzero[..<carryCount])
    }
    let linearized = try program(isCarry)
    let first = try firstHalf(
      linearized.primal, linearized.residuals, primals, outputCount: jaxpr.outputs.count)
    let constTangentCount = isConst.truePositions.count
    let carryTangentCount = isCarry.truePositions.count
    let second = with(
      linearized.tangent.rearranged(
        inputs: first.inputOrder(
          consts: constTangentCount, carry: carryTangentCount, linearized.tangent),
        outputs: Array(linearized.tangent.outputs.indices)),
      constCount: first.invariants.count + constTangentCount, carryCount: carryTangentCount)
    let carry = parts(primals).carry
    return (
      first.outputs,
      { tangents in
        let (constTangents, carryTangents, elementTangents) = parts(tangents)
        let presentCarry = presentTangents(carryTangents, isCarry, carry.map(\.aval))
        let results = try interpret(
          second,
          first.invariants + constTangents.compactMap { $0 } + presentCarry + first.variants
            + elementTangents.compactMap { $0 })
        return linearized.isOutputNonzero.scattering(results)
      }
    )
  }

  /// The first halves of all steps, once they have run.
  private struct FirstHalf {
    let outputs: [Tensor]
    let isInvariant: [Bool]
    /// The residuals that no step changes.
    let invariants: [Tensor]
    /// The residuals of each step, stacked.
    let variants: [Tensor]

    /// The places of the second half's arguments, which stand behind the residuals, as a scan takes them.
    func inputOrder(consts: Int, carry: Int, _ second: Jaxpr) -> [Int] {
      let start = isInvariant.count
      return isInvariant.truePositions + Array(start..<start + consts + carry)
        + isInvariant.negated.truePositions
        + Array(start + consts + carry..<second.inputs.count)
    }
  }

  private func firstHalf(
    _ known: Jaxpr, _ residuals: [Residual], _ operands: [Tensor], outputCount: Int
  ) throws -> FirstHalf {
    let (consts, _, elements) = parts(operands)
    let split = StepResiduals(
      known, residuals, outputCount: outputCount, constCount: constCount, carryCount: carryCount)
    let results = try interpret(
      with(split.step, constCount: constCount, carryCount: carryCount), operands)
    return FirstHalf(
      outputs: Array(results[..<outputCount]), isInvariant: split.isInvariant,
      invariants: try split.invariants(consts),
      variants: split.variants(elements: elements, stacked: Array(results[carryCount...])))
  }

  private func transpose(_ cotangents: [Tensor?], _ operands: [TransposeOperand]) throws
    -> [Tensor?]
  {
    let (isConst, isCarry, isElement) = parts(operands.map(\.isLinear))
    guard !isCarry.contains(false) else {
      return try transposeWithKnownState(cotangents, operands)
    }
    let isLinear = isConst + isCarry + isElement
    let (constOperands, _, elementOperands) = parts(operands)
    let isResult = cotangents[carryCount...].map { $0 != nil }
    let constLinearCount = isConst.truePositions.count
    func program(_ isCarryGiven: [Bool]) throws -> TangentProgram {
      try jaxpr.transposedProgram(
        isLinear: isLinear, isCotangentNonzero: isCarryGiven + isResult,
        instantiating: [Bool](repeating: false, count: constLinearCount) + isCarryGiven
          + isElement.selected(isElement).cleared)
    }
    let isCarryGiven = try carryFixpoint(cotangents[..<carryCount].map { $0 != nil }) {
      Array(
        try program($0).isOutputNonzero[constLinearCount..<constLinearCount + carryCount])
    }
    let transposed = try program(isCarryGiven)
    let isConstGiven = Array(transposed.isOutputNonzero[..<constLinearCount])
    let isElementGiven = Array(transposed.isOutputNonzero[(constLinearCount + carryCount)...])
    let knownConsts = constOperands.compactMap(\.known)
    let knownElements = elementOperands.compactMap(\.known)
    let sums = constOperands.filter(\.isLinear).selected(isConstGiven).map {
      lax.zeros($0.aval)
    }
    let carry = presentTangents(cotangents, isCarryGiven, jaxpr.outputAvals)
    let given = cotangents[carryCount...].compactMap { $0 }
    // The step back adds to the sums what the transposed step yields for the constants.
    func element(_ tensor: Tensor) -> ShapedArray {
      tensor.aval.with(shape: Array(tensor.shape.dropFirst()))
    }
    let sumEnd = knownConsts.count + sums.count
    let carryEnd = sumEnd + carry.count
    let givenEnd = carryEnd + given.count
    let avals =
      (knownConsts + sums + carry).map(\.aval) + given.map(element)
      + knownElements.map(element)
    let step = try stageProgram(avals, "transpose") { arguments in
      let results = try evalJaxpr(
        transposed.jaxpr,
        Array(
          arguments[..<knownConsts.count] + arguments[givenEnd...] + arguments[sumEnd..<givenEnd]))
      return zip(arguments[knownConsts.count..<sumEnd], results).map { lax.add($0, $1) }
        + results[sums.count...]
    }
    let results = try interpret(
      with(
        step, constCount: knownConsts.count, carryCount: sums.count + carry.count,
        reverse: !reverse), knownConsts + sums + carry + given + knownElements)
    let isGiven = isConstGiven + isCarryGiven + isElementGiven
    return isLinear.scattering(isGiven.scattering(results))
  }

  /// Transposes a scan of which some of the state is known: what that part of the step computes runs first.
  private func transposeWithKnownState(_ cotangents: [Tensor?], _ operands: [TransposeOperand])
    throws -> [Tensor?]
  {
    let (isConst, isCarryGiven, isElement) = parts(operands.map(\.isLinear))
    func split(_ isCarry: [Bool]) -> PartialEvaluation {
      jaxpr.partiallyEvaluated(
        isUnknown: isConst + isCarry + isElement,
        leaving: isCarry + [Bool](repeating: false, count: resultCount))
    }
    let isCarry = carryFixpoint(isCarryGiven) {
      Array(split($0).isOutputUnknown[..<carryCount])
    }
    let halves = split(isCarry)
    let isUnknown = isConst + isCarry + isElement
    let known = zip(operands, isUnknown).filter { !$1 }.compactMap(\.0.known)
    let first = try Scan(
      halves.known, length: length, constCount: isConst.negated.truePositions.count,
      carryCount: isCarry.negated.truePositions.count, reverse: reverse, unroll: unroll
    ).firstHalf(
      halves.known, halves.residuals, known,
      outputCount: halves.isOutputUnknown.negated.truePositions.count)
    let constCotangentCount = isConst.truePositions.count
    let carryCotangentCount = isCarry.truePositions.count
    let second = with(
      halves.unknown.rearranged(
        inputs: first.inputOrder(
          consts: constCotangentCount, carry: carryCotangentCount, halves.unknown),
        outputs: Array(halves.unknown.outputs.indices)),
      constCount: first.invariants.count + constCotangentCount, carryCount: carryCotangentCount)
    let linear = zip(operands, isUnknown).filter(\.1).map { TransposeOperand.linear($0.0.aval) }
    let carryEnd = constCotangentCount + carryCotangentCount
    let pulled = try second.transpose(
      cotangents.selected(halves.isOutputUnknown),
      first.invariants.map { .known($0) } + linear[..<carryEnd]
        + first.variants.map { .known($0) } + linear[carryEnd...])
    let present = zip(pulled, second.linearPlaces(first, carryEnd)).filter(\.1).map(\.0)
    // A part of the state that begins with a known value has a cotangent that nobody asks for.
    return zip(operands, isUnknown.scattering(present)).map { $0.isLinear ? $1 : nil }
  }

  /// Which operands of a second half are linear.
  private func linearPlaces(_ first: FirstHalf, _ carryEnd: Int) -> [Bool] {
    (0..<jaxpr.inputs.count).map { place in
      let start = first.invariants.count
      let variantStart = start + carryEnd
      return place >= start
        && !(variantStart..<variantStart + first.variants.count).contains(place)
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize("scan")
    let (consts, carry, elements) = parts(operands)
    func program(_ isCarryMapped: [Bool]) throws -> BatchedProgram {
      try jaxpr.batchedProgram(
        axes: consts.map(\.axis) + isCarryMapped.map { $0 ? 0 : nil }
          + elements.map { $0.axis == nil ? nil : 0 },
        axisSize: size,
        mapping: isCarryMapped + [Bool](repeating: false, count: resultCount))
    }
    let isCarryMapped = try carryFixpoint(carry.map { $0.axis != nil }) {
      Array(try program($0).isOutputMapped[..<carryCount])
    }
    let batched = try program(isCarryMapped)
    let results = try interpret(
      with(batched.jaxpr, constCount: constCount, carryCount: carryCount),
      consts.map(\.tensor)
        + placed(carry, isCarryMapped, size: size)
        + elements.map { element in
          element.axis.map { element.tensor.movingAxis($0, to: 1) } ?? element.tensor
        })
    return zip(results, batched.isOutputMapped).enumerated().map { position, result in
      Batched(result.0, axis: result.1 ? (position < carryCount ? 0 : 1) : nil)
    }
  }

  func pruned(keeping wanted: [Bool]) -> PrunedPrimitive {
    let isResultWanted = Array(wanted[carryCount...])
    func uses(_ isCarryKept: [Bool]) -> [Bool] {
      jaxpr.pruned(keeping: isCarryKept + isResultWanted).usedInputs
    }
    let isCarryKept = carryFixpoint(Array(wanted[..<carryCount])) {
      Array(uses($0)[constCount..<constCount + carryCount])
    }
    let (isConstUsed, _, isElementUsed) = parts(uses(isCarryKept))
    let isUsed = isConstUsed + isCarryKept + isElementUsed
    let isKept = isCarryKept + isResultWanted
    return PrunedPrimitive(
      with(
        jaxpr.keeping(inputs: isUsed, outputs: isKept),
        constCount: isConstUsed.truePositions.count,
        carryCount: isCarryKept.truePositions.count), usedInputs: isUsed, keptOutputs: isKept)
  }
}

extension Scan: DependencePrimitive {
  func dependents(_ isGiven: [Bool], _ results: (Jaxpr, [Bool]) throws -> [Bool]) rethrows
    -> [Bool]
  {
    let (consts, carry, elements) = parts(isGiven)
    let state = try carryFixpoint(carry) {
      Array(try results(jaxpr, consts + $0 + elements)[..<carryCount])
    }
    return state + (try results(jaxpr, consts + state + elements)[carryCount...])
  }
}
