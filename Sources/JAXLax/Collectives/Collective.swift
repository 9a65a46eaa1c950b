// The rules that the operations between the examples of a mapped axis share.
//
// The trace of the axis resolves them: a sum over the axis is then an ordinary sum. Until then they stay in programs, so
// that a staged function may be mapped later, or run on several devices. Source: jax/_src/lax/parallel.py.

import StableHLO

/// An operation between the examples of one or more mapped axes.
protocol Collective: Primitive {
  /// The names of the axes.
  var names: [String] { get }
  /// The groups of examples that work together; all of them if nil.
  var groups: AxisIndexGroups? { get }

  /// The operation on operands with one more axis that it does not refer to, and where that is in the result.
  func shifted(by axis: Int) -> (Self, axis: Int)

  /// The operation on an operand of which the given axis holds the examples of the named one; nil if all are the same.
  func resolve(_ x: Tensor, mapped: Int?, over axis: NamedAxis) throws -> Batched
}

extension Collective {
  var axisNames: Set<String> { Set(names) }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    throw JAXError.unboundAxis(names.first ?? "", userName)
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let operand = operands.first, let axis = operand.axis else {
      return bind(self, operands.map(\.tensor)).map { Batched($0, axis: nil) }
    }
    let (shifted, moved) = shifted(by: axis)
    return [Batched(bind(shifted, operand.tensor), axis: moved)]
  }

  func batch(_ operands: [Batched], over axis: NamedAxis) throws -> [Batched] {
    guard groups == nil else {
      throw JAXError(
        .argument, userName, found: "axisIndexGroups for an axis of vmap.",
        expected: "all examples of the axis together",
        remedy: "reshape the mapped axis into two, map over both, and name the inner one.")
    }
    return [try resolve(operands[0].tensor, mapped: operands[0].axis, over: axis)]
  }
}

extension Tensor {
  /// One axis as two, the first one of the given size.
  func splitting(axis: Int, _ size: Int) -> Tensor {
    var sizes = shape
    sizes[axis] = size == 0 ? 0 : shape[axis] / size
    sizes.insert(size, at: axis)
    return lax.reshape(self, sizes)
  }

  /// An axis and the next one as one.
  func folding(axis: Int) -> Tensor {
    var sizes = shape
    sizes[axis] *= sizes.remove(at: axis + 1)
    return lax.reshape(self, sizes)
  }

  /// The array repeated along a new axis.
  func repeated(_ count: Int, axis: Int) -> Tensor {
    var sizes = shape
    sizes.insert(count, at: axis)
    return lax.broadcastInDim(
      self, shape: sizes, broadcastDimensions: sizes.indices.filter { $0 != axis })
  }
}
