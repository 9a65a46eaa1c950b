// The largest value among the examples of a mapped axis.

extension lax {
  /// The element-wise largest value among the examples of mapped axes.
  ///
  ///     vmap({ x in lax.pmax(x, "i") }, axisName: "i")([1, 3])     // [3, 3]
  ///
  /// Its derivative, which JAX lacks, is that of `reduceMax`: where several examples are largest, their mean.
  ///
  /// - Source: `jax.lax.pmax`.
  public static func pmax(
    _ x: Tensor, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tensor {
    allReduce(x, axisName, axisIndexGroups, PMax.self)
  }

  /// The largest values of the leaves of a tree among the examples of mapped axes.
  ///
  /// - Source: `jax.lax.pmax`.
  public static func pmax<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tree {
    tree.map({ pmax($0, axisName, axisIndexGroups: axisIndexGroups) }, x)
  }
}

struct PMax: AllReduction {
  static let name = "pmax"

  let names: [String]
  let groups: AxisIndexGroups?

  static func reduce(_ x: Tensor, axis: Int) -> Tensor { lax.reduceMax(x, axes: [axis]) }

  static func reduce(_ x: Tensor, copies: Int) -> Tensor { x }

  var derivative: DerivativeRule { extremumDerivative }
}
