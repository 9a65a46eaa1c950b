// The sum over the examples of a mapped axis.

extension lax {
  /// The sum over the examples of mapped axes.
  ///
  ///     vmap({ x in x / lax.psum(x, "i") }, axisName: "i")([1, 3])     // [0.25, 0.75]
  ///
  /// Its derivative is that of a sum which every example takes part in: cotangents are summed in turn.
  ///
  /// - Parameters:
  ///   - x: a tensor; booleans are counted.
  ///   - axisName: the name of the axis, or the names of several.
  ///   - axisIndexGroups: the groups of examples that are summed, each on its own; not for axes of `vmap`.
  /// - Source: `jax.lax.psum`.
  public static func psum(
    _ x: Tensor, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tensor {
    let operand = x.dtype == .bool ? convertElementType(x, .int32) : x
    return allReduce(operand, axisName, axisIndexGroups, PSum.self)
  }

  /// The sums of the leaves of a tree over the examples of mapped axes.
  ///
  /// - Source: `jax.lax.psum`.
  public static func psum<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil
  ) -> Tree {
    tree.map({ psum($0, axisName, axisIndexGroups: axisIndexGroups) }, x)
  }
}

struct PSum: AllReduction {
  static let name = "psum"

  let names: [String]
  let groups: AxisIndexGroups?

  static func reduce(_ x: Tensor, axis: Int) -> Tensor { lax.reduceSum(x, axes: [axis]) }

  static func reduce(_ x: Tensor, copies: Int) -> Tensor {
    lax.mul(x, Tensor(.int(Int64(copies)), dtype: x.dtype))
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in cotangents.map { $0.map { bind(self, $0) } } }
  }
}
