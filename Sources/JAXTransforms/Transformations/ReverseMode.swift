// Vector-Jacobian products of functions of trees.
//
// Source: jax/_src/api.py `vjp`, `fwd_and_bwd`.

import JAXLax

extension FlatFunction {
  /// The results of a function, and the map from their cotangents to those of the arguments.
  ///
  /// Cotangents of integers are zeros of `float32`.
  ///
  /// - Parameters:
  ///   - primals: the leaves of the arguments.
  ///   - auxiliary: how many results at the end are only computed, and have no cotangents.
  package func vjp(_ primals: [Tensor], auxiliary: Int = 0) throws -> (
    values: TreeReader, pullback: @Sendable ([Tensor], [TreeDef]) throws -> TreeReader
  ) {
    let (values, pullback) = try linearizedBackwards(primals, auxiliary: auxiliary)
    return (values, { try pullback($0, $1) })
  }

  /// The results of a function, and what pulling cotangents back to its arguments needs.
  package func linearizedBackwards(_ primals: [Tensor], auxiliary: Int = 0) throws -> (
    values: TreeReader, pullback: Pullback
  ) {
    let isDifferentiated = primals.map(\.dtype.isInexact)
    var results: [TreeDef] = []
    let linearization = try linearizeFlat(
      { arguments in
        let writer = try self(arguments)
        results = writer.structures
        return writer.leaves
      }, primals, isDifferentiated: isDifferentiated, isReverse: true)
    let program = PullbackProgram(
      name: name, jaxpr: linearization.program.jaxpr,
      isOutputNonzero: linearization.isOutputNonzero, outputs: linearization.outputs.map(\.aval),
      results: Array(results.dropLast(auxiliary)), primals: primals.map(\.aval),
      arguments: arguments)
    return (
      TreeReader(linearization.outputs, results),
      Pullback(program: program, values: linearization.program.constants)
    )
  }
}

/// The linear program of a function's derivative, and the types of what it maps.
struct PullbackProgram: Hashable, Sendable {
  let name: String
  let jaxpr: Jaxpr
  let isOutputNonzero: [Bool]
  /// The types of all results, those without cotangents included.
  let outputs: [ShapedArray]
  /// The structures of the results that have cotangents.
  let results: [TreeDef]
  let primals: [ShapedArray]
  let arguments: [TreeDef]
}

/// The map from cotangents of a function's results to those of its arguments, at one point.
package struct Pullback: Sendable {
  let program: PullbackProgram
  /// What the program needs of the function's values.
  var values: [Tensor]

  /// The cotangents of the arguments, from those of the results.
  package func callAsFunction(_ cotangents: [Tensor], _ structures: [TreeDef]) throws
    -> TreeReader
  {
    try check(cotangents, structures)
    let outputs = program.outputs
    let known = zip(outputs, cotangents).map { $0.dtype.isInexact ? $1 : nil }
    let padded = known + [Tensor?](repeating: nil, count: outputs.count - cotangents.count)
    let pulled = try transposeJaxpr(
      program.jaxpr, constants: values,
      arguments: program.jaxpr.inputAvals.map { .linear($0) },
      cotangents: zip(padded, program.isOutputNonzero).filter(\.1).map(\.0))
    let all: [Tensor?] = program.primals.map(\.dtype.isInexact).scattering(pulled)
    return TreeReader(
      zip(program.primals, all).map { $1 ?? zeroCotangent($0) }, program.arguments)
  }

  private func check(_ cotangents: [Tensor], _ structures: [TreeDef]) throws {
    let expected = program.results
    try structures.check(like: expected, program.name, "cotangent", of: "result")
    for (position, (output, cotangent)) in zip(program.outputs, cotangents).enumerated()
    where output.dtype.isInexact {
      guard cotangent.shape == output.shape, cotangent.dtype == output.dtype else {
        throw JAXError(
          cotangent.shape == output.shape ? .dtype : .shape, program.name,
          found:
            "a cotangent of \(cotangent.aval) for \(expected.place(ofLeaf: position, "result")), "
            + "which is \(output).",
          expected: "a cotangent of the result's shape and dtype",
          remedy: "make one from the result, as with jnp.onesLike(y).")
      }
    }
  }
}
