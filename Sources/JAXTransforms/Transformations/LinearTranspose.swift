// The transpose of a function that is linear, without a point to linearize it at.
//
// Source: jax/_src/api.py `linear_transpose`.

import JAXLax

extension FlatFunction {
  /// The map from cotangents of a linear function's results to those of its arguments.
  package func linearTranspose(_ leaves: [Tensor]) throws
    -> @Sendable ([Tensor], [TreeDef]) throws -> TreeReader
  {
    var results: [TreeDef] = []
    let avals = leaves.map(\.aval)
    let closed = try traceToJaxpr(avals, name: name) { arguments in
      let writer = try self(arguments)
      results = writer.structures
      return writer.leaves
    }
    let jaxpr = closed.jaxpr.withoutDeadCode().jaxpr
    let (outputs, structures) = (jaxpr.outputAvals, results)
    let dtypes = (avals + outputs).map(\.dtype)
    guard dtypes.allSatisfy(\.isInexact) || dtypes.allSatisfy(\.isInteger) else {
      throw JAXError(
        .differentiation, name,
        found:
          "a function from \(avals.map(\.dtype.name).listed) to \(outputs.map(\.dtype.name).listed).",
        expected: "floating or complex arguments and results, or integer ones throughout",
        remedy:
          "convert the arguments, as with x.astype(.float32), or capture those that are not linear."
      )
    }
    return { cotangents, cotangentStructures in
      try cotangentStructures.check(like: structures, name, "cotangent", of: "result")
      for (position, (output, cotangent)) in zip(outputs, cotangents).enumerated() {
        guard cotangent.shape == output.shape, cotangent.dtype == output.dtype else {
          throw JAXError(
            cotangent.shape == output.shape ? .dtype : .shape, name,
            found: "a cotangent of \(cotangent.aval) for "
              + "\(structures.place(ofLeaf: position, "result")), which is \(output).",
            expected: "a cotangent of the result's shape and dtype",
            remedy: "convert it, as with ct.astype(.\(output.dtype.name)).")
        }
      }
      let pulled = try transposeJaxpr(
        jaxpr, constants: closed.constants, arguments: avals.map { .linear($0) },
        cotangents: cotangents)
      return TreeReader(zip(avals, pulled).map { $1 ?? lax.zeros($0) }, arguments)
    }
  }
}
