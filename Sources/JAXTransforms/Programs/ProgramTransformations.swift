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
  /// From primals to results, and to the residuals that are neither arguments nor results.
  let primal: Jaxpr
  /// Where the residuals are found once the primal program has run.
  let residuals: [Residual]
  /// From residuals and the tangents that are not zero to the results' tangents that are not zero.
  let tangent: Jaxpr
  let isOutputNonzero: [Bool]
}

/// Where a value that a second program needs is found after a first one.
enum Residual: Hashable, Sendable {
  /// Among the arguments of the first program.
  case input(Int)
  /// Among its results.
  case output(Int)
}

extension [Residual] {
  /// The values, from the arguments and the results of the first program.
  func values<Value>(inputs: [Value], outputs: [Value]) -> [Value] {
    map { residual in
      switch residual {
      case .input(let position): inputs[position]
      case .output(let position): outputs[position]
      }
    }
  }
}

/// A batched program, and which of its results are mapped (at axis 0).
struct BatchedProgram: Sendable {
  let jaxpr: Jaxpr
  let isOutputMapped: [Bool]
}

private enum ProgramKey: Hashable, Sendable {
  case tangent([Bool], instantiating: [Bool]?)
  case linearized([Bool], instantiating: [Bool]?)
  case transposed([Bool], [Bool], instantiating: [Bool]?)
  case batched([Int?], Int, mapping: [Bool]?, axisName: String?)
}

extension Jaxpr {
  /// The program of results and tangents (`jvp_jaxpr` in JAX).
  ///
  /// - Parameter instantiating: the results whose tangents are there even if they are zero.
  func tangentProgram(isDifferentiated: [Bool], instantiating: [Bool]? = nil) throws
    -> TangentProgram
  {
    try memoized(ProgramKey.tangent(isDifferentiated, instantiating: instantiating)) {
      let tangentAvals = inputAvals.selected(isDifferentiated)
      var isOutputNonzero: [Bool] = []
      let jaxpr = try stageProgram(inputAvals + tangentAvals, "jvp") { arguments in
        var (outputs, tangents) = try jvpFlat(
          { try evalJaxpr(self, $0) }, Array(arguments[..<inputs.count]),
          isDifferentiated.scattering(Array(arguments[inputs.count...])))
        tangents = instantiated(tangents, instantiating, outputs.map(\.aval))
        isOutputNonzero = tangents.map { $0 != nil }
        return outputs + tangents.compactMap { $0 }
      }
      return TangentProgram(jaxpr: jaxpr, isOutputNonzero: isOutputNonzero)
    }
  }

  /// The program split into results with residuals, and a linear part (`linearize_jaxpr` in JAX).
  ///
  /// - Parameter instantiating: the results whose tangents are there even if they are zero.
  func linearizedProgram(isDifferentiated: [Bool], instantiating: [Bool]? = nil) throws
    -> LinearizedProgram
  {
    try memoized(ProgramKey.linearized(isDifferentiated, instantiating: instantiating)) {
      var linear: Jaxpr?
      var isOutputNonzero: [Bool] = []
      let primal = try stageProgram(inputAvals, "grad") { arguments in
        let linearization = try linearizeFlat(
          { try evalJaxpr(self, $0) }, arguments, isDifferentiated: isDifferentiated)
        linear = linearization.program.jaxpr.withoutDeadCode().jaxpr.withConstantsAsInputs
        isOutputNonzero = linearization.isOutputNonzero
        return linearization.outputs + linearization.program.constants
      }
      guard var tangent = linear else {
        throw JAXError.internal("a program was linearized to nothing.")
      }
      if let instantiating, zip(instantiating, isOutputNonzero).contains(where: { $0 && !$1 }) {
        let program = tangent
        let found = isOutputNonzero
        tangent = try stageProgram(program.inputAvals, "grad") { arguments in
          instantiated(
            found.scattering(try evalJaxpr(program, arguments)), instantiating, outputAvals
          ).compactMap { $0 }
        }
        isOutputNonzero = zip(instantiating, isOutputNonzero).map { $0 || $1 }
      }
      let (smaller, residuals) = primal.findingResiduals(after: outputs.count)
      return LinearizedProgram(
        primal: smaller, residuals: residuals, tangent: tangent, isOutputNonzero: isOutputNonzero)
    }
  }

