// The call of a function with a reverse derivative of its own, as an operation.
//
// It computes what the function does until it is differentiated: then the forward program, which also gives residuals,
// is evaluated in its place, and the tangents go through `CustomLin`, whose transpose is the backward program.
// Source: jax/_src/custom_derivatives.py `custom_vjp_call_p`.

import JAXLax
import StableHLO

struct CustomVJPCall: Primitive {
  static let name = "custom_vjp_call"

  /// The function's name.
  let functionName: String
  /// The function, from captured values and arguments to results.
  let jaxpr: Jaxpr
  /// The two programs of the rule; nil where it is not written down: then the derivative is the function's own.
  let rule: VJPPrograms?
  /// How many leading operands are captured values, for which there is no rule.
  let constantCount: Int
  let symbolicZeros: Bool

  init(
    name: String, _ jaxpr: Jaxpr, rule: VJPPrograms?, constantCount: Int, symbolicZeros: Bool
  ) {
    functionName = name
    self.jaxpr = jaxpr
    self.rule = rule
    self.constantCount = constantCount
    self.symbolicZeros = symbolicZeros
  }

  init(params: Params) throws {
    self.init(
      name: try params.optional("name", Params.string) ?? "f", try params.jaxpr("call_jaxpr"),
      rule: nil, constantCount: try params.int("num_consts"),
      symbolicZeros: try params.bool("symbolic_zeros"))
  }

  var params: Params {
    Params([
      ("bwd", .string("bwd")), ("call_jaxpr", .jaxpr(jaxpr)), ("fwd_jaxpr_thunk", .string("fwd")),
      ("name", .string(functionName)), ("num_consts", .int(constantCount)),
      ("symbolic_zeros", .bool(symbolicZeros)),
    ])
  }

  var printedParams: [Params.Entry] {
    let constants = constantCount == 0 ? [] : [("num_consts", Param.int(constantCount))]
    let named: [(String, Param)] = [
      ("bwd", .string("bwd")), ("call_jaxpr", .jaxpr(jaxpr)), ("fwd", .string("fwd")),
      ("name", .string(functionName)),
    ]
    return Params(named + constants + [("symbolic_zeros", .bool(symbolicZeros))]).nameFirst
  }

  var programs: [Jaxpr] { [jaxpr] }

  var userName: String { "customVJP \(functionName)" }

  func outputCount(_ inputs: [ShapedArray]) -> Int { jaxpr.outputAvals.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try jaxpr.check(inputs, userName, "function")
    try jaxpr.effects.filter(\.isOrdered).checkNone(
      userName, because: "where it is differentiated its rule runs instead")
    return jaxpr.outputAvals
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.inline(jaxpr, operands)
  }

  var derivative: DerivativeRule {
    guard let rule else { return Jit(name: functionName, jaxpr).derivative }
    return .jvp { primals, tangents in
      if let position = tangents.prefix(constantCount).firstIndex(where: { $0 != nil }) {
        throw RuleTrace.capturedError(userName, primals[position].aval, "an outer function")
      }
      let pair = try rule.pair()
      let results = try evalJaxpr(pair.forward, primals)
      let outputs = Array(results[..<jaxpr.outputs.count])
      let inexact = zip(primals, tangents).dropFirst(constantCount)
        .filter(\.0.dtype.isInexact).map(\.1)
      let pushforward = CustomLin(
        name: functionName, backward: pair.backward,
        residualCount: results.count - outputs.count, isPerturbed: inexact.map { $0 != nil })
      let outputTangents = try interpret(
        pushforward, results[outputs.count...] + inexact.compactMap { $0 })
      return (outputs, outputs.map(\.dtype.isInexact).scattering(outputTangents))
    }
  }

  private struct BatchedKey: Hashable, Sendable {
    let rule: VJPPrograms?
    let isMapped: [Bool]
    let axisSize: Int
    let axis: NamedAxis?
  }

  private struct BatchedParts: Sendable {
    let jaxpr: Jaxpr
    let rule: VJPPrograms?
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize(userName)
    let isMapped = operands.map { $0.axis != nil }
    // The rule is mapped later, when the axis that it may refer to by name is no longer that of a running rule.
    let axis = mappedAxis
    let key = BatchedKey(rule: rule, isMapped: isMapped, axisSize: size, axis: axis)
    let parts = try jaxpr.memoized(key) {
      BatchedParts(
        jaxpr: try jaxpr.batchedProgram(
          axes: isMapped.map { $0 ? 0 : nil }, axisSize: size,
          mapping: jaxpr.outputs.map { _ in true }
        ).jaxpr,
        rule: rule.map { rule in
          VJPPrograms { [constantCount, outputCount = jaxpr.outputs.count] in
            try withMappedAxis(axis) {
              try rule.pair().batched(
                isMapped, constantCount: constantCount, outputCount: outputCount, axisSize: size)
            }
          }
        })
    }
    let call = CustomVJPCall(
      name: functionName, parts.jaxpr, rule: parts.rule, constantCount: constantCount,
      symbolicZeros: symbolicZeros)
    return try interpret(call, operands.map(\.withAxisInFront.tensor)).map { Batched($0, axis: 0) }
  }
}
