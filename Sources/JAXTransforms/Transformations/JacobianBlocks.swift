// Jacobians of functions of trees, leaf by leaf.
//
// Forwards, the tangents of a standard basis of the arguments are pushed through the function under `vmap`; backwards,
// the cotangents of a standard basis of the results are pulled back. Source: jax/_src/api.py `jacfwd`, `jacrev`,
// `_std_basis`.

import JAXLax

/// The derivative of each leaf of a function's results with respect to each leaf of the chosen arguments.
package struct JacobianBlocks {
  /// A row of blocks for each leaf of the results.
  let rows: [[Tensor]]
  /// The structures of the results.
  let results: [TreeDef]
  /// The structures of all arguments.
  let arguments: [TreeDef]
  /// The arguments differentiated.
  let chosen: Range<Int>
  /// The results that are only computed.
  let auxiliaries: TreeReader

  /// How many of the arguments differentiated have been asked for.
  fileprivate var asked = 0

  /// The next of the arguments differentiated, and the positions of its leaves among those of all these.
  private mutating func next() -> (structure: TreeDef, columns: Range<Int>) {
    defer { asked += 1 }
    let structures = Array(arguments[chosen])
    return (structures[asked], structures.leafRanges[asked])
  }

  /// The derivatives of the only tensor of the result with respect to the next argument: a tree like that.
  mutating func row<Input: PyTree>(_ type: Input.Type = Input.self) throws -> Input {
    let (structure, columns) = next()
    return try structure.unflatten(Array(rows[0][columns]))
  }

  /// The derivatives with respect to the only tensor of the next argument: a tree like the result.
  mutating func column<Output: PyTree>() throws -> Output {
    let column = next().columns.lowerBound
    return try results[0].unflatten(rows.map { $0[column] })
  }

  /// The derivatives of a tree with respect to the next argument, a tree.
  mutating func matrix<Output: PyTree, Input: PyTree>(_ type: Input.Type = Input.self) throws
    -> Jacobian<Output, Input>
  {
    let (structure, columns) = next()
    return try Jacobian(results[0], structure, rows.flatMap { $0[columns] })
  }

  /// The result that is only computed.
  package func auxiliary<Value: PyTree>() throws -> Value {
    var reader = auxiliaries
    return try reader.read()
  }
}

extension FlatFunction {
  /// The Jacobian of a function.
  ///
  /// - Parameters:
  ///   - leaves: the leaves of the arguments.
  ///   - chosen: the arguments differentiated.
  ///   - holomorphic: whether the function is complex and the caller promises that it is holomorphic.
  ///   - allowInt: whether integers may be differentiated; the derivatives are zeros of `float32`.
  ///   - auxiliary: how many results at the end are only computed.
  package func jacobian(
    _ mode: DerivativeMode, _ leaves: [Tensor], of chosen: Range<Int>, holomorphic: Bool = false,
    allowInt: Bool = false, auxiliary: Int = 0
  ) throws -> JacobianBlocks {
    let positions = arguments.leafRange(of: chosen)
    try checkDifferentiated(
      leaves, positions, mode, holomorphic: holomorphic, allowInt: allowInt)
    var results: [TreeDef] = []
    let function = { (arguments: [Tensor]) throws -> [Tensor] in
      let writer = try self(arguments)
      results = writer.structures
      let count = writer.structures.dropLast(auxiliary).reduce(0) { $0 + $1.leafCount }
      for result in writer.leaves[..<count] {
        try checkResult(result.dtype, mode, holomorphic: holomorphic)
      }
      return writer.leaves
    }
    let (outputs, rows) =
      switch mode {
      case .forward: try columnwise(function, leaves, positions)
      case .reverse:
        try rowwise(function, leaves, positions) {
          results.dropLast(auxiliary).reduce(0) { $0 + $1.leafCount }
        }
      }
    let structures = Array(results.dropLast(auxiliary))
    let count = structures.reduce(0) { $0 + $1.leafCount }
    return JacobianBlocks(
      rows: Array(rows[..<count]), results: structures, arguments: arguments, chosen: chosen,
      auxiliaries: TreeReader(Array(outputs[count...]), Array(results.suffix(auxiliary))))
  }

  /// The Hessian of a function of one tensor with respect to several arguments: the blocks of the derivatives, forwards,
  /// of the derivatives, backwards.
  package func hessian(_ leaves: [Tensor], of chosen: Range<Int>, holomorphic: Bool = false) throws
    -> HessianBlocks
  {
    let gradient = FlatFunction(name, arguments) { [self] reader, writer in
      let first = try jacobian(
        .reverse, reader.leaves, of: chosen, holomorphic: holomorphic)
      for block in first.rows[0] { writer.write(block) }
    }
    let blocks = try gradient.jacobian(.forward, leaves, of: chosen, holomorphic: holomorphic)
    return HessianBlocks(rows: blocks.rows, arguments: arguments, chosen: chosen)
  }

