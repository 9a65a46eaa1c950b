// The linear map of tangents that belongs to a backward rule: its transpose is the rule.
//
// JAX knows only how to transpose it. Here it can be evaluated too, since the rule is a program that is linear in its
// cotangents: the transpose of that is the map itself. So functions with a reverse derivative of their own have forward
// mode and Hessians. Source: jax/_src/interpreters/ad.py `custom_lin_p`.

import JAXLax
import StableHLO

struct CustomLin: Primitive {
  static let name = "custom_lin"

  /// The backward rule.
  private enum Backward: Hashable, Sendable {
    /// From residuals and cotangents of results to cotangents of arguments.
    case program(Jaxpr)
    /// A rule that is run where the map is transposed, with what it needs inside.
    case function(PullbackFunction)
  }

  /// The name of the function whose derivative this is.
  let functionName: String
  private let backward: Backward
  /// The map as a program, from residuals and tangents to tangents; nil if it is the transpose of the rule.
  private let forward: Jaxpr?
  let residualCount: Int
  /// Which arguments have a tangent that is not zero; the operands are residuals and these tangents.
  let isPerturbed: [Bool]

  init(
    name: String, forward: Jaxpr? = nil, backward: Jaxpr, residualCount: Int, isPerturbed: [Bool]
  ) {
    functionName = name
    self.forward = forward
    self.backward = .program(backward)
    self.residualCount = residualCount
    self.isPerturbed = isPerturbed
  }

  /// The map whose transpose is a function that captured its residuals; it can only be transposed.
  init(name: String, transposing pullback: PullbackFunction, isPerturbed: [Bool]) {
    functionName = name
    forward = nil
    backward = .function(pullback)
    residualCount = 0
    self.isPerturbed = isPerturbed
  }

  init(params: Params) throws {
    self.init(
      name: try params.string("name"), forward: try params.optional("forward", Params.jaxpr),
      backward: try params.jaxpr("backward"),
      residualCount: try params.int("num_res"),
      isPerturbed: try params.ints("perturbed").map { $0 != 0 })
  }

  var params: Params {
    let rule: Param
    switch backward {
    case .program(let jaxpr): rule = .jaxpr(jaxpr)
    case .function: rule = .opaque("function")
    }
    return Params([
      ("backward", rule), ("forward", forward.map { .jaxpr($0) } ?? .none),
      ("name", .string(functionName)), ("num_res", .int(residualCount)),
      ("perturbed", .ints(isPerturbed.map { $0 ? 1 : 0 })),
    ])
  }

  var programs: [Jaxpr] {
    guard case .program(let jaxpr) = backward else { return [] }
    return [jaxpr] + (forward.map { [$0] } ?? [])
  }

  var userName: String { "customVJP \(functionName)" }

  func outputCount(_ inputs: [ShapedArray]) -> Int {
    switch backward {
    case .program(let jaxpr): jaxpr.inputAvals.count - residualCount
    case .function(let pullback): pullback.cotangents.count
    }
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    switch backward {
    case .program(let jaxpr): Array(jaxpr.inputAvals[residualCount...])
    case .function(let pullback): pullback.cotangents
    }
  }

  /// The backward program.
  private func program() throws -> Jaxpr {
    guard case .program(let jaxpr) = backward else {
      throw JAXError.internal("\(userName): a map that is only transposed was evaluated.")
    }
    return jaxpr
  }

