// A choice between programs, of which only one runs.
//
// Source: jax/_src/lax/control_flow/conditionals.py `cond_p`; StableHLO `case`.

import JAXLax
import StableHLO

struct Cond: Primitive, PrunablePrimitive {
  static let name = "cond"

  /// The programs, all from the same operands to results of the same types.
  let branches: [Jaxpr]
  /// The platforms of the programs, if the platform makes the choice.
  let platforms: PlatformChoice?

  init(branches: [Jaxpr], platforms: PlatformChoice? = nil) {
    self.branches = branches
    self.platforms = platforms
  }

  init(params: Params) throws {
    branches = try params.list("branches").map { branch in
      guard case .jaxpr(let jaxpr) = branch else {
        throw JAXError(
          .argument, "replaying a jaxpr", found: "a branch that is \(branch).",
          expected: "branches that are jaxprs")
      }
      return jaxpr
    }
    platforms = try params["branches_platforms"].map { try PlatformChoice($0) }
  }

  var params: Params {
    Params(
      [("branches", .list(branches.map { .jaxpr($0) }))]
        + (platforms.map { [("branches_platforms", $0.param)] } ?? []))
  }

  var programs: [Jaxpr] { branches }

  /// The same choice between other programs.
  func with(_ branches: [Jaxpr]) -> Cond { Cond(branches: branches, platforms: platforms) }

  func outputCount(_ inputs: [ShapedArray]) -> Int { branches.first?.outputAvals.count ?? 0 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard let index = inputs.first, index.shape.isEmpty, index.dtype == .int32 else {
      throw JAXError(
        .jaxpr, "cond", found: "an index that is \(inputs.first?.description ?? "missing").",
        expected: "int32[]")
    }
    for (position, branch) in branches.enumerated() {
      try branch.check(Array(inputs.dropFirst()), "cond", "branch \(position)")
    }
    return branches[0].outputAvals
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let arguments = Array(operands.dropFirst())
    if outputs.isEmpty && effects.isEmpty { return [] }
    if let platforms {
      // Programs for other platforms may have no lowering for this one.
      return try context.inline(branches[platforms.index(for: context.platform)], arguments)
    }
    if branches.count == 1 { return try context.inline(branches[0], arguments) }
    let tokens = context.tokens(of: effects)
    let results = try context.operation(
      "stablehlo.case", [operands[0]],
      results: outputs.map(\.tensorType) + tokens.map { _ in .token },
      regions: branches.map { branch in
        .init { context, _ in
          try context.withTokens(tokens, of: effects) { context in
            try context.inline(branch, arguments)
          }
        }
      })
    return context.takingTokens(results, of: effects)
  }

