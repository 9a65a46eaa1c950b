// Running sums, products and the like along an axis: what they share.
//
// Each is a reduction over a window that grows along the axis; XLA turns that into a tree. Derivatives go through an
// associative scan of pairs of a value and its tangent.
// Source: jax/_src/lax/control_flow/loops.py `_cumulative_reduction_primitive`, `_cumulative_jvp_rule`.

import StableHLO

/// A primitive that joins each element along an axis with all before it.
protocol CumulativeReduction: Primitive {
  init(axis: Int, reverse: Bool)
  /// The axis.
  var axis: Int { get }
  /// Whether each element is joined with all after it instead.
  var reverse: Bool { get }
  /// The dtypes accepted.
  static var accepts: DTypeSet { get }
  /// The value that changes nothing when joined.
  static func neutral(_ dtype: DType) -> ScalarValue
  /// What joins earlier and later elements.
  static func join(_ a: Tensor, _ b: Tensor) -> Tensor
}

extension CumulativeReduction {
  static var accepts: DTypeSet { .numeric }

  init(params: Params) throws {
    self.init(axis: try params.int("axis"), reverse: try params.bool("reverse"))
  }

  var params: Params { Params([("axis", .int(axis)), ("reverse", .bool(reverse))]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try Self.accepts.check(inputs[0].dtype, userName)
    guard inputs[0].shape.indices.contains(axis) else {
      throw JAXError(
        .axis, userName,
        found: "axis \(axis) of an array of shape \(inputs[0].shape.tupleDescription).",
        expected: inputs[0].ndim == 0
          ? "an array with axes" : "an axis from 0 to \(inputs[0].ndim - 1)")
    }
    return [inputs[0]]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let (shape, dtype) = (inputs[0].shape, inputs[0].dtype)
    guard inputs[0].size > 0 else { return operands }
    var window = Window(dimensions: shape.map { _ in 1 })
    window.dimensions[axis] = shape[axis]
    window.padding[axis] = reverse ? [0, shape[axis] - 1] : [shape[axis] - 1, 0]
    let scalar = ShapedArray(shape: [], dtype: dtype)
    return try context.reduceWindow(
      operands, [context.constant(Self.neutral(dtype), dtype)], window,
      results: outputs.map(\.tensorType)
    ) { context, arguments in
      try context.trace(arguments, [scalar, scalar]) { [Self.join($0[0], $0[1])] }
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let mapped = operands[0].axis else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    let batched = Self(axis: axis < mapped ? axis : axis + 1, reverse: reverse)
    return [Batched(bind(batched, operands[0].tensor), axis: mapped)]
  }
}

/// A cumulative reduction with a derivative that is not the reduction itself.
protocol DifferentiableCumulativeReduction: CumulativeReduction {
  /// The tangent of `join(a, b)`, which is `result`.
  static func tangent(
    _ a: (value: Tensor, tangent: Tensor), _ b: (value: Tensor, tangent: Tensor), result: Tensor
  ) -> Tensor
}

extension DifferentiableCumulativeReduction {
  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      guard let tangent = tangents[0] else { return ([bind(self, primals[0])], [nil]) }
      let scanned = associativeScan([primals[0], tangent], axis: axis, reverse: reverse) { a, b in
        let result = Self.join(a[0], b[0])
        return [result, Self.tangent((a[0], a[1]), (b[0], b[1]), result: result)]
      }
      return ([scanned[0]], [scanned[1]])
    }
  }
}
