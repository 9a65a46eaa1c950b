// The value of one example of a mapped axis, for all of them.

extension lax {
  /// The value of one example of a mapped axis, for all of them.
  ///
  ///     vmap({ x in lax.pbroadcast(x, "i", 1) }, axisName: "i")([5, 6, 7])     // [6, 6, 6]
  ///
  /// - Source: `jax.lax.pbroadcast`.
  public static func pbroadcast(_ x: Tensor, _ axisName: AxisNames, _ source: Int) -> Tensor {
    raising(placeholder: x) {
      let axis = try axisName.axis("pbroadcast")
      guard (0..<axis.size).contains(source) else {
        throw JAXError(
          .argument, "pbroadcast", found: "source \(source) of an axis of size \(axis.size).",
          expected: "an index from 0 to \(axis.size - 1)")
      }
      return bind(PBroadcast(names: axisName.names, source: source), x)
    }
  }

  /// The leaves of the tree of one example of a mapped axis, for all of them.
  ///
  /// - Source: `jax.lax.pbroadcast`.
  public static func pbroadcast<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, _ source: Int
  ) -> Tree {
    tree.map({ pbroadcast($0, axisName, source) }, x)
  }
}

struct PBroadcast: Collective {
  static let name = "pbroadcast"

  let names: [String]
  let source: Int

  init(names: [String], source: Int) {
    self.names = names
    self.source = source
  }

  init(params: Params) throws {
    self.init(names: try params.axisNames("axis_name"), source: try params.int("source"))
  }

  var params: Params {
    Params([("axis_name", .string(names[0])), ("source", .int(source))])
  }

  var groups: AxisIndexGroups? { nil }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { [inputs[0].strong] }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      guard let cotangent = cotangents[0] else { return [nil] }
      let sum = bind(PSum(names: names, groups: nil), cotangent)
      // Where the axis is not known yet it may be of any length.
      let size = (try? namedAxis(names[0], userName))?.size ?? .max
      let index = bind(AxisIndex(name: names[0], dtype: .index(upTo: size)), [])[0]
      let isSource = lax.eq(index, Tensor(.int(Int64(source)), dtype: index.dtype))
      return [
        lax.select(
          lax.broadcastInDim(isSource, shape: sum.shape, broadcastDimensions: []), sum,
          lax.zeros(sum.aval.strong))
      ]
    }
  }

  func shifted(by axis: Int) -> (Self, axis: Int) { (self, axis) }

  func resolve(_ x: Tensor, mapped: Int?, over axis: NamedAxis) throws -> Batched {
    guard let mapped else { return Batched(x, axis: nil) }
    let row = lax.sliceInDim(x, source, source + 1, axis: mapped)
    return Batched(lax.squeeze(row, dimensions: [mapped]), axis: nil)
  }
}