  /// For each place, whether any of the branches says so.
  private func any(_ flags: [[Bool]]) -> [Bool] {
    branches[0].outputs.indices.map { place in flags.contains { $0[place] } }
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let isDifferentiated = tangents.dropFirst().map { $0 != nil }
        let isNonzero = any(
          try branches.map {
            try $0.tangentProgram(isDifferentiated: isDifferentiated).isOutputNonzero
          })
        let tangentBranches = try branches.map {
          try $0.tangentProgram(isDifferentiated: isDifferentiated, instantiating: isNonzero).jaxpr
        }
        let results = try interpret(
          with(tangentBranches), primals + tangents.dropFirst().compactMap { $0 })
        let count = isNonzero.count
        return (Array(results[..<count]), isNonzero.scattering(Array(results[count...])))
      },
      transpose: { cotangents, operands in
        let isLinear = operands.dropFirst().map(\.isLinear)
        let isGiven = cotangents.map { $0 != nil }
        let all = try branches.map {
          try $0.transposedProgram(isLinear: isLinear, isCotangentNonzero: isGiven)
            .isOutputNonzero
        }
        let isNonzero = isLinear.selected(isLinear).indices.map { place in
          all.contains { $0[place] }
        }
        let transposed = try branches.map {
          try $0.transposedProgram(
            isLinear: isLinear, isCotangentNonzero: isGiven, instantiating: isNonzero
          ).jaxpr
        }
        let results = try interpret(
          with(transposed),
          operands.compactMap(\.known) + cotangents.compactMap { $0 })
        return [nil] + isLinear.scattering(isNonzero.scattering(results))
      },
      linearize: { primals, isDifferentiated in
        try linearize(primals, Array(isDifferentiated.dropFirst()))
      })
  }

  /// The chosen branch's results and residuals now, and its linear part as a choice of its own.
  private func linearize(_ primals: [Tensor], _ isDifferentiated: [Bool]) throws -> (
    outputs: [Tensor], pushforward: ([Tensor?]) throws -> [Tensor?]
  ) {
    let isNonzero = any(
      try branches.map {
        try $0.linearizedProgram(isDifferentiated: isDifferentiated).isOutputNonzero
      })
    let programs = try branches.map {
      try $0.linearizedProgram(isDifferentiated: isDifferentiated, instantiating: isNonzero)
    }
    let outputs = branches[0].outputs.count
    let arguments = Array(primals.dropFirst())
    let places = SharedPlaces(programs.map { Array($0.primal.outputAvals[outputs...]) })
    let filled = try zip(programs, places.ofProgram).map { program, own in
      try stageProgram(program.primal.inputAvals, "grad") { arguments in
        let results = try evalJaxpr(program.primal, arguments)
        return results[..<outputs] + places.filled(Array(results[outputs...]), at: own)
      }
    }
    let results = try interpret(with(filled), primals)
    let tangentAvals = branches[0].inputAvals.selected(isDifferentiated)
    // Each linear part takes the arguments, the results, what all have kept, and the tangents.
    let known = arguments + results
    let linear = try zip(programs, places.ofProgram).map { program, own in
      try stageProgram(known.map(\.aval) + tangentAvals, "grad") { operands in
        let inputs = Array(operands[..<arguments.count])
        let all = Array(operands[arguments.count..<known.count])
        let values = program.residuals.values(
          inputs: inputs, outputs: all[..<outputs] + own.map { all[outputs + $0] })
        return try evalJaxpr(program.tangent, values + operands[known.count...])
      }
    }
    return (
      Array(results[..<outputs]),
      { tangents in
        let (smaller, isUsed) = with(linear).withoutUnused(
          known.count, of: known.count + tangentAvals.count)
        let nonzero = try interpret(
          smaller, [primals[0]] + known.selected(isUsed) + tangents.compactMap { $0 })
        return isNonzero.scattering(nonzero)
      }
    )
  }

  /// The choice without those of the first operands that no branch uses.
  private func withoutUnused(_ count: Int, of all: Int) -> (Cond, [Bool]) {
    let wanted = branches[0].outputs.map { _ in true }
    let uses = branches.map { $0.pruned(keeping: wanted).usedInputs }
    let isUsed = (0..<all).map { place in place >= count || uses.contains { $0[place] } }
    return (
      with(branches.map { $0.keeping(inputs: isUsed, outputs: wanted) }),
      Array(isUsed[..<count])
    )
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize("cond")
    let arguments = operands.dropFirst()
    if operands[0].axis != nil {
      try effects.checkNone("cond", because: "examples that choose differently run all branches")
      return try runAll(
        operands[0].tensor, arguments.map { $0.atFront(size: size) }, size: size
      ).map { Batched($0, axis: 0) }
    }
    let axes = arguments.map(\.axis)
    let isMapped = any(
      try branches.map { try $0.batchedProgram(axes: axes, axisSize: size).isOutputMapped })
    let batched = try branches.map {
      try $0.batchedProgram(axes: axes, axisSize: size, mapping: isMapped).jaxpr
    }
    let results = try interpret(
      with(batched), [operands[0].tensor] + arguments.map(\.tensor))
    return zip(results, isMapped).map { Batched($0, axis: $1 ? 0 : nil) }
  }

  /// Runs all branches for all examples, which choose differently, and selects among the results.
  ///
  /// Where an example does not choose a branch, its operands have no derivative there, so that an infinite slope of the
  /// branch does not make it a NaN.
  private func runAll(_ index: Tensor, _ operands: [Tensor], size: Int) throws -> [Tensor] {
    let all = try branches.enumerated().map { number, branch in
      let program = try branch.batchedProgram(
        axes: operands.map { _ in 0 }, axisSize: size, mapping: branch.outputs.map { _ in true })
      let isChosen = lax.eq(index, Tensor(.int(Int64(number)), dtype: .int32))
      let guarded = operands.map { lax.differentiable($0, where: isChosen) }
      return try evalJaxpr(program.jaxpr, guarded)
    }
    let limit = Tensor(.int(Int64(branches.count - 1)), dtype: .int32)
    let inRange =
      branches.count == 2 ? index : lax.clamp(Tensor(.zero, dtype: .int32), index, limit)
    return branches[0].outputs.indices.map { place in
      let cases = all.map { $0[place] }
      return lax.selectN(lax.stretched(inRange, over: cases[0]), cases)
    }
  }

  func pruned(keeping wanted: [Bool]) -> PrunedPrimitive {
    let uses = branches.map { $0.pruned(keeping: wanted).usedInputs }
    let isUsed = branches[0].inputs.indices.map { place in uses.contains { $0[place] } }
    return PrunedPrimitive(
      with(branches.map { $0.keeping(inputs: isUsed, outputs: wanted) }),
      usedInputs: [true] + isUsed, keptOutputs: wanted)
  }
}

extension Cond: DependencePrimitive {
  func dependents(_ isGiven: [Bool], _ results: (Jaxpr, [Bool]) throws -> [Bool]) rethrows
    -> [Bool]
  {
    try branches.map { try results($0, Array(isGiven.dropFirst())) }.reduce(
      [Bool](repeating: false, count: branches[0].outputs.count)
    ) { zip($0, $1).map { $0 || $1 } }
  }
}
