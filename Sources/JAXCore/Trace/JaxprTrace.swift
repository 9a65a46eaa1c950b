// Staging: operations on tracers are recorded as the equations of a jaxpr.
//
// Values from outside become constant variables of the jaxpr, numbers known on the host become literals.
// Source: jax/_src/interpreters/partial_eval.py `DynamicJaxprTrace`.

/// Records operations as equations.
package final class JaxprTrace: Trace {
  package let parent: (any Trace)?
  package var lifetime = TraceLifetime()
  package let transformation: String
  package let axes: [NamedAxis]

  /// Whether operations on values from outside only are left to the parent, as when only tangents are recorded.
  package let isPartial: Bool
  /// The names around the recorded operations, which they are recorded without.
  private let names: NameStack?
  private var avals: [ShapedArray] = []
  private var inputs: [Int] = []
  private var equations: [Jaxpr.Equation] = []
  private var constants: [(variable: Int, value: Tensor)] = []
  private var constantVariables: [ObjectIdentifier: Int] = [:]

  /// A trace for the named transformation.
  package init(
    _ transformation: String, isPartial: Bool = false, axes: [NamedAxis] = [],
    parent: (any Trace)? = currentTrace
  ) {
    self.transformation = transformation
    self.axes = axes
    self.isPartial = isPartial
    names = isPartial ? .current : nil
    self.parent = parent
  }

  private func makeTracer(_ aval: ShapedArray) -> Tensor {
    avals.append(aval)
    return Tensor(Tracer(aval, self, .variable(avals.count - 1)))
  }

  /// A new argument.
  package func makeInput(_ aval: ShapedArray) -> Tensor {
    inputs.append(avals.count)
    return makeTracer(aval)
  }

  /// The variable that a value is; nil for one from outside.
  private func variable(of tensor: Tensor) -> Int? {
    guard let tracer = tensor.content as? Tracer, tracer.trace === self,
      case .variable(let number) = tracer.meaning
    else { return nil }
    return number
  }

  /// The atom for an operand: its own variable, a literal, or a constant variable for a value from outside.
  private func atom(_ tensor: Tensor, in operation: @autoclosure () -> String) throws -> Jaxpr.Atom
  {
    if let number = variable(of: tensor) { return .variable(number) }
    switch tensor.content {
    case let scalar as HostScalar:
      return .literal(Jaxpr.Literal(value: scalar.value, aval: scalar.aval))
    default:
      if let tracer = tensor.content as? Tracer { try tracer.checkUse(in: operation()) }
      let identity = ObjectIdentifier(tensor.content)
      if let known = constantVariables[identity] { return .variable(known) }
      avals.append(tensor.aval)
      let variable = avals.count - 1
      constantVariables[identity] = variable
      constants.append((variable, tensor))
      return .variable(variable)
    }
  }

  package func process(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    if isPartial && !inputs.contains(where: { variable(of: $0) != nil }) {
      return try inParent(primitive, inputs)
    }
    let operands = try inputs.map { try atom($0, in: primitive.userName) }
    let types = try primitive.abstractEval(inputs.map(\.aval))
    for type in types { try type.checkSize(for: primitive.userName) }
    let results = types.map(makeTracer)
    equations.append(
      Jaxpr.Equation(
        primitive, inputs: operands, outputs: Array(avals.count - results.count..<avals.count),
        names: NameStack.current.flatMap { $0.hasScope ? $0.inside(of: names) : nil }))
    return results
  }

  package func concretizationError(_ aval: ShapedArray, _ operation: String) -> JAXError {
    JAXError(
      .concretization, operation,
      found: "a traced value of \(aval) has no concrete value under \(transformation).",
      expected: "a value that is known while the program is traced",
      remedy:
        "use jnp.where or lax.select instead of a Swift condition, or read the value outside of the "
        + "transformed function; a setting that does not change can be a static field.")
  }

  /// The jaxpr of all that was recorded, with the given results.
  package func finish(_ outputs: [Tensor]) throws -> ClosedJaxpr {
    let results = try outputs.map { try atom($0, in: "the result of \(transformation)") }
    let jaxpr = Jaxpr(
      avals: avals, constants: constants.map(\.variable), inputs: inputs, equations: equations,
      outputs: results)
    return ClosedJaxpr(jaxpr, constants: constants.map(\.value))
  }
}

/// Traces a function of tensors of the given types to a jaxpr.
///
/// - Parameters:
///   - name: the name of the transformation, for errors.
///   - axes: named axes that the function may refer to, besides those of the enclosing transformations.
package func traceToJaxpr(
  _ avals: [ShapedArray], name: String, axes: [NamedAxis] = [],
  _ function: ([Tensor]) throws -> [Tensor]
) throws -> ClosedJaxpr {
  let trace = JaxprTrace(name, axes: axes)
  let arguments = avals.map(trace.makeInput)
  // A program is kept and used elsewhere too, so the names around the place where it was made are not its own.
  return try withNameStack(nil) {
    try trace.finish(try trace.run { try function(arguments) })
  }
}