  /// The results, and for each a block for each leaf at the given positions, computed for all directions of these.
  private func columnwise(
    _ function: ([Tensor]) throws -> [Tensor], _ leaves: [Tensor], _ positions: Range<Int>
  ) throws -> (outputs: [Tensor], rows: [[Tensor]]) {
    let basis = standardBasis(leaves[positions].map(\.aval))
    var count = 0
    let results = try vmapFlat(
      { directions in
        let tangents = leaves.indices.map { position in
          positions.contains(position) ? directions[position - positions.lowerBound] : nil
        }
        let (outputs, outputTangents) = try jvpFlat(function, leaves, tangents)
        count = outputs.count
        return outputs + presentTangents(outputTangents, like: outputs.map(\.aval))
      }, basis, inAxes: basis.map { _ in 0 },
      outAxes: { results in results.indices.map { $0 < count ? nil : -1 } },
      axisSize: leaves[positions].reduce(0) { $0 + $1.size })
    let shapes = leaves[positions].map(\.shape)
    return (
      Array(results[..<count]), results[count...].map { $0.unraveled(axis: $0.ndim - 1, shapes) }
    )
  }

  /// The results, and for each a block for each leaf at the given positions, computed for all directions of the results.
  private func rowwise(
    _ function: ([Tensor]) throws -> [Tensor], _ leaves: [Tensor], _ positions: Range<Int>,
    _ differentiableCount: () -> Int
  ) throws -> (outputs: [Tensor], rows: [[Tensor]]) {
    let isDifferentiated = leaves.indices.map {
      positions.contains($0) && leaves[$0].dtype.isInexact
    }
    let linearization = try linearizeFlat(
      function, leaves, isDifferentiated: isDifferentiated, isReverse: true)
    let outputs = linearization.outputs
    let differentiable = Array(outputs[..<differentiableCount()])
    let basis = standardBasis(differentiable.map(\.aval))
    let padding = [Tensor?](repeating: nil, count: outputs.count - differentiable.count)
    let columns = try vmapFlat(
      { directions in
        let pulled: [Tensor?] = isDifferentiated.scattering(
          try linearization.pullback(directions.map { $0 } + padding))
        return positions.map { pulled[$0] ?? zeroCotangent(leaves[$0].aval) }
      }, basis, inAxes: basis.map { _ in 0 },
      axisSize: differentiable.reduce(0) { $0 + $1.size })
    let blocks = columns.map { $0.unraveled(axis: 0, differentiable.map(\.shape)) }
    return (outputs, differentiable.indices.map { row in blocks.map { $0[row] } })
  }
}

/// The second derivatives of a tensor with respect to several arguments.
package struct HessianBlocks {
  let rows: [[Tensor]]
  let arguments: [TreeDef]
  let chosen: Range<Int>

  private func leaves(_ argument: Int) -> Range<Int> {
    arguments[chosen].map { $0 }.leafRanges[argument - chosen.lowerBound]
  }

  /// The derivatives with respect to two arguments that are tensors.
  package func tensor(_ first: Int, _ second: Int) throws -> Tensor {
    rows[leaves(first).lowerBound][leaves(second).lowerBound]
  }

  /// The derivatives with respect to two arguments that are trees.
  package func matrix<First: PyTree, Second: PyTree>(_ first: Int, _ second: Int) throws
    -> Jacobian<First, Second>
  {
    try Jacobian(
      arguments[first], arguments[second],
      rows[leaves(first)].flatMap { $0[leaves(second)] })
  }
}

/// For each of several arrays, the directions of the standard basis of all of them, along a new first axis.
private func standardBasis(_ avals: [ShapedArray]) -> [Tensor] {
  let total = avals.reduce(0) { $0 + $1.size }
  let rows = lax.broadcastedIota(.int32, [total, total], 0)
  let columns = lax.broadcastedIota(.int32, [total, total], 1)
  return lax.eq(rows, columns).unraveled(axis: 1, avals.map(\.shape)).enumerated().map {
    lax.convertElementType($1, avals[$0].dtype)
  }
}

extension Tensor {
  /// The parts of one axis, each with that axis in the given shape.
  fileprivate func unraveled(axis: Int, _ shapes: [[Int]]) -> [Tensor] {
    let sizes = shapes.map(\.elementCount)
    let parts = sizes.count == 1 ? [self] : lax.split(self, sizes: sizes, axis: axis)
    return zip(parts, shapes).map { part, shape in
      lax.reshape(part, Array(self.shape[..<axis]) + shape + Array(self.shape[(axis + 1)...]))
    }
  }
}
