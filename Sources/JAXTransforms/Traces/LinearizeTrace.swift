// Linearization: values are computed now, what happens to tangents is recorded as a linear program.
//
// A rule for tangents is run with the tangents as tracers of a staging trace that hands every operation without a tangent
// to its parent. So what depends on primals only is computed at once (residuals), and what is linear is recorded.
// Source: jax/_src/interpreters/ad.py `LinearizeTrace`; DESIGN section 7.

import JAXLax

/// Computes values and records the linear program of their tangents.
final class LinearizeTrace: DualTrace {
  let parent = currentTrace
  var lifetime = TraceLifetime()
  let transformation = "grad"
  /// Records the operations on tangents.
  let tangents = JaxprTrace("grad", isPartial: true)
  /// Whether the recorded program is only transposed, never evaluated.
  let isReverse: Bool

  init(isReverse: Bool = false) { self.isReverse = isReverse }

  var ruleTrace: (any Trace)? { SplittingTrace(tangents) }

  func process(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    let parts = inputs.map(split)
    let primals = parts.map(\.primal)
    let inputTangents = parts.map(\.tangent)
    guard inputTangents.contains(where: { $0 != nil }) else {
      return try inParent(primitive, primals)
    }
    if case .jvp(_, _, let linearize?) = primitive.derivative {
      let (outputs, pushforward) = try withTrace(parent) {
        try linearize(primals, inputTangents.map { $0 != nil })
      }
      let outputTangents = try withTrace(tangents) { try pushforward(inputTangents) }
      return zip(outputs, outputTangents).map(join)
    }
    return try withTrace(tangents) {
      let (outputs, outputTangents) = try applyJVP(primitive, primals, inputTangents)
      return zip(outputs, outputTangents).map(join)
    }
  }
}

/// A function's results at a point, and the linear program of its derivative there.
package struct Linearization {
  /// The results.
  package let outputs: [Tensor]
  /// From the tangents of the differentiated arguments to those of the results that are not zero.
  package let program: ClosedJaxpr
  /// Which results have a tangent that is not zero.
  package let isOutputNonzero: [Bool]

  /// The tangents of the results, of which nil is zero.
  package func pushforward(_ tangents: [Tensor]) throws -> [Tensor?] {
    let nonzero = try evalJaxpr(program.jaxpr, constants: program.constants, tangents)
    return isOutputNonzero.scattering(nonzero)
  }

  /// The cotangents of the differentiated arguments, of which nil is zero.
  package func pullback(_ cotangents: [Tensor?]) throws -> [Tensor?] {
    try transposeJaxpr(
      program.jaxpr, constants: program.constants,
      arguments: program.jaxpr.inputAvals.map { .linear($0) },
      cotangents: zip(cotangents, isOutputNonzero).filter(\.1).map(\.0))
  }
}

/// A function's results at a point, and its derivative there.
///
/// - Parameters:
///   - isDifferentiated: which arguments the derivative is taken with respect to.
///   - isReverse: whether only the pullback is used; then backward rules of users see the values that are known now.
/// - Source: `jax.linearize`.
package func linearizeFlat(
  _ function: ([Tensor]) throws -> [Tensor], _ primals: [Tensor], isDifferentiated: [Bool],
  isReverse: Bool = false
) throws -> Linearization {
  let trace = LinearizeTrace(isReverse: isReverse)
  let arguments = zip(primals, isDifferentiated).map { primal, isDifferentiated in
    trace.join(primal, isDifferentiated ? trace.tangents.makeInput(primal.aval) : nil)
  }
  let results = try withName(.transformation("jvp")) {
    try trace.run { try function(arguments) }.map(trace.split)
  }
  let program = try trace.tangents.finish(
    withTrace(trace.tangents) {
      results.compactMap { $0.tangent?.weaklyTyped(like: $0.primal.aval) }
    })
  trace.tangents.lifetime.isRunning = false
  return Linearization(
    outputs: results.map(\.primal), program: program,
    isOutputNonzero: results.map { $0.tangent != nil })
}

/// The linearization of a primitive that is a composition of others.
func linearizeComposition(
  _ function: ([Tensor]) throws -> [Tensor], _ primals: [Tensor], isDifferentiated: [Bool]
) throws -> (outputs: [Tensor], pushforward: ([Tensor?]) throws -> [Tensor?]) {
  let linearization = try linearizeFlat(function, primals, isDifferentiated: isDifferentiated)
  return (
    linearization.outputs, { try linearization.pushforward($0.compactMap { $0 }) }
  )
}

/// The linearization of a primitive whose rule for tangents is a user's, which may run programs on primals and tangents
/// together.
func linearizeRule(
  _ rule: ([Tensor], [Tensor?]) throws -> (outputs: [Tensor], tangents: [Tensor?]),
  _ primals: [Tensor], isDifferentiated: [Bool]
) throws -> (outputs: [Tensor], pushforward: ([Tensor?]) throws -> [Tensor?]) {
  let recorder = JaxprTrace("grad", isPartial: true)
  let given = primals.map(\.aval).selected(isDifferentiated).map(recorder.makeInput)
  let (outputs, tangents) = try withTrace(SplittingTrace(recorder)) {
    try rule(primals, isDifferentiated.scattering(given))
  }
  let program = try recorder.finish(tangents.compactMap { $0 })
  recorder.lifetime.isRunning = false
  let isNonzero = tangents.map { $0 != nil }
  return (
    outputs,
    { tangents in
      isNonzero.scattering(
        try evalJaxpr(program.jaxpr, constants: program.constants, tangents.compactMap { $0 }))
    }
  )
}

/// A function's results, and the pullback of cotangents to its arguments, of which nil is zero.
///
/// - Source: `jax.vjp`.
package func vjpFlat(_ function: ([Tensor]) throws -> [Tensor], _ primals: [Tensor]) throws -> (
  outputs: [Tensor], pullback: ([Tensor?]) throws -> [Tensor?]
) {
  let isDifferentiated = primals.map(\.dtype.isInexact)
  let linearization = try linearizeFlat(
    function, primals, isDifferentiated: isDifferentiated, isReverse: true)
  return (
    linearization.outputs,
    { isDifferentiated.scattering(try linearization.pullback($0)) }
  )
}

extension [Bool] {
  /// The values at the true places, in order, and nil at the false ones.
  package func scattering<Value>(_ values: [Value]) -> [Value?] {
    var rest = values.makeIterator()
    return map { $0 ? rest.next() : nil }
  }

  /// The values at the true places, where there may be nil already.
  package func scattering<Value>(_ values: [Value?]) -> [Value?] {
    var rest = values.makeIterator()
    return map { $0 ? rest.next() ?? nil : nil }
  }
}
