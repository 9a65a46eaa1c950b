// Mapping functions of trees over axes of their arguments.
//
// Source: jax/_src/api.py `vmap`.

import JAXLax

extension FlatFunction {
  /// The results of a function mapped over one axis of the leaves of each argument.
  ///
  /// - Parameters:
  ///   - inAxes: the mapped axis of each argument's leaves; nil for an argument that every example shares.
  ///   - outAxes: where the mapped axis goes in each result's leaves.
  package func vmap(
    _ leaves: [Tensor], inAxes: VmapAxes, outAxes: VmapAxes, axisName: String?, axisSize: Int?
  ) throws -> TreeReader {
    try inAxes.check(count: arguments.count, of: "argument", "inAxes")
    var results: [TreeDef] = []
    let outputs = try vmapFlat(
      { arguments in
        let writer = try self(arguments)
        results = writer.structures
        return writer.leaves
      }, leaves, inAxes: inAxes.forLeaves(of: arguments),
      outAxes: { _ in
        try outAxes.check(count: results.count, of: "result", "outAxes")
        return outAxes.forLeaves(of: results)
      }, axisSize: axisSize, axisName: axisName, describing: place(ofLeaf:))
    return TreeReader(outputs, results)
  }
}
