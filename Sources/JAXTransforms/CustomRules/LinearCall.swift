// A linear function with a transpose of its own.
//
// Source: jax/_src/custom_derivatives.py `linear_call`.

import JAXLax

/// A function that is linear in its second argument, with the transpose that another function gives it.
///
///     linearCall({ r, x in x / r }, transpose: { r, y in y / r }, scale, x)
///
/// Forward mode applies the function, reverse mode its transpose; neither is checked against the other.
///
/// - Parameters:
///   - f: the function of residuals and of what it is linear in.
///   - transpose: the function of residuals and of a cotangent of the result that gives that of the linear argument.
///   - residuals: what the function need not be linear in.
///   - operand: what it is linear in: floating values.
/// - Source: `jax.custom_derivatives.linear_call`.
public func linearCall<Residuals: PyTree, A: PyTree, R: PyTree>(
  _ f: @escaping @Sendable (Residuals, A) -> R,
  transpose: @escaping @Sendable (Residuals, R) -> A, _ residuals: Residuals, _ operand: A
) -> R {
  let (fixed, linear) = (TreeWriter(residuals), TreeWriter(operand))
  var result = TreeWriter()
  do {
    let avals = fixed.leaves.map(\.aval)
    let forward = try traceToJaxpr(avals + linear.leaves.map(\.aval), name: "linearCall") {
      var reader = TreeReader($0, fixed.structures + linear.structures)
      result = TreeWriter(f(try reader.read(), try reader.read()))
      return result.leaves
    }
    let outputs = forward.jaxpr.outputAvals
    let structures = result.structures
    let backward = try traceToJaxpr(avals + outputs, name: "linearCall") {
      var reader = TreeReader($0, fixed.structures + structures)
      return TreeWriter(transpose(try reader.read(), try reader.read())).leaves
    }
    if let error = pendingError { throw error }
    let expected = linear.leaves.map(\.aval.strong)
    guard (expected + outputs).allSatisfy(\.dtype.isInexact),
      backward.jaxpr.outputAvals.map(\.strong) == expected
    else {
      throw JAXError(
        .differentiation, "linearCall",
        found: "a transpose from \(outputs.map(\.description).listed) to "
          + "\(backward.jaxpr.outputAvals.map(\.description).listed).",
        expected: "a floating value like the linear argument, \(expected.map(\.description).listed)"
      )
    }
    let captured = CapturedValues([forward, backward])
    let call = CustomLin(
      name: "linearCall", forward: captured.jaxpr(forward), backward: captured.jaxpr(backward),
      residualCount: captured.values.count + avals.count, isPerturbed: expected.map { _ in true })
    var results = TreeReader(
      try interpret(call, captured.values + fixed.leaves + linear.leaves), structures)
    return try results.read()
  } catch {
    return packed.failed(
      error, fixed.leaves + linear.leaves, like: result.structures.isEmpty ? nil : result)
  }
}
