// The index of the largest or smallest element along an axis: what `argmax` and `argmin` share.
//
// The first of equal elements wins, and the first NaN wins over all numbers.
// Source: jax/_src/lax/lax.py `_compute_argminmax`.

import StableHLO

/// The index of an extremum along an axis.
protocol ArgExtremum: Primitive {
  init(axis: Int, indexDtype: DType)
  /// The axis searched.
  var axis: Int { get }
  /// The dtype of the index.
  var indexDtype: DType { get }
  /// Whether a value comes before another.
  static func precedes(_ a: Tensor, _ b: Tensor) -> Tensor
  /// The value that all others come before.
  static func last(_ dtype: DType) -> ScalarValue
}

extension ArgExtremum {
  init(params: Params) throws {
    let axes = try params.ints("axes")
    guard axes.count == 1 else {
      throw JAXError(
        .argument, Self.name, found: "axes \(axes.tupleDescription).", expected: "one axis")
    }
    self.init(axis: axes[0], indexDtype: try params.dtype("index_dtype"))
  }

  var params: Params { Params([("axes", .ints([axis])), ("index_dtype", .dtype(indexDtype))]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let operand = inputs[0]
    try DTypeSet.ordered.check(operand.dtype, userName)
    guard indexDtype.isInteger else {
      throw JAXError(
        .dtype, userName, found: "indexDtype \(indexDtype).", expected: "an integer dtype")
    }
    let shape = try reducedShape(operand, [axis], userName)
    guard operand.shape[axis] > 0 else {
      throw JAXError(
        .shape, userName,
        found: "axis \(axis) of an array of shape \(operand.shape.tupleDescription) is empty.",
        expected: "at least one element along the axis")
    }
    return [ShapedArray(shape: shape, dtype: indexDtype)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let dtype = inputs[0].dtype
    let indexType = indexDtype.elementType
    let indices = context.operation(
      "stablehlo.iota", [], result: HLO.TensorType(inputs[0].shape, indexType),
      attributes: [("iota_dimension", .int(axis))])
    let initial = [
      context.constant(Self.last(dtype), dtype), context.constant(.zero, indexDtype),
    ]
    let scalars = [
      ShapedArray(shape: [], dtype: dtype), ShapedArray(shape: [], dtype: indexDtype),
    ]
    let results = try context.operation(
      "stablehlo.reduce", [operands[0], indices] + initial,
      results: [outputs[0].with(dtype: dtype), outputs[0]].map(\.tensorType),
      attributes: [("dimensions", .ints([axis]))],
      regions: [
        .init((scalars + scalars).map(\.tensorType)) { context, arguments in
          try context.trace(arguments, scalars + scalars) { pairs in
            let (value, index, best, bestIndex) = (pairs[0], pairs[1], pairs[2], pairs[3])
            let isBetter = lax.bitwiseOr(Self.precedes(value, best), lax.ne(value, value))
            let isEarlier = lax.bitwiseAnd(lax.eq(value, best), lax.lt(index, bestIndex))
            return [
              lax.select(isBetter, value, best),
              lax.select(lax.bitwiseOr(isBetter, isEarlier), index, bestIndex),
            ]
          }
        }
      ])
    return [results[1]]
  }

  var derivative: DerivativeRule { .zero }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (batched, mapped) = batchedAxes([axis], operands[0].axis)
    return [
      Batched(
        bind(Self(axis: batched[0], indexDtype: indexDtype), operands[0].tensor), axis: mapped)
    ]
  }
}
