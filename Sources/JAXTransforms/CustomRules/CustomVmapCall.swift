// The call of a function that says itself how it is mapped.
//
// It computes what the function does until it is mapped: then the rule is run in its place. Forward mode keeps the rule,
// applied to values and tangents together; reverse mode differentiates what the function computes.
// Source: jax/_src/custom_batching.py `custom_vmap_p`.

import JAXLax
import StableHLO

struct CustomVmapCall: Primitive {
  static let name = "custom_vmap_call"

  /// The function's name.
  let functionName: String
  /// The function, from captured values and arguments to results.
  let jaxpr: Jaxpr
  /// The rule for mapping; nil where it is not written down: then the function's operations are mapped.
  let rule: BatchingFunction?

  init(name: String, _ jaxpr: Jaxpr, rule: BatchingFunction?) {
    functionName = name
    self.jaxpr = jaxpr
    self.rule = rule
  }

  init(params: Params) throws {
    self.init(
      name: try params.optional("name", Params.string) ?? "f", try params.jaxpr("call"), rule: nil)
  }

  var params: Params {
    Params([("call", .jaxpr(jaxpr)), ("name", .string(functionName)), ("rule", .string("rule"))])
  }

  var programs: [Jaxpr] { [jaxpr] }

  var userName: String { "customVmap \(functionName)" }

  func outputCount(_ inputs: [ShapedArray]) -> Int { jaxpr.outputAvals.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try jaxpr.check(inputs, userName, "function")
    try jaxpr.effects.filter(\.isOrdered).checkNone(
      userName, because: "where it is mapped its rule runs instead")
    return jaxpr.outputAvals
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.inline(jaxpr, operands)
  }

  private struct TangentKey: Hashable, Sendable {
    let rule: BatchingFunction?
    let isDifferentiated: [Bool]
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let isDifferentiated = tangents.map { $0 != nil }
        let program = try jaxpr.tangentProgram(
          isDifferentiated: isDifferentiated,
          instantiating: jaxpr.outputAvals.map(\.dtype.isInexact))
        let key = TangentKey(rule: rule, isDifferentiated: isDifferentiated)
        let derived = rule.map { rule in
          jaxpr.memoized(key) { rule.withTangents(isDifferentiated) }
        }
        let results = try interpret(
          CustomVmapCall(name: functionName, program.jaxpr, rule: derived),
          primals + tangents.compactMap { $0 })
        let count = jaxpr.outputs.count
        return (
          Array(results[..<count]), program.isOutputNonzero.scattering(Array(results[count...]))
        )
      },
      linearize: { primals, isDifferentiated in
        try linearizeComposition(
          { try evalJaxpr(jaxpr, $0) }, primals, isDifferentiated: isDifferentiated)
      })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let rule else { return try Jit(name: functionName, jaxpr).batch(operands) }
    let size = try operands.mappedSize(userName)
    return try rule.apply(operands.map(\.withAxisInFront), size)
  }
}

/// A rule for mapping as a function of leaves, whose mapped operands are mapped at axis 0.
final class BatchingFunction: Sendable {
  let apply: @Sendable (_ operands: [BatchedTensor], _ axisSize: Int) throws -> [BatchedTensor]

  init(_ apply: @escaping @Sendable ([BatchedTensor], Int) throws -> [BatchedTensor]) {
    self.apply = apply
  }

  /// The rule for values and tangents together: the derivative of the rule.
  func withTangents(_ isDifferentiated: [Bool]) -> BatchingFunction {
    BatchingFunction { [self] operands, axisSize in
      let count = isDifferentiated.count
      let given: [BatchedTensor?] = isDifferentiated.scattering(Array(operands[count...]))
      // A value and its tangent must be mapped alike.
      let pairs = zip(operands[..<count], given).map {
        primal, tangent -> (BatchedTensor, BatchedTensor?) in
        guard let tangent, (primal.axis == nil) != (tangent.axis == nil) else {
          return (primal, tangent)
        }
        return (
          BatchedTensor(primal.atFront(size: axisSize), axis: 0),
          BatchedTensor(tangent.atFront(size: axisSize), axis: 0)
        )
      }
      var axes: [Int?] = []
      let (outputs, tangents) = try jvpFlat(
        { values in
          let results = try apply(
            zip(values, pairs).map { BatchedTensor($0, axis: $1.0.axis) }, axisSize)
          axes = results.map(\.axis)
          return results.map(\.tensor)
        }, pairs.map(\.0.tensor), pairs.map { $0.1?.tensor })
      let outputTangents = zip(outputs, tangents).filter(\.0.dtype.isInexact)
        .map { $1 ?? lax.zeros($0.aval) }
      let tangentAxes = zip(outputs, axes).filter(\.0.dtype.isInexact).map(\.1)
      return zip(outputs + outputTangents, axes + tangentAxes).map { BatchedTensor($0, axis: $1) }
    }
  }
}

extension BatchingFunction: Hashable {
  static func == (a: BatchingFunction, b: BatchingFunction) -> Bool { a === b }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