  /// The program from known arguments and cotangents to the cotangents of the linear arguments.
  ///
  /// - Parameter instantiating: the linear arguments, in order, whose cotangents are there even if they are zero.
  func transposedProgram(
    isLinear: [Bool], isCotangentNonzero: [Bool], instantiating: [Bool]? = nil
  ) throws -> TangentProgram {
    let key = ProgramKey.transposed(isLinear, isCotangentNonzero, instantiating: instantiating)
    return try memoized(key) {
      let knownAvals = zip(inputAvals, isLinear).filter { !$0.1 }.map(\.0)
      let linearAvals = zip(inputAvals, isLinear).filter(\.1).map(\.0)
      let cotangentAvals = outputAvals.selected(isCotangentNonzero)
      var isOutputNonzero: [Bool] = []
      let jaxpr = try stageProgram(knownAvals + cotangentAvals, "transpose") { arguments in
        var known = arguments[..<knownAvals.count].makeIterator()
        let operands = zip(inputAvals, isLinear).map { aval, isLinear in
          isLinear ? nil : known.next()
        }
        let cotangents = instantiated(
          try transposeJaxpr(
            self, constants: [],
            arguments: zip(operands, inputAvals).map { $0.map { .known($0) } ?? .linear($1) },
            cotangents: isCotangentNonzero.scattering(Array(arguments[knownAvals.count...]))),
          instantiating, linearAvals)
        isOutputNonzero = cotangents.map { $0 != nil }
        return cotangents.compactMap { $0 }
      }
      return TangentProgram(jaxpr: jaxpr, isOutputNonzero: isOutputNonzero)
    }
  }

  /// The program mapped over axes of its arguments (`batch_jaxpr` in JAX).
  ///
  /// Where the program refers to the axis by name, the name is that of the rule that is running.
  ///
  /// - Parameter mapping: the results that are mapped even if they are the same for every example.
  func batchedProgram(axes: [Int?], axisSize: Int, mapping: [Bool]? = nil) throws -> BatchedProgram
  {
    let axisName = mappedAxis.flatMap { axisNames.contains($0.name) ? $0.name : nil }
    return try memoized(
      ProgramKey.batched(axes, axisSize, mapping: mapping, axisName: axisName)
    ) {
      let batchedAvals = zip(inputAvals, axes).map { aval, axis -> ShapedArray in
        guard let axis else { return aval }
        var shape = aval.shape
        shape.insert(axisSize, at: axis)
        return aval.with(shape: shape)
      }
      var isOutputMapped: [Bool] = []
      let jaxpr = try stageProgram(batchedAvals, "vmap") { arguments in
        let results = try vmapBatched(
          { try evalJaxpr(self, $0) }, zip(arguments, axes).map { BatchedTensor($0, axis: $1) },
          axisSize: axisSize, axisName: axisName)
        isOutputMapped = results.enumerated().map { $1.axis != nil || mapping?[$0] ?? false }
        return placed(results, isOutputMapped, size: axisSize)
      }
      return BatchedProgram(jaxpr: jaxpr, isOutputMapped: isOutputMapped)
    }
  }
}

/// Stages a function as a program without constant variables: arrays that it makes are written into the program.
func stageProgram(
  _ avals: [ShapedArray], _ name: String, _ function: ([Tensor]) throws -> [Tensor]
) throws -> Jaxpr {
  // The program is kept, so it is the same as outside of `disableJit`.
  if Configuration.current.isJitDisabled {
    return try withConfiguration({ $0.isJitDisabled = false }) {
      try stageProgram(avals, name, function)
    }
  }
  let closed = try withTrace(nil) { try traceToJaxpr(avals, name: name, function) }
  return try closed.withConstantsInside().withoutDeadCode().jaxpr
}

/// Tangents, with zeros in place of nil where they are wanted.
private func instantiated(_ tangents: [Tensor?], _ isWanted: [Bool]?, _ avals: [ShapedArray])
  -> [Tensor?]
{
  guard let isWanted else { return tangents }
  return tangents.indices.map { tangents[$0] ?? (isWanted[$0] ? lax.zeros(avals[$0]) : nil) }
}

/// The wanted ones of tangents, with zeros in place of nil.
func presentTangents(_ tangents: some Sequence<Tensor?>, _ isWanted: [Bool], _ avals: [ShapedArray])
  -> [Tensor]
{
  presentTangents(zip(tangents, isWanted).filter(\.1).map(\.0), like: avals.selected(isWanted))
}

/// Tangents or cotangents of values of the given types, with zeros in place of nil.
func presentTangents(_ tangents: some Sequence<Tensor?>, like avals: [ShapedArray]) -> [Tensor] {
  zip(tangents, avals).map { $0 ?? lax.zeros($1) }
}

/// The operands of a program that is mapped over the first axes of some of them.
func placed(_ operands: some Sequence<BatchedTensor>, _ isMapped: [Bool], size: Int) -> [Tensor] {
  zip(operands, isMapped).map { $1 ? $0.atFront(size: size) : $0.tensor }
}

extension BatchedTensor {
  /// The tensor with its mapped axis in front, where it is repeated if it has none.
  func atFront(size: Int) -> Tensor {
    axis.map { tensor.movingAxis($0, to: 0) } ?? lax.broadcast(tensor, [size])
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
