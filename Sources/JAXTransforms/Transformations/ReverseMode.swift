// Vector-Jacobian products of functions of trees.
//
// Source: jax/_src/api.py `vjp`.

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
    let isDifferentiated = primals.map(\.dtype.isInexact)
    var results: [TreeDef] = []
    let linearization = try linearizeFlat(
      { arguments in
        let writer = try self(arguments)
        results = writer.structures
        return writer.leaves
      }, primals, isDifferentiated: isDifferentiated, isReverse: true)
    let outputs = linearization.outputs
    let structures = Array(results.dropLast(auxiliary))
    return (
      TreeReader(outputs, results),
      { cotangents, cotangentStructures in
        try check(cotangents, cotangentStructures, for: outputs, structures)
        let padding = [Tensor?](repeating: nil, count: outputs.count - cotangents.count)
        let pulled = try linearization.pullback(
          zip(outputs, cotangents).map { $0.dtype.isInexact ? $1 : nil } + padding)
        return TreeReader(
          zip(primals, isDifferentiated.scattering(pulled)).map { primal, cotangent in
            cotangent ?? zeroCotangent(primal)
          }, arguments)
      }
    )
  }

  private func check(
    _ cotangents: [Tensor], _ structures: [TreeDef], for outputs: [Tensor], _ expected: [TreeDef]
  ) throws {
    try structures.check(like: expected, name, "cotangent", of: "result")
    for (position, (output, cotangent)) in zip(outputs, cotangents).enumerated()
    where output.dtype.isInexact {
      guard cotangent.shape == output.shape, cotangent.dtype == output.dtype else {
        throw JAXError(
          cotangent.shape == output.shape ? .dtype : .shape, name,
          found:
            "a cotangent of \(cotangent.aval) for \(expected.place(ofLeaf: position, "result")), "
            + "which is \(output.aval).",
          expected: "a cotangent of the result's shape and dtype",
          remedy: "make one from the result, as with jnp.onesLike(y).")
      }
    }
  }
}
