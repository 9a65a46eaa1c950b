// Operations between the examples of a mapped axis that are made of others.
//
// Source: jax/_src/lax/parallel.py `pmean`, `pshuffle`, `pswapaxes`.

extension lax {
  /// The mean over the examples of mapped axes.
  ///
  ///     vmap({ x in x - lax.pmean(x, "i") }, axisName: "i")([1, 3])     // [-1, 1]
  ///
  /// - Source: `jax.lax.pmean`.
  public static func pmean(
    _ x: Tensor, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tensor {
    let size = axisIndexGroups?.first?.count ?? axisSize(axisName)
    return psum(x, axisName, axisIndexGroups: axisIndexGroups) / Tensor(size)
  }

  /// The means of the leaves of a tree over the examples of mapped axes.
  ///
  /// - Source: `jax.lax.pmean`.
  public static func pmean<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tree {
    tree.map({ pmean($0, axisName, axisIndexGroups: axisIndexGroups) }, x)
  }

  /// For each example of a mapped axis, the value of another one.
  ///
  ///     vmap({ x in lax.pshuffle(x, "i", [1, 2, 0]) }, axisName: "i")([5, 6, 7])     // [6, 7, 5]
  ///
  /// - Parameters:
  ///   - x: a tensor.
  ///   - axisName: the name of the axis.
  ///   - perm: for each example, which one its value comes from.
  /// - Source: `jax.lax.pshuffle`.
  public static func pshuffle(_ x: Tensor, _ axisName: AxisNames, _ perm: [Int]) -> Tensor {
    raising(placeholder: x) {
      let size = try axisName.axis("pshuffle").size
      guard perm.sorted() == Array(0..<size) else {
        throw JAXError(
          .argument, "pshuffle", found: "the sources \(perm) for an axis of size \(size).",
          expected: "each index from 0 to \(size - 1) once",
          remedy: "use ppermute if some examples receive nothing.")
      }
      return ppermute(x, axisName, perm.enumerated().map { ($1, $0) })
    }
  }

  /// Exchanges an axis of an array with a mapped one of the same size.
  ///
  /// - Source: `jax.lax.pswapaxes`.
  public static func pswapaxes(
    _ x: Tensor, _ axisName: AxisNames, _ axis: Int, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tensor {
    allToAll(x, axisName, axis, axis, axisIndexGroups: axisIndexGroups)
  }
}
