// The programs by which general reductions join elements.

import JAXLax

/// A function that joins values, traced for scalars of the given dtypes.
///
/// - Parameter operation: the reduction's name, for errors.
func tracedReducer(
  _ operands: [Tensor], _ operation: String, _ computation: ([Tensor], [Tensor]) throws -> [Tensor]
) throws -> Jaxpr {
  let scalars = operands.map { ShapedArray(shape: [], dtype: $0.dtype) }
  let closed = try traceToJaxpr(scalars + scalars, name: operation) { arguments in
    try computation(
      Array(arguments[..<scalars.count]), Array(arguments[scalars.count...]))
  }
  guard closed.constants.isEmpty else {
    throw JAXError(
      .argument, operation, found: "a computation that uses arrays from outside.",
      expected: "a function of its two arguments and of numbers")
  }
  guard closed.jaxpr.outputAvals.map(\.strong) == scalars else {
    throw JAXError(
      .dtype, operation,
      found: "a computation that makes "
        + closed.jaxpr.outputAvals.map(\.description).joined(separator: ", ") + " of "
        + scalars.map(\.description).joined(separator: ", ") + ".",
      expected: "values of the same types")
  }
  return closed.jaxpr
}

extension Jaxpr {
  /// The primitive that joins, if the program is that primitive of its two arguments and nothing else.
  var joiningPrimitive: String? {
    guard equations.count == 1, inputs.count == 2,
      outputs == equations[0].outputs.map(Jaxpr.Atom.variable),
      equations[0].inputs == inputs.map(Jaxpr.Atom.variable)
    else { return nil }
    return equations[0].primitiveName
  }

  /// The program that joins values together with their tangents: from (x, dx, y, dy) to (z, dz).
  ///
  /// Every floating value has a tangent.
  func pairedWithTangents() throws -> Jaxpr {
    try memoized("pairedWithTangents") {
      let avals = outputAvals
      let isInexact = avals.map(\.dtype.isInexact)
      let program = try tangentProgram(isDifferentiated: isInexact + isInexact)
      let tangents = zip(avals, isInexact).filter(\.1).map(\.0)
      let pair = avals + tangents
      let closed = try withTrace(nil) {
        try traceToJaxpr(pair + pair, name: "jvp") { arguments in
          let (x, y) = (Array(arguments[..<pair.count]), Array(arguments[pair.count...]))
          let count = avals.count
          let operands: [Tensor] = Array(x[..<count]) + Array(y[..<count])
          let tangents: [Tensor] = Array(x[count...]) + Array(y[count...])
          let results = try evalJaxpr(program.jaxpr, operands + tangents)
          let nonzero = program.isOutputNonzero.scattering(Array(results[count...]))
          var filled: [Tensor] = []
          for (output, tangent) in zip(avals, nonzero) where output.dtype.isInexact {
            filled.append(tangent ?? Tensor(.zero, dtype: output.dtype))
          }
          return Array(results[..<count]) + filled
        }
      }
      return closed.jaxpr
    }
  }
}
