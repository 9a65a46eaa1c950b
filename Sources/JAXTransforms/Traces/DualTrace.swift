// What forward mode and linearization share: values that are a primal and a tangent.

import JAXLax

/// A trace whose values are a primal and a tangent.
protocol DualTrace: Trace {
  /// Where rules for tangents compute.
  var ruleTrace: (any Trace)? { get }
}

extension DualTrace {
  /// The parts of a value; the tangent is nil where it is zero.
  func split(_ value: Tensor) -> (primal: Tensor, tangent: Tensor?) {
    guard let tracer = value.content as? Tracer, tracer.trace === self,
      case .dual(let primal, let tangent) = tracer.meaning
    else { return (value, nil) }
    return (primal, tangent)
  }

  /// The value with the given parts.
  func join(_ primal: Tensor, _ tangent: Tensor?) -> Tensor {
    tangent.map { Tensor(Tracer(primal.aval, self, .dual(primal: primal, tangent: $0))) } ?? primal
  }

  func concretizationError(_ aval: ShapedArray, _ operation: String) -> JAXError {
    .internal("\(operation): a value of \(transformation) has no primal.")
  }
}
