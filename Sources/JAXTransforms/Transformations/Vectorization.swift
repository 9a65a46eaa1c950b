// Mapping functions of trees over axes of their arguments.
//
// Source: jax/_src/api.py `vmap`.

import JAXLax

extension FlatFunction {
  /// The results of a function mapped over one axis of the leaves of each argument.
  ///
  /// - Parameters:
  ///   - inAxes: the mapped axis of each argument's leaves; nil for an argument that every example shares.
  ///   - outAxis: where the mapped axis goes in the results.
  package func vmap(
    _ leaves: [Tensor], inAxes: [Int?], outAxis: Int?, axisName: String?, axisSize: Int?
  ) throws -> TreeReader {
    guard inAxes.count == arguments.count else {
      throw JAXError(
        .argument, name,
        found: "inAxes with \(inAxes.count) entries for \(arguments.count) arguments.",
        expected: "one axis, or nil, for each argument")
    }
    let leafAxes = zip(inAxes, arguments).flatMap { axis, structure in
      Array(repeating: axis, count: structure.leafCount)
    }
    var results: [TreeDef] = []
    let outputs = try vmapFlat(
      { arguments in
        let writer = try self(arguments)
        results = writer.structures
        return writer.leaves
      }, leaves, inAxes: leafAxes, outAxes: { $0.map { _ in outAxis } }, axisSize: axisSize,
      axisName: axisName, describing: place(ofLeaf:))
    return TreeReader(outputs, results)
  }
}
