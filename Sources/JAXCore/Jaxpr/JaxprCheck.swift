// The type checker of jaxprs: what every transformation that makes one must keep.
//
// Source: jax/_src/core.py `check_jaxpr`.

/// Checks that a jaxpr is well formed: variables are bound once, before use, and every equation's results have the types
/// that its primitive gives for its operands.
///
/// - Throws: ``JAXError`` of kind `jaxpr` that names the offending equation.
/// - Source: `jax.core.check_jaxpr`.
public func checkJaxpr(_ jaxpr: Jaxpr) throws {
  var isBound = [Bool](repeating: false, count: jaxpr.avals.count)

  func fail(_ found: String) -> JAXError { JAXError(.jaxpr, "checkJaxpr", found: found) }

  func bindVariable(_ number: Int, _ place: String) throws {
    guard jaxpr.avals.indices.contains(number) else {
      throw fail("variable \(number) in \(place) has no type.")
    }
    if isBound[number] { throw fail("variable \(number) in \(place) is bound twice.") }
    isBound[number] = true
  }

  func checkUse(_ atom: Jaxpr.Atom, _ place: @autoclosure () -> String) throws {
    if let number = atom.variable, !(jaxpr.avals.indices.contains(number) && isBound[number]) {
      throw fail("variable \(number) is used in \(place()) before it is bound.")
    }
  }

  for number in jaxpr.constants + jaxpr.inputs { try bindVariable(number, "the arguments") }
  for (position, equation) in jaxpr.equations.enumerated() {
    let name = type(of: equation.primitive).name
    for input in equation.inputs { try checkUse(input, "equation \(position) (\(name))") }
    let expected = try equation.primitive.abstractEval(equation.inputs.map(jaxpr.aval))
    let found = try equation.outputs.map { number in
      try bindVariable(number, "equation \(position) (\(name))")
      return jaxpr.avals[number]
    }
    guard found.count == expected.count,
      zip(found, expected).allSatisfy({ $0.shape == $1.shape && $0.dtype == $1.dtype })
    else {
      throw fail(
        "equation \(position) binds the results of \(name), of types "
          + "\(expected.map(\.description)), to variables of types \(found.map(\.description)).")
    }
  }
  for output in jaxpr.outputs { try checkUse(output, "the results") }
}
