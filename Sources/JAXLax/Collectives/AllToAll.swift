// An axis of an array exchanged with a mapped one.

extension lax {
  /// Maps an axis of the array, and makes the mapped axis one of the array's: each example sends a part to each other.
  ///
  ///     vmap({ x in lax.allToAll(x, "i", 0, 0) }, axisName: "i")([[1, 2], [3, 4]])     // [[1, 3], [2, 4]]
  ///
  /// - Parameters:
  ///   - x: a tensor.
  ///   - axisName: the name of the mapped axis.
  ///   - splitAxis: the axis that is mapped afterwards; it has one index for each example.
  ///   - concatAxis: where the axis that was mapped is put, or which axis its parts are joined along.
  ///   - axisIndexGroups: the groups of examples that exchange, each on its own; not for axes of `vmap`.
  ///   - tiled: whether the axis is split into stretches, and parts are joined, so that no axis comes or goes.
  /// - Source: `jax.lax.all_to_all`.
  public static func allToAll(
    _ x: Tensor, _ axisName: AxisNames, _ splitAxis: Int, _ concatAxis: Int,
    axisIndexGroups: AxisIndexGroups? = nil, tiled: Bool = false
  ) -> Tensor {
    raising(placeholder: x) {
      let axis = try axisName.axis("allToAll")
      try check(axisIndexGroups, [axis], "allToAll", equal: true)
      let size = axisIndexGroups?.first?.count ?? axis.size
      guard var split = resolvedAxis(splitAxis, x, "allToAll"),
        var concat = resolvedAxis(concatAxis, x, "allToAll")
      else { return x.withoutValue }
      let found = x.shape[split]
      guard tiled ? size > 0 && found % size == 0 : found == size else {
        throw JAXError(
          .shape, "allToAll", found: "size \(found) along axis \(split) for \(size) examples.",
          expected: tiled
            ? "a size that the number of examples divides" : "one index for each example",
          remedy: tiled ? nil : "pass tiled: true to exchange stretches of the axis.")
      }
      var operand = x
      if !tiled && split != concat {
        // The place of the new axis counts without the split one.
        if split < concat { concat += 1 } else { split += 1 }
        operand = expandDims(x, [concat])
      }
      let result = bind(
        AllToAll(
          split: split, concat: concat, names: axisName.names, groups: axisIndexGroups, size: size,
          isTiled: tiled), operand)
      return tiled || split == concat ? result : squeeze(result, dimensions: [split])
    }
  }

  /// Exchanges an axis of each leaf of a tree with a mapped one.
  ///
  /// - Source: `jax.lax.all_to_all`.
  public static func allToAll<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, _ splitAxis: Int, _ concatAxis: Int,
    axisIndexGroups: AxisIndexGroups? = nil, tiled: Bool = false
  ) -> Tree {
    tree.map(
      {
        allToAll(
          $0, axisName, splitAxis, concatAxis, axisIndexGroups: axisIndexGroups, tiled: tiled)
      }, x)
  }
}

struct AllToAll: Collective {
  static let name = "all_to_all"

  var split: Int
  var concat: Int
  let names: [String]
  let groups: AxisIndexGroups?
  /// The number of examples that exchange.
  let size: Int
  let isTiled: Bool

  init(
    split: Int, concat: Int, names: [String], groups: AxisIndexGroups?, size: Int, isTiled: Bool
  ) {
    self.split = split
    self.concat = concat
    self.names = names
    self.groups = groups
    self.size = size
    self.isTiled = isTiled
  }

  init(params: Params) throws {
    let names = AxisNames(try params.axisNames("axis_name"))
    let groups = try params.axisIndexGroups()
    self.init(
      split: try params.int("split_axis"), concat: try params.int("concat_axis"),
      names: names.names, groups: groups,
      size: try groups?.first?.count ?? names.axis("allToAll").size,
      isTiled: try params.bool("tiled"))
  }

  var params: Params {
    Params([
      ("axis_index_groups", .groups(groups)), ("axis_name", .string(names[0])),
      ("concat_axis", .int(concat)), ("split_axis", .int(split)), ("tiled", .bool(isTiled)),
    ])
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    var shape = inputs[0].shape
    shape[split] = size == 0 ? 0 : shape[split] / size
    shape[concat] *= size
    return [inputs[0].with(shape: shape).strong]
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      var transposed = self
      (transposed.split, transposed.concat) = (concat, split)
      return cotangents.map { $0.map { bind(transposed, $0) } }
    }
  }

  func shifted(by axis: Int) -> (Self, axis: Int) {
    var shifted = self
    if axis <= split { shifted.split += 1 }
    if axis <= concat { shifted.concat += 1 }
    return (shifted, axis)
  }

  func resolve(_ x: Tensor, mapped: Int?, over axis: NamedAxis) throws -> Batched {
    let examples = mapped.map { x.movingAxis($0, to: 0) } ?? x.repeated(size, axis: 0)
    // Each example's parts, along an axis of their own, which is mapped afterwards.
    let parts = examples.splitting(axis: split + 1, size)
    let exchanged = parts.movingAxis(split + 1, to: 0)
    return Batched(
      exchanged.movingAxis(1, to: concat + 1).folding(axis: concat + 1), axis: 0)
  }
}
