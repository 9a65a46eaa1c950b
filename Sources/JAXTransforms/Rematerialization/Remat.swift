// Rematerialisation: a program whose intermediate values are computed again for the derivative instead of kept.
//
// Its results are computed as they are; its tangents are one equation with a program that computes the values it needs
// again, from the arguments and the few values that the policy keeps. Transposed, that is still one such equation, with
// the recomputation inside and a border before it, so that the compiler does not find the values it already has.
// Source: jax/_src/ad_checkpoint.py `remat_p`.

import JAXLax
import StableHLO

struct Remat: Primitive, PrunablePrimitive {
  static let name = "remat2"

  let jaxpr: Jaxpr
  let policy: CheckpointPolicy?
  /// Whether the compiler is kept from using values that it has from elsewhere.
  let preventCSE: Bool
  /// Whether this is the part that computes again.
  let isDifferentiated: Bool

  init(_ jaxpr: Jaxpr, policy: CheckpointPolicy?, preventCSE: Bool, isDifferentiated: Bool) {
    self.jaxpr = jaxpr
    self.policy = policy
    self.preventCSE = preventCSE
    self.isDifferentiated = isDifferentiated
  }

  init(params: Params) throws {
    jaxpr = try params.jaxpr("jaxpr")
    policy = try params["policy"].flatMap { $0 == .none ? nil : try CheckpointPolicy($0) }
    preventCSE = try params.bool("prevent_cse")
    isDifferentiated = try params.bool("differentiated")
  }

  var params: Params {
    Params([
      ("differentiated", .bool(isDifferentiated)), ("jaxpr", .jaxpr(jaxpr)),
      ("policy", policy?.param ?? .none), ("prevent_cse", .bool(preventCSE)),
    ])
  }

  var programs: [Jaxpr] { [jaxpr] }

  var userName: String { "checkpoint" }

  /// The same with another program.
  private func with(_ jaxpr: Jaxpr, isDifferentiated: Bool? = nil) -> Remat {
    Remat(
      jaxpr, policy: policy, preventCSE: preventCSE,
      isDifferentiated: isDifferentiated ?? self.isDifferentiated)
  }

  func outputCount(_ inputs: [ShapedArray]) -> Int { jaxpr.outputAvals.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try jaxpr.check(inputs, userName, "function")
    try jaxpr.effects.filter(\.isOrdered).checkNone(
      userName, because: "the backward pass runs it again")
    return jaxpr.outputAvals
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    isDifferentiated && preventCSE
      ? try context.inlineBehindBorder(jaxpr, operands) : try context.inline(jaxpr, operands)
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let program = try jaxpr.tangentProgram(isDifferentiated: tangents.map { $0 != nil })
        let results = try interpret(
          with(program.jaxpr), primals + tangents.compactMap { $0 })
        let count = jaxpr.outputs.count
        return (
          Array(results[..<count]), program.isOutputNonzero.scattering(Array(results[count...]))
        )
      },
      transpose: { cotangents, operands in
        let program = try jaxpr.transposedProgram(
          isLinear: operands.map(\.isLinear), isCotangentNonzero: cotangents.map { $0 != nil })
        let results = try interpret(
          with(program.jaxpr), operands.compactMap(\.known) + cotangents.compactMap { $0 })
        return operands.map(\.isLinear).scattering(program.isOutputNonzero.scattering(results))
      },
      linearize: { primals, isDifferentiated in
        let parts = try RematLinearization.of(
          jaxpr, isDifferentiated: isDifferentiated, policy: policy)
        let results = try evalJaxpr(parts.primal, primals)
        let outputs = Array(results[..<jaxpr.outputs.count])
        guard parts.isOutputNonzero.contains(true) else {
          return (outputs, { _ in outputs.map { _ in nil } })
        }
        let kept = results[outputs.count...] + primals.selected(parts.isInputUsed)
        return (
          outputs,
          { tangents in
            let nonzero = try interpret(
              with(parts.tangent, isDifferentiated: true), kept + tangents.compactMap { $0 })
            return parts.isOutputNonzero.scattering(nonzero)
          }
        )
      })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize("checkpoint")
    let program = try jaxpr.batchedProgram(axes: operands.map(\.axis), axisSize: size)
    let results = try interpret(with(program.jaxpr), operands.map(\.tensor))
    return zip(results, program.isOutputMapped).map { Batched($0, axis: $1 ? 0 : nil) }
  }

  func pruned(keeping wanted: [Bool]) -> PrunedPrimitive {
    let (smaller, usedInputs) = jaxpr.pruned(keeping: wanted)
    return PrunedPrimitive(with(smaller), usedInputs: usedInputs, keptOutputs: wanted)
  }
}
