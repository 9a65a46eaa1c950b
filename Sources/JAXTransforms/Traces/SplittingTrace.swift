// Rules of users in reverse mode: a rule may run a compiled function or a loop on primals and tangents together, as when it
// calls `jvp`. What follows from primals only must be known when the rule returns, so such a program is split.
//
// A rule is linear in tangents, so a program in it is affine: f(x, ẋ) = f(x, 0) + ∂f(x, 0) ẋ. The first term is computed at
// once; where there is no second one a result is known. JAX has a partial evaluation rule for each such primitive instead.

import JAXLax

/// Records operations on tangents in another trace, after splitting the programs among them.
final class SplittingTrace: Trace {
  let parent: (any Trace)?
  var lifetime = TraceLifetime()
  var transformation: String { recorder.transformation }
  private let recorder: JaxprTrace

  init(_ recorder: JaxprTrace) {
    self.recorder = recorder
    parent = recorder
  }

  /// Whether a value is computed from tangents.
  func isTangent(_ value: Tensor) -> Bool {
    (value.content as? Tracer)?.trace === recorder
  }

  /// Whether an operation on tangents is not recorded as it is.
  private func splits(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> Bool {
    guard case .zero = primitive.derivative else { return !primitive.programs.isEmpty }
    // A tangent that is held back, as that of a branch not taken, is zero.
    return try primitive.abstractEval(inputs.map(\.aval)).allSatisfy(\.dtype.isInexact)
  }

  func process(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    let isDifferentiated = inputs.map(isTangent)
    guard isDifferentiated.contains(true), try splits(primitive, inputs) else {
      return try inParent(primitive, inputs)
    }
    try primitive.checkDecisions(inputs.map(\.aval), isTangent: isDifferentiated)
    let (outputs, pushforward) = try withTrace(recorder.parent) {
      try linearizeComposition(
        { try interpret(primitive, $0) }, inputs.map { isTangent($0) ? lax.zeros($0.aval) : $0 },
        isDifferentiated: isDifferentiated)
    }
    return try withTrace(recorder) {
      let tangents = try pushforward(
        zip(inputs, isDifferentiated).map { $1 ? $0 : nil })
      return zip(outputs, tangents).map { output, tangent in
        tangent.map { lax.add(output, $0) } ?? output
      }
    }
  }

  func concretizationError(_ aval: ShapedArray, _ operation: String) -> JAXError {
    recorder.concretizationError(aval, operation)
  }
}
