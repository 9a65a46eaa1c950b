// A function of trees as a program: its jaxpr, the types of its results, its StableHLO.
//
// Source: jax/_src/api.py `make_jaxpr`, `eval_shape`; `jax.stages.Lowered`.

import JAXLax

extension FlatFunction {
  /// The jaxpr of a function for arguments of the leaves' types, and the results without their values.
  ///
  /// - Parameter axisEnv: the sizes of named axes that the function may refer to.
  package func makeJaxpr(_ leaves: [Tensor], axisEnv: [String: Int] = [:]) throws -> (
    jaxpr: ClosedJaxpr, shape: TreeReader
  ) {
    var results: [TreeDef] = []
    let program = try traceToJaxpr(
      leaves.map(\.aval), name: name, axes: axisEnv.map { NamedAxis($0.key, size: $0.value) }
    ) { arguments in
      let writer = try self(arguments)
      results = writer.structures
      return writer.leaves
    }
    let shapes = program.jaxpr.outputAvals.map { Tensor(AbstractArray($0)) }
    return (program, TreeReader(shapes, results))
  }

  /// The results without their values: tensors that have types but hold no data.
  package func evalShape(_ leaves: [Tensor]) throws -> TreeReader {
    try makeJaxpr(leaves).shape
  }

  /// The StableHLO of a function for arguments of the leaves' types; captured arrays are its leading arguments.
  package func lower(_ leaves: [Tensor]) throws -> Lowered {
    try Lowered(
      try makeJaxpr(leaves).jaxpr.jaxpr.withConstantsAsInputs, name: name,
      platform: try Placement.current().backend.platform)
  }
}
