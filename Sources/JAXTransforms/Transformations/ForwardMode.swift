// Directional derivatives of functions of trees: `jvp` and `linearize`.
//
// Source: jax/_src/api.py `jvp`, `linearize`.

import JAXLax

extension FlatFunction {
  /// The results of a function and their tangents.
  ///
  /// - Parameters:
  ///   - primals: the leaves of the arguments.
  ///   - tangents: those of the tangents; of integers they are not looked at.
  ///   - structures: the structures of the tangents.
  package func jvp(_ primals: [Tensor], _ tangents: [Tensor], structures: [TreeDef]) throws -> (
    values: TreeReader, tangents: TreeReader
  ) {
    try checkTangents(tangents, structures, for: primals)
    var results: [TreeDef] = []
    let (outputs, outputTangents) = try jvpFlat(
      { arguments in
        let writer = try self(arguments)
        results = writer.structures
        return writer.leaves
      }, primals,
      zip(primals, tangents).map { $0.dtype.isInexact ? $1 : nil })
    return (
      TreeReader(outputs, results),
      TreeReader(presentTangents(outputTangents, like: outputs.map(\.aval)), results)
    )
  }

  /// The results of a function and its derivative as a linear function of tangents.
  package func linearize(_ primals: [Tensor]) throws -> (
    values: TreeReader, pushforward: @Sendable ([Tensor], [TreeDef]) throws -> TreeReader
  ) {
    let isDifferentiated = primals.map(\.dtype.isInexact)
    var results: [TreeDef] = []
    let linearization = try linearizeFlat(
      { arguments in
        let writer = try self(arguments)
        results = writer.structures
        return writer.leaves
      }, primals, isDifferentiated: isDifferentiated)
    let structures = results
    return (
      TreeReader(linearization.outputs, structures),
      { tangents, tangentStructures in
        try checkTangents(tangents, tangentStructures, for: primals)
        let outputs = try linearization.pushforward(
          zip(tangents, isDifferentiated).filter(\.1).map(\.0))
        return TreeReader(
          presentTangents(outputs, like: linearization.outputs.map(\.aval)), structures)
      }
    )
  }

  private func checkTangents(_ tangents: [Tensor], _ structures: [TreeDef], for primals: [Tensor])
    throws
  {
    try structures.check(like: arguments, name, "tangent", of: "argument")
    for (position, (primal, tangent)) in zip(primals, tangents).enumerated()
    where primal.dtype.isInexact {
      guard tangent.shape == primal.shape, tangent.dtype == primal.dtype else {
        throw JAXError(
          tangent.shape == primal.shape ? .dtype : .shape, name,
          found:
            "a tangent of \(tangent.aval) for \(place(ofLeaf: position)), which is \(primal.aval).",
          expected: "a tangent of the argument's shape and dtype",
          remedy: "make one from the argument, as with jnp.onesLike(x).")
      }
    }
  }
}
