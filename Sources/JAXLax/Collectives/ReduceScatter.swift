// A sum over the examples of a mapped axis, of which each example keeps its part.

extension lax {
  /// The sum over the examples of a mapped axis, of which each example keeps its own part.
  ///
  ///     vmap({ x in lax.psumScatter(x, "i") }, axisName: "i")([[1, 2], [3, 4]])     // [4, 6]
  ///
  /// - Parameters:
  ///   - x: a tensor.
  ///   - axisName: the name of the axis; of several the first one varies slowest.
  ///   - scatterDimension: the axis that is given out.
  ///   - axisIndexGroups: the groups of examples that are summed, each on its own; not for axes of `vmap`.
  ///   - tiled: whether each example keeps a stretch of the axis, rather than one index, whose axis goes.
  /// - Source: `jax.lax.psum_scatter`.
  public static func psumScatter(
    _ x: Tensor, _ axisName: AxisNames, scatterDimension: Int = 0,
    axisIndexGroups: AxisIndexGroups? = nil, tiled: Bool = false
  ) -> Tensor {
    raising(placeholder: x) {
      let axes = try axisName.axes("psumScatter")
      try check(axisIndexGroups, axes, "psumScatter", equal: true)
      guard let dimension = resolvedAxis(scatterDimension, x, "psumScatter") else {
        return x.withoutValue
      }
      let sizes = axisIndexGroups?.first.map { [$0.count] } ?? axes.map(\.size)
      let count = sizes.reduce(1, *)
      let found = x.shape[dimension]
      guard tiled ? count > 0 && found % count == 0 : found == count else {
        throw JAXError(
          .shape, "psumScatter",
          found: "size \(found) along axis \(dimension) for \(count) examples.",
          expected: tiled
            ? "a size that the number of examples divides" : "one index for each example",
          remedy: tiled ? nil : "pass tiled: true to give each example a stretch of the axis.")
      }
      var result = x
      for (position, axis) in axes.enumerated() {
        let isLast = position == axes.count - 1
        result = bind(
          ReduceScatter(
            GatherLayout(
              dimension: dimension, names: [axis.name], groups: axisIndexGroups,
              size: sizes[position], isTiled: tiled || !isLast)), result)
      }
      return result
    }
  }

  /// The sums of the leaves of a tree over the examples of a mapped axis, of which each keeps its own part.
  ///
  /// - Source: `jax.lax.psum_scatter`.
  public static func psumScatter<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, scatterDimension: Int = 0,
    axisIndexGroups: AxisIndexGroups? = nil, tiled: Bool = false
  ) -> Tree {
    tree.map(
      {
        psumScatter(
          $0, axisName, scatterDimension: scatterDimension, axisIndexGroups: axisIndexGroups,
          tiled: tiled)
      }, x)
  }
}

struct ReduceScatter: GatheringCollective {
  static let name = "reduce_scatter"

  var layout: GatherLayout

  init(_ layout: GatherLayout) { self.layout = layout }

  init(params: Params) throws {
    self.init(try GatherLayout(params, dimension: "scatter_dimension"))
  }

  var params: Params { layout.params(dimension: "scatter_dimension") }

  var userName: String { "psumScatter" }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    var shape = inputs[0].shape
    let (dimension, size) = (layout.dimension, layout.size)
    if layout.isTiled {
      shape[dimension] = size == 0 ? 0 : shape[dimension] / size
    } else {
      shape.remove(at: dimension)
    }
    return [inputs[0].with(shape: shape).strong]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      cotangents.map { $0.map { bind(AllGather(layout), $0) } }
    }
  }

  func shifted(by axis: Int) -> (Self, axis: Int) {
    let (shifted, isBefore) = layout.shifted(by: axis)
    return (Self(shifted), layout.isTiled || isBefore ? axis : axis - 1)
  }

  func resolve(_ x: Tensor, mapped: Int?, over axis: NamedAxis) throws -> Batched {
    let sum =
      mapped.map { PSum.reduce(x, axis: $0) } ?? PSum.reduce(x, copies: axis.size)
    let dimension = layout.dimension
    return Batched(
      layout.isTiled ? sum.splitting(axis: dimension, layout.size) : sum, axis: dimension)
  }
}
