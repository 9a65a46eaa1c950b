// The call of a function with a forward derivative of its own, as an operation.
//
// It computes what the function does until it is differentiated: then the rule is evaluated in its place, in the trace
// that differentiates, so derivatives of derivatives are those of the rule.
// Source: jax/_src/custom_derivatives.py `custom_jvp_call_p`.

import JAXLax
import StableHLO

struct CustomJVPCall: Primitive {
  static let name = "custom_jvp_call"

  /// The function's name.
  let functionName: String
  /// The function, from captured values and arguments to results.
  let jaxpr: Jaxpr
  /// The rule for tangents; nil where it is not written down: then the derivative is the function's own.
  let rule: JVPFunction?
  /// How many leading operands are captured values, for which there is no rule.
  let constantCount: Int
  let symbolicZeros: Bool

  init(
    name: String, _ jaxpr: Jaxpr, rule: JVPFunction?, constantCount: Int, symbolicZeros: Bool
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
      rule: nil,
      constantCount: try params.int("num_consts"),
      symbolicZeros: try params.bool("symbolic_zeros"))
  }

  var params: Params {
    Params([
      ("call_jaxpr", .jaxpr(jaxpr)), ("jvp_jaxpr_fun", .string("jvp")),
      ("name", .string(functionName)), ("num_consts", .int(constantCount)),
      ("symbolic_zeros", .bool(symbolicZeros)),
    ])
  }

  var printedParams: [Params.Entry] {
    let constants = constantCount == 0 ? [] : [("num_consts", Param.int(constantCount))]
    let named: [(String, Param)] = [
      ("call_jaxpr", .jaxpr(jaxpr)), ("jvp", .string("jvp")), ("name", .string(functionName)),
    ]
    return Params(named + constants + [("symbolic_zeros", .bool(symbolicZeros))]).nameFirst
  }

  var programs: [Jaxpr] { [jaxpr] }

  var userName: String { "customJVP \(functionName)" }

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
    @Sendable func apply(_ primals: [Tensor], _ tangents: [Tensor?]) throws -> (
      outputs: [Tensor], tangents: [Tensor?]
    ) {
      if let position = tangents.prefix(constantCount).firstIndex(where: { $0 != nil }) {
        throw RuleTrace.capturedError(userName, primals[position].aval, "an outer function")
      }
      return try rule.apply(primals, Array(tangents[constantCount...]))
    }
    return .jvp(
      apply, linearize: { try linearizeRule(apply, $0, isDifferentiated: $1) })
  }

  private struct BatchedKey: Hashable, Sendable {
    let rule: JVPFunction?
    let axes: [Int?]
    let axisSize: Int
    let axisName: String?
  }

  private struct BatchedParts: Sendable {
    let jaxpr: Jaxpr
    let rule: JVPFunction?
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize(userName)
    let axes = operands.map(\.axis)
    let key = BatchedKey(rule: rule, axes: axes, axisSize: size, axisName: mappedAxis?.name)
    let parts = try jaxpr.memoized(key) {
      // The results of the function and of its rule must be mapped alike, so all are mapped.
      BatchedParts(
        jaxpr: try jaxpr.batchedProgram(
          axes: axes, axisSize: size, mapping: jaxpr.outputs.map { _ in true }
        ).jaxpr,
        rule: rule?.batched(axes: axes, constantCount: constantCount, axisSize: size))
    }
    let call = CustomJVPCall(
      name: functionName, parts.jaxpr, rule: parts.rule, constantCount: constantCount,
      symbolicZeros: symbolicZeros)
    return try interpret(call, operands.map(\.tensor)).map { Batched($0, axis: 0) }
  }
}

/// A rule for tangents as a function of leaves.
final class JVPFunction: Sendable {
  /// The results and their tangents, from the operands (captured values first) and the tangents of the arguments.
  let apply:
    @Sendable (_ primals: [Tensor], _ tangents: [Tensor?]) throws -> (
      outputs: [Tensor], tangents: [Tensor?]
    )

  init(
    _ apply:
      @escaping @Sendable ([Tensor], [Tensor?]) throws -> (
        outputs: [Tensor], tangents: [Tensor?]
      )
  ) {
    self.apply = apply
  }

  /// The rule mapped over axes of its operands, its results and their tangents over axis 0.
  func batched(axes: [Int?], constantCount: Int, axisSize: Int) -> JVPFunction {
    // The rule is called later, when the axis that it may refer to by name is no longer that of a running rule.
    let axisName = mappedAxis?.name
    return JVPFunction { [self] primals, tangents in
      let isPresent = tangents.map { $0 != nil }
      let present = zip(tangents, axes.dropFirst(constantCount)).compactMap { tangent, axis in
        tangent.map { BatchedTensor($0, axis: axis) }
      }
      var isNonzero: [Bool] = []
      var outputCount = 0
      let results = try vmapBatched(
        { values in
          let (outputs, outputTangents) = try apply(
            Array(values[..<primals.count]),
            isPresent.scattering(Array(values[primals.count...])))
          outputCount = outputs.count
          isNonzero = outputTangents.map { $0 != nil }
          return outputs + outputTangents.compactMap { $0 }
        }, zip(primals, axes).map { BatchedTensor($0, axis: $1) } + present, axisSize: axisSize,
        axisName: axisName
      ).map { $0.atFront(size: axisSize) }
      return (
        Array(results[..<outputCount]), isNonzero.scattering(Array(results[outputCount...]))
      )
    }
  }
}

extension JVPFunction: Hashable {
  static func == (a: JVPFunction, b: JVPFunction) -> Bool { a === b }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
