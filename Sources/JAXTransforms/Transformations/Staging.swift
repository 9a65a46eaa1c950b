// A function of trees as a program: its jaxpr, the types of its results, its StableHLO.
//
// Source: jax/_src/api.py `make_jaxpr`, `eval_shape`; `jax.stages.Lowered`.

import JAXLax

extension FlatFunction {
  /// The jaxpr of a function for arguments of the leaves' types.
  package func makeJaxpr(_ leaves: [Tensor]) throws -> ClosedJaxpr {
    try traceToJaxpr(leaves.map(\.aval), name: name) { try self($0).leaves }
  }

  /// The types of the results' leaves, without computing them.
  package func evalShape(_ leaves: [Tensor]) throws -> [ShapedArray] {
    try makeJaxpr(leaves).jaxpr.outputAvals
  }

  /// The StableHLO of a function for arguments of the leaves' types; captured arrays are its leading arguments.
  package func lower(_ leaves: [Tensor]) throws -> Lowered {
    try Lowered(
      try makeJaxpr(leaves).jaxpr.withConstantsAsInputs, name: name,
      platform: try Backend.default().platform)
  }
}
