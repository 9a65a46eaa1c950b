// Forward mode: every value is a primal and a tangent.
//
// Source: jax/_src/interpreters/ad.py `JVPTrace`.

import JAXLax

/// Computes tangents along with values.
final class JVPTrace: DualTrace {
  let parent = currentTrace
  var lifetime = TraceLifetime()
  let transformation = "jvp"

  var ruleTrace: (any Trace)? { parent }

  func process(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    let parts = inputs.map(split)
    let primals = parts.map(\.primal)
    guard parts.contains(where: { $0.tangent != nil }) else {
      return try inParent(primitive, primals)
    }
    return try withTrace(parent) {
      let (outputs, tangents) = try applyJVP(primitive, primals, parts.map(\.tangent))
      return zip(outputs, tangents).map(join)
    }
  }
}

/// The results of a function and their tangents, of which nil is zero.
///
/// - Source: `jax.jvp`.
package func jvpFlat(
  _ function: ([Tensor]) throws -> [Tensor], _ primals: [Tensor], _ tangents: [Tensor?]
) throws -> (outputs: [Tensor], tangents: [Tensor?]) {
  let trace = JVPTrace()
  let results = try withName(.transformation("jvp")) {
    try trace.run { try function(zip(primals, tangents).map(trace.join)) }
  }
  let parts = results.map(trace.split)
  return (
    parts.map(\.primal), parts.map { $0.tangent?.weaklyTyped(like: $0.primal.aval) }
  )
}
