// Evaluating a jaxpr: its equations, one after the other, in the current trace.

/// Evaluates a jaxpr on the values of its constants and arguments.
///
/// The equations are interpreted by the current trace, so this inlines a jaxpr into whatever is being traced.
///
/// - Source: `jax.core.eval_jaxpr`.
public func evalJaxpr(_ jaxpr: Jaxpr, constants: [Tensor] = [], _ arguments: [Tensor]) throws
  -> [Tensor]
{
  guard arguments.count == jaxpr.inputs.count, constants.count == jaxpr.constants.count else {
    throw JAXError(
      .jaxpr, "evalJaxpr",
      found: "\(constants.count) constants and \(arguments.count) arguments.",
      expected: "\(jaxpr.constants.count) constants and \(jaxpr.inputs.count) arguments")
  }
  var environment = [Tensor?](repeating: nil, count: jaxpr.avals.count)
  for (variable, value) in zip(jaxpr.constants, constants) { environment[variable] = value }
  for (variable, value) in zip(jaxpr.inputs, arguments) { environment[variable] = value }
  for equation in jaxpr.equations {
    let inputs = try equation.inputs.map { try environment.value(of: $0) }
    let outputs = try equation.withNames { try interpret(equation.primitive, inputs) }
    for (variable, value) in zip(equation.outputs, outputs) { environment[variable] = value }
  }
  return try jaxpr.outputs.map { try environment.value(of: $0) }
}

extension Jaxpr.Equation {
  /// Runs a closure under the names that the operation was recorded under.
  package func withNames<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let names else { return try body() }
    return try withNameStack(names.appended(to: .current), body)
  }
}

extension [Tensor?] {
  /// The value of an atom in an environment of variables.
  package func value(of atom: Jaxpr.Atom) throws -> Tensor {
    switch atom {
    case .literal(let literal): return Tensor(literal)
    case .variable(let number):
      guard let value = self[number] else {
        throw JAXError.internal("variable \(number) of a jaxpr is used before it is bound.")
      }
      return value
    }
  }
}

extension Tensor {
  /// The number that a literal of a program is.
  public init(_ literal: Jaxpr.Literal) { self.init(HostScalar(literal.value, literal.aval)) }
}
