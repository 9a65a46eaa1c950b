// A function of trees as a program: its jaxpr, the types of its results, its StableHLO.
//
// Source: jax/_src/api.py `make_jaxpr`, `eval_shape`; `jax.stages.Lowered`.

import JAXLax

extension FlatFunction {
  /// The jaxpr of a function for arguments of the leaves' types.
  package func makeJaxpr(_ leaves: [Tensor]) throws -> ClosedJaxpr {
    try traceToJaxpr(leaves.map(\.aval), name: name) { try self($0).leaves }
  }

  /// The results without their values: tensors that have types but hold no data.
  package func evalShape(_ leaves: [Tensor]) throws -> TreeReader {
    var results: [TreeDef] = []
    let program = try traceToJaxpr(leaves.map(\.aval), name: name) { arguments in
      let writer = try self(arguments)
      results = writer.structures
      return writer.leaves
    }
    return TreeReader(
      program.jaxpr.outputAvals.map { Tensor(AbstractArray($0)) }, results)
  }

  /// The StableHLO of a function for arguments of the leaves' types; captured arrays are its leading arguments.
  package func lower(_ leaves: [Tensor]) throws -> Lowered {
    try Lowered(
      try makeJaxpr(leaves).jaxpr.withConstantsAsInputs, name: name,
      platform: try Backend.default().platform)
  }
}
