// The error for trees of different structures.

extension JAXError {
  /// The error for a tree whose structure differs from that of the tree it is used with.
  ///
  /// - Parameters:
  ///   - found: what was given, in words, as in `"the tangent"`.
  ///   - expected: what it must be like, in words, as in `"the primal"`.
  package static func treeMismatch(
    _ operation: String, _ found: String, _ structure: TreeDef, like expected: String,
    _ other: TreeDef
  ) -> JAXError {
    let (here, there) = (TreeNode(structure), TreeNode(other))
    var text = "\(found) and \(expected) have different structures"
    if let difference = here.firstDifference(from: there) {
      let place = difference.path.steps.isEmpty ? "" : " at \(difference.path)"
      text += "\(place): \(difference.here.summary), and \(difference.there.summary)"
    }
    return JAXError(
      .treeStructure, operation, found: "\(text). The structure of \(found) is \(structure).",
      expected: "the structure of \(expected), \(other)",
      remedy: "give trees with the same counts, keys, cases and static values.")
  }
}
