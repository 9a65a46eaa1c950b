// Mapping functions of trees over axes of their arguments.
//
// Source: jax/_src/api.py `vmap`.

import JAXLax

extension FlatFunction {
  /// The results of a function mapped over an axis of each leaf of its arguments.
  ///
  /// - Parameters:
  ///   - inAxes: the mapped axes of the arguments' leaves; nil for what every example shares.
  ///   - outAxes: where the mapped axis goes in the results' leaves.
  package func vmap(
    _ leaves: [Tensor], inAxes: VmapAxes, outAxes: VmapAxes, axisName: String?, axisSize: Int?
  ) throws -> TreeReader {
    var results: [TreeDef] = []
    let outputs = try vmapFlat(
      { arguments in
        let writer = try self(arguments)
        results = writer.structures
        return writer.leaves
      }, leaves, inAxes: try inAxes.forLeaves(of: arguments, "argument", "inAxes"),
      outAxes: { _ in try outAxes.forLeaves(of: results, "result", "outAxes") }, axisSize: axisSize,
      axisName: axisName, describing: place(ofLeaf:))
    return TreeReader(outputs, results)
  }
}