  /// The map itself as a program, from residuals and tangents to tangents.
  private func pushforward() throws -> Jaxpr {
    if let forward { return forward }
    let backward = try program()
    return try backward.memoized("pushforward \(residualCount) \(isPerturbed)") {
      let residuals = backward.inputAvals[..<residualCount]
      let tangents = backward.outputAvals.selected(isPerturbed)
      do {
        return try stageProgram(residuals + tangents, userName) { arguments in
          let results = try transposeJaxpr(
            backward, constants: [],
            arguments: arguments[..<residualCount].map { .known($0) }
              + backward.inputAvals[residualCount...].map { .linear($0) },
            cotangents: isPerturbed.scattering(Array(arguments[residualCount...])))
          return zip(backward.inputAvals[residualCount...], results).map { $1 ?? lax.zeros($0) }
        }
      } catch let error as JAXError {
        throw JAXError(
          .differentiation, userName,
          found: "forward mode transposes the backward rule, which is not linear in its "
            + "cotangents (\(error.operation): \(error.found))",
          expected: "a backward rule that is linear in the cotangents",
          remedy: "use reverse mode only, or customJVP, which states forward mode.")
      }
    }
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.inline(try pushforward(), operands)
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let outputs = try interpret(self, primals)
        // The map is linear in tangents, whatever it is in residuals.
        let residualTangents = tangents[..<residualCount]
        var changes = [Tensor?](repeating: nil, count: outputs.count)
        let direct = tangents[residualCount...]
        if direct.contains(where: { $0 != nil }) {
          let operands = zip(primals[residualCount...], direct).map { $1 ?? lax.zeros($0.aval) }
          changes = try interpret(self, primals[..<residualCount] + operands)
        }
        if residualTangents.contains(where: { $0 != nil }) {
          let program = try pushforward()
          let (_, fromResiduals) = try jvpFlat(
            { try evalJaxpr(program, $0) }, primals,
            residualTangents + [Tensor?](repeating: nil, count: direct.count))
          changes = zip(changes, fromResiduals).map { addTangents($0, $1) }
        }
        return (outputs, changes)
      },
      transpose: { cotangents, operands in
        let given = zip(try abstractEval([]), cotangents)
        let results: [Tensor?]
        switch backward {
        case .program(let jaxpr):
          let residuals = operands[..<residualCount].compactMap(\.known)
          results = try evalJaxpr(jaxpr, residuals + given.map { $1 ?? lax.zeros($0) })
        case .function(let pullback):
          results = try pullback.apply(cotangents)
        }
        return [Tensor?](repeating: nil, count: residualCount)
          + zip(results, isPerturbed).filter(\.1).map(\.0)
      })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize(userName)
    let backward = try program()
    let residuals = operands[..<residualCount].map(\.withAxisInFront)
    let tangents = operands[residualCount...].map { $0.atFront(size: size) }
    let axes =
      residuals.map(\.axis)
      + [Int?](repeating: 0, count: backward.inputs.count - residualCount)
    let batched = try backward.batchedProgram(
      axes: axes, axisSize: size, mapping: backward.outputs.map { _ in true })
    let map = CustomLin(
      name: functionName,
      forward: try forward.map {
        try $0.batchedProgram(
          axes: residuals.map(\.axis) + tangents.map { _ in 0 }, axisSize: size,
          mapping: $0.outputs.map { _ in true }
        ).jaxpr
      }, backward: batched.jaxpr, residualCount: residualCount,
      isPerturbed: isPerturbed)
    return try interpret(map, residuals.map(\.tensor) + tangents).map { Batched($0, axis: 0) }
  }
}

/// A backward rule as a function of leaves, with its residuals inside.
final class PullbackFunction: Sendable {
  /// The types of the cotangents that the rule takes: those of the results that are not integers.
  let cotangents: [ShapedArray]
  /// The types of the cotangents that it gives: those of the arguments that are not integers.
  let arguments: [ShapedArray]
  /// The cotangents of the arguments that are not integers, from those of the results; nil is zero.
  let apply: @Sendable (_ cotangents: [Tensor?]) throws -> [Tensor?]

  init(
    cotangents: [ShapedArray], arguments: [ShapedArray],
    _ apply: @escaping @Sendable ([Tensor?]) throws -> [Tensor?]
  ) {
    self.cotangents = cotangents
    self.arguments = arguments
    self.apply = apply
  }
}

extension PullbackFunction: Hashable {
  static func == (a: PullbackFunction, b: PullbackFunction) -> Bool { a === b }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
