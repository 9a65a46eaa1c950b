// Values sent from one example of a mapped axis to another.

extension lax {
  /// Sends the value of each example of a mapped axis to another example.
  ///
  ///     vmap({ x in lax.ppermute(x, "i", [(0, 1), (1, 2), (2, 0)]) }, axisName: "i")([5, 6, 7])     // [7, 5, 6]
  ///
  /// An example that nothing is sent to receives zeros.
  ///
  /// - Parameters:
  ///   - x: a tensor.
  ///   - axisName: the name of the axis.
  ///   - perm: pairs of the index of a sender and that of its receiver.
  /// - Source: `jax.lax.ppermute`.
  public static func ppermute(_ x: Tensor, _ axisName: AxisNames, _ perm: [(Int, Int)]) -> Tensor {
    raising(placeholder: x) {
      let axis = try axisName.axis("ppermute")
      let (senders, receivers) = (perm.map(\.0), perm.map(\.1))
      guard Set(senders).count == perm.count, Set(receivers).count == perm.count,
        (senders + receivers).allSatisfy((0..<axis.size).contains)
      else {
        throw JAXError(
          .argument, "ppermute", found: "the pairs \(perm) for an axis of size \(axis.size).",
          expected:
            "each index from 0 to \(axis.size - 1) at most once as a sender and as a receiver")
      }
      return bind(
        PPermute(names: axisName.names, perm: perm.map { [$0.0, $0.1] }), x)
    }
  }

  /// Sends the leaves of a tree of each example of a mapped axis to another example.
  ///
  /// - Source: `jax.lax.ppermute`.
  public static func ppermute<Tree: PyTree>(
    _ x: Tree, _ axisName: AxisNames, _ perm: [(Int, Int)]
  ) -> Tree {
    tree.map({ ppermute($0, axisName, perm) }, x)
  }
}

struct PPermute: Collective {
  static let name = "ppermute"

  let names: [String]
  /// Pairs of a sender and a receiver.
  let perm: [[Int]]

  init(names: [String], perm: [[Int]]) {
    self.names = names
    self.perm = perm
  }

  init(params: Params) throws {
    self.init(
      names: try params.axisNames("axis_name"),
      perm: try params.list("perm").compactMap(\.asInts))
  }

  var params: Params {
    Params([("axis_name", .names(names)), ("perm", .groups(perm))])
  }

  var groups: AxisIndexGroups? { nil }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { [inputs[0].strong] }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      let back = PPermute(names: names, perm: perm.map { [$0[1], $0[0]] })
      return cotangents.map { $0.map { bind(back, $0) } }
    }
  }

  func shifted(by axis: Int) -> (Self, axis: Int) { (self, axis) }

  func resolve(_ x: Tensor, mapped: Int?, over axis: NamedAxis) throws -> Batched {
    if mapped == nil && perm.count == axis.size { return Batched(x, axis: nil) }
    let examples = mapped.map { x.movingAxis($0, to: 0) } ?? x.repeated(axis.size, axis: 0)
    var sender = [Int](repeating: -1, count: axis.size)
    for pair in perm { sender[pair[1]] = pair[0] }
    let rows = lax.gather(
      examples,
      startIndices: Tensor(sender.map { Int32(max($0, 0)) }, shape: [axis.size, 1], dtype: .int32),
      dimensionNumbers: .init(
        offsetDims: Array(1..<examples.ndim), collapsedSliceDims: [0], startIndexMap: [0]),
      sliceSizes: [1] + examples.shape.dropFirst())
    guard perm.count < axis.size else { return Batched(rows, axis: 0) }
    let receives = Tensor(sender.map { $0 >= 0 }, shape: [axis.size], dtype: .bool)
    return Batched(
      lax.select(
        lax.broadcastInDim(receives, shape: rows.shape, broadcastDimensions: [0]), rows,
        lax.zeros(rows.aval.strong)), axis: 0)
  }
}
