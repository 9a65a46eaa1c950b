// The smallest value among the examples of a mapped axis.

extension lax {
  /// The element-wise smallest value among the examples of mapped axes.
  ///
  ///     vmap({ x in lax.pmin(x, "i") }, axisName: "i")([1, 3])     // [1, 1]
  ///
  /// Its derivative, which JAX lacks, is that of `reduceMin`: where several examples are smallest, their mean.
  ///
  /// - Source: `jax.lax.pmin`.
  public static func pmin(
    _ x: Tensor, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tensor {
    allReduce(x, axisName, axisIndexGroups, PMin.self)
  }

  /// The smallest values of the leaves of a tree among the examples of mapped axes.
  ///
  /// - Source: `jax.lax.pmin`.
  public static func pmin<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tree {
    tree.map({ pmin($0, axisName, axisIndexGroups: axisIndexGroups) }, x)
  }
}

struct PMin: AllReduction {
  static let name = "pmin"

  let names: [String]
  let groups: AxisIndexGroups?

  static func reduce(_ x: Tensor, axis: Int) -> Tensor { lax.reduceMin(x, axes: [axis]) }

  static func reduce(_ x: Tensor, copies: Int) -> Tensor { x }

  var derivative: DerivativeRule { extremumDerivative }
}
