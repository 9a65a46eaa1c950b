// All examples of a mapped axis, along a new axis.

extension lax {
  /// The values of all examples of a mapped axis.
  ///
  ///     vmap({ x in lax.allGather(x, "i").sum() }, axisName: "i")([1, 3])     // [4, 4]
  ///
  /// - Parameters:
  ///   - x: a tensor.
  ///   - axisName: the name of the axis; of several the first one varies slowest.
  ///   - axisIndexGroups: the groups of examples that are gathered, each on its own; not for axes of `vmap`.
  ///   - axis: where the new axis is put, or which axis the values are joined along.
  ///   - tiled: whether the values are joined along an axis that there is already.
  /// - Source: `jax.lax.all_gather`.
  public static func allGather(
    _ x: Tensor, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil, axis: Int = 0,
    tiled: Bool = false
  ) -> Tensor {
    raising(placeholder: x) {
      let axes = try axisName.axes("allGather")
      try check(axisIndexGroups, axes, "allGather", equal: true)
      let joined = tiled ? x.aval : x.aval.with(shape: [axes.count] + x.shape)
      guard let dimension = resolvedAxis(axis, joined, "allGather") else { return x.withoutValue }
      // Over several axes: over the last one first, so that it varies fastest.
      return axes.enumerated().reversed().reduce(x) { x, pair in
        let (position, axis) = pair
        let isJoining = tiled || position < axes.count - 1
        return bind(
          AllGather(
            GatherLayout(
              dimension: dimension, names: [axis.name], groups: axisIndexGroups,
              size: axisIndexGroups?.first?.count ?? axis.size, isTiled: isJoining)), x)
      }
    }
  }

  /// The values of the leaves of a tree for all examples of a mapped axis.
  ///
  /// - Source: `jax.lax.all_gather`.
  public static func allGather<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, axisIndexGroups: AxisIndexGroups? = nil, axis: Int = 0,
    tiled: Bool = false
  ) -> Tree {
    tree.map(
      { allGather($0, axisName, axisIndexGroups: axisIndexGroups, axis: axis, tiled: tiled) }, x)
  }
}

struct AllGather: GatheringCollective {
  static let name = "all_gather"

  var layout: GatherLayout

  init(_ layout: GatherLayout) { self.layout = layout }

  init(params: Params) throws {
    self.init(try GatherLayout(params, dimension: "all_gather_dimension"))
  }

  var params: Params { layout.params(dimension: "all_gather_dimension") }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    var shape = inputs[0].shape
    if layout.isTiled {
      shape[layout.dimension] *= layout.size
    } else {
      shape.insert(layout.size, at: layout.dimension)
    }
    return [inputs[0].with(shape: shape).strong]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      cotangents.map { $0.map { bind(ReduceScatter(layout), $0) } }
    }
  }

  func shifted(by axis: Int) -> (Self, axis: Int) {
    let (shifted, isBefore) = layout.shifted(by: axis)
    return (Self(shifted), layout.isTiled || isBefore ? axis : axis + 1)
  }

  func resolve(_ x: Tensor, mapped: Int?, over axis: NamedAxis) throws -> Batched {
    let dimension = layout.dimension
    let all =
      mapped.map { x.movingAxis($0, to: dimension) }
      ?? x.repeated(axis.size, axis: dimension)
    return Batched(layout.isTiled ? all.folding(axis: dimension) : all, axis: nil)
  }
}
