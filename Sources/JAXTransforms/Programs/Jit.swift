// A compiled function as an operation: a primitive with a program inside, so that it can be transformed like any other.
//
// Its rules derive new programs (the tangent program, the batched one …), which are kept with the program they derive
// from. Source: jax/_src/pjit.py `jit_p`.

import JAXLax
import StableHLO

struct Jit: Primitive, PrunablePrimitive {
  static let name = "jit"

  /// The function's name.
  let functionName: String
  /// The program, without constant variables.
  let jaxpr: Jaxpr

  init(name: String, _ jaxpr: Jaxpr) {
    functionName = name
    self.jaxpr = jaxpr
  }

  init(params: Params) throws {
    self.init(name: try params.string("name"), try params.jaxpr("jaxpr"))
  }

  var params: Params { Params([("jaxpr", .jaxpr(jaxpr)), ("name", .string(functionName))]) }

  var printedParams: [Params.Entry] { params.nameFirst }

  var printsNamesOfOperands: Bool { true }

  var programs: [Jaxpr] { [jaxpr] }

  var userName: String { "jit \(functionName)" }

  func outputCount(_ inputs: [ShapedArray]) -> Int { jaxpr.outputAvals.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard inputs.count == jaxpr.inputs.count,
      zip(inputs, jaxpr.inputAvals).allSatisfy({ $0.shape == $1.shape && $0.dtype == $1.dtype })
    else {
      throw JAXError(
        .jaxpr, userName, found: "operands of types \(inputs.map(\.description)).",
        expected: "\(jaxpr.inputAvals.map(\.description))")
    }
    return jaxpr.outputAvals
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.call(jaxpr, name: functionName, operands)
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let program = try jaxpr.tangentProgram(isDifferentiated: tangents.map { $0 != nil })
        let results = try interpret(
          Jit(name: functionName, program.jaxpr), primals + tangents.compactMap { $0 })
        let count = jaxpr.outputs.count
        return (
          Array(results[..<count]),
          program.isOutputNonzero.scattering(Array(results[count...]))
        )
      },
      transpose: { cotangents, operands in
        let program = try jaxpr.transposedProgram(
          isLinear: operands.map(\.isLinear), isCotangentNonzero: cotangents.map { $0 != nil })
        let results = try interpret(
          Jit(name: functionName, program.jaxpr),
          operands.compactMap(\.known) + cotangents.compactMap { $0 })
        return operands.map(\.isLinear).scattering(program.isOutputNonzero.scattering(results))
      },
      linearize: { primals, isDifferentiated in
        let program = try jaxpr.linearizedProgram(isDifferentiated: isDifferentiated)
        let results = try interpret(Jit(name: functionName, program.primal), primals)
        let residuals = program.residuals.values(inputs: primals, outputs: results)
        return (
          Array(results[..<jaxpr.outputs.count]),
          { tangents in
            let nonzero = try interpret(
              Jit(name: functionName, program.tangent), residuals + tangents.compactMap { $0 })
            return program.isOutputNonzero.scattering(nonzero)
          }
        )
      })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let size = try operands.mappedSize("jit")
    let program = try jaxpr.batchedProgram(axes: operands.map(\.axis), axisSize: size)
    let results = try interpret(
      Jit(name: functionName, program.jaxpr), operands.map(\.tensor))
    return zip(results, program.isOutputMapped).map { Batched($0, axis: $1 ? 0 : nil) }
  }

  func pruned(keeping wanted: [Bool]) -> PrunedPrimitive {
    let (smaller, usedInputs) = jaxpr.pruned(keeping: wanted)
    return PrunedPrimitive(
      Jit(name: functionName, smaller), usedInputs: usedInputs, keptOutputs: wanted)
  }
}
