// Transformed programs: the derivative, the transpose and the batched form of a jaxpr, each a jaxpr again.
//
// They are made by evaluating the program under the transformation while staging, and kept with the program.

import JAXLax

/// A program with the tangents of another: from primals and tangents to results and tangents.
struct TangentProgram: Sendable {
  let jaxpr: Jaxpr
  let isOutputNonzero: [Bool]
}

/// A program split in two: the first computes results and residuals, the second is linear in tangents.
struct LinearizedProgram: Sendable {
  /// From primals to results and residuals.
  let primal: Jaxpr
  /// From residuals and the tangents that are not zero to the results' tangents that are not zero.
  let tangent: Jaxpr
  let isOutputNonzero: [Bool]
}

/// A batched program, and which of its results are mapped (at axis 0).
struct BatchedProgram: Sendable {
  let jaxpr: Jaxpr
  let isOutputMapped: [Bool]
}

private enum ProgramKey: Hashable, Sendable {
  case tangent([Bool])
  case linearized([Bool])
  case transposed([Bool], [Bool])
  case batched([Int?], Int)
}

extension Jaxpr {
  /// Stages a function as a program without constant variables; what it captures must be its own arguments.
  private func stage(
    _ avals: [ShapedArray], _ name: String, _ function: ([Tensor]) throws -> [Tensor]
  ) throws -> Jaxpr {
    let closed = try withTrace(nil) { try traceToJaxpr(avals, name: name, function) }
    guard closed.constants.isEmpty else {
      throw JAXError.internal("a transformed program captured \(closed.constants.count) arrays.")
    }
    return closed.jaxpr.withoutDeadCode().jaxpr
  }

  /// The program of results and tangents (`jvp_jaxpr` in JAX).
  func tangentProgram(isDifferentiated: [Bool]) throws -> TangentProgram {
    try memoized(ProgramKey.tangent(isDifferentiated)) {
      let tangentAvals = zip(inputAvals, isDifferentiated).filter(\.1).map(\.0.strong)
      var isOutputNonzero: [Bool] = []
      let jaxpr = try stage(inputAvals + tangentAvals, "jvp") { arguments in
        let (outputs, tangents) = try jvpFlat(
          { try evalJaxpr(self, $0) }, Array(arguments[..<inputs.count]),
          isDifferentiated.scattering(Array(arguments[inputs.count...])))
        isOutputNonzero = tangents.map { $0 != nil }
        return outputs + tangents.compactMap { $0 }
      }
      return TangentProgram(jaxpr: jaxpr, isOutputNonzero: isOutputNonzero)
    }
  }

  /// The program split into results with residuals, and a linear part (`linearize_jaxpr` in JAX).
  func linearizedProgram(isDifferentiated: [Bool]) throws -> LinearizedProgram {
    try memoized(ProgramKey.linearized(isDifferentiated)) {
      var tangent: Jaxpr?
      var isOutputNonzero: [Bool] = []
      let primal = try stage(inputAvals, "grad") { arguments in
        let linearization = try linearizeFlat(
          { try evalJaxpr(self, $0) }, arguments, isDifferentiated: isDifferentiated)
        let program = linearization.program.jaxpr.withoutDeadCode().jaxpr
        tangent = program.withConstantsAsInputs
        isOutputNonzero = linearization.isOutputNonzero
        return linearization.outputs + linearization.program.constants
      }
      guard let tangent else { throw JAXError.internal("a program was linearized to nothing.") }
      return LinearizedProgram(primal: primal, tangent: tangent, isOutputNonzero: isOutputNonzero)
    }
  }

  /// The program from known arguments and cotangents to the cotangents of the linear arguments.
  func transposedProgram(isLinear: [Bool], isCotangentNonzero: [Bool]) throws -> TangentProgram {
    try memoized(ProgramKey.transposed(isLinear, isCotangentNonzero)) {
      let knownAvals = zip(inputAvals, isLinear).filter { !$0.1 }.map(\.0)
      let cotangentAvals = zip(outputAvals, isCotangentNonzero).filter(\.1).map(\.0.strong)
      var isOutputNonzero: [Bool] = []
      let jaxpr = try stage(knownAvals + cotangentAvals, "transpose") { arguments in
        var known = arguments[..<knownAvals.count].makeIterator()
        let operands = zip(inputAvals, isLinear).map { aval, isLinear in
          isLinear ? nil : known.next()
        }
        let cotangents = try transposeJaxpr(
          self, constants: [],
          arguments: zip(operands, inputAvals).map { $0.map { .known($0) } ?? .linear($1) },
          cotangents: isCotangentNonzero.scattering(Array(arguments[knownAvals.count...])))
        isOutputNonzero = cotangents.map { $0 != nil }
        return cotangents.compactMap { $0 }
      }
      return TangentProgram(jaxpr: jaxpr, isOutputNonzero: isOutputNonzero)
    }
  }

  /// The program mapped over axes of its arguments (`batch_jaxpr` in JAX).
  func batchedProgram(axes: [Int?], axisSize: Int) throws -> BatchedProgram {
    try memoized(ProgramKey.batched(axes, axisSize)) {
      let batchedAvals = zip(inputAvals, axes).map { aval, axis -> ShapedArray in
        guard let axis else { return aval }
        var shape = aval.shape
        shape.insert(axisSize, at: axis)
        return aval.with(shape: shape)
      }
      var isOutputMapped: [Bool] = []
      let jaxpr = try stage(batchedAvals, "vmap") { arguments in
        let results = try vmapBatched(
          { try evalJaxpr(self, $0) }, zip(arguments, axes).map { Batched($0, axis: $1) },
          axisSize: axisSize)
        isOutputMapped = results.map { $0.axis != nil }
        return results.map { result in
          result.axis.map { result.tensor.movingAxis($0, to: 0) } ?? result.tensor
        }
      }
      return BatchedProgram(jaxpr: jaxpr, isOutputMapped: isOutputMapped)
    }
  }
}

/// The results of a function compiled for its arguments' types.
package func jitFlat(
  _ function: ([Tensor]) throws -> [Tensor], _ inputs: [Tensor], name: String = "f"
)
  throws -> [Tensor]
{
  let closed = try traceToJaxpr(inputs.map(\.aval), name: "jit", function)
  return try interpret(
    Jit(name: name, closed.jaxpr.withConstantsAsInputs), closed.constants + inputs)
}
