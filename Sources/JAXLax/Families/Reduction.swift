// Reductions over axes by an associative function.
//
// Source: jax/_src/lax/lax.py `_reduce_number_dtype_rule`, `reducer_primitive`; StableHLO `reduce`.

import StableHLO

/// A primitive that reduces an array over axes by an associative function with a neutral value.
protocol Reduction: Primitive {
  init(axes: [Int])
  /// The axes reduced over, increasing.
  var axes: [Int] { get }
  /// The StableHLO operation that joins two values.
  static var operation: String { get }
  /// Appends what joins two values.
  static func join(_ values: [Value], _ dtype: DType, _ context: inout LoweringContext) throws
    -> Value
  /// The dtypes that the reduction takes.
  static var accepts: DTypeSet { get }
  /// The value that an empty reduction gives.
  static func neutral(_ dtype: DType) -> ScalarValue
}

extension Reduction {
  init(params: Params) throws { self.init(axes: try params.ints("axes")) }

  var params: Params { Params([("axes", .ints(axes))]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try Self.accepts.check(inputs[0].dtype, userName)
    return [inputs[0].with(shape: try reducedShape(inputs[0], axes, userName))]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let dtype = inputs[0].dtype
    let initial = context.constant(Self.neutral(dtype), dtype)
    return [
      try context.reduce(operands[0], initial, axes: axes) { context, pair in
        try Self.join(pair, dtype, &context)
      }
    ]
  }

  static func join(_ values: [Value], _ dtype: DType, _ context: inout LoweringContext) throws
    -> Value
  {
    context.elementwise(operation, values)
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (batched, axis) = batchedAxes(axes, operands[0].axis)
    return [Batched(bind(Self(axes: batched), operands[0].tensor), axis: axis)]
  }
}

extension LoweringContext {
  /// Appends `stablehlo.reduce` of one array, by what joins two scalars.
  package mutating func reduce(
    _ operand: Value, _ initial: Value, axes: [Int],
    join: @escaping (inout LoweringContext, [Value]) throws -> Value
  ) throws -> Value {
    let scalar = HLO.TensorType.scalar(operand.type.element)
    let kept = operand.type.shape.indices.filter { !axes.contains($0) }
    return try operation(
      "stablehlo.reduce", [operand, initial],
      results: [operand.type.with(shape: kept.map { operand.type.shape[$0] })],
      attributes: [("dimensions", .ints(axes))],
      regions: [.init([scalar, scalar]) { context, pair in [try join(&context, pair)] }])[0]
  }
}

/// The axes of a reduction over an array with one more axis, and where that axis is in the result.
func batchedAxes(_ axes: [Int], _ mapped: Int?) -> (axes: [Int], mapped: Int?) {
  guard let mapped else { return (axes, nil) }
  let batched = axes.map { $0 < mapped ? $0 : $0 + 1 }
  return (batched, mapped - batched.count(where: { $0 < mapped }))
}

/// The shape that is left when an array is reduced over axes.
package func reducedShape(_ aval: ShapedArray, _ axes: [Int], _ operation: String) throws -> [Int] {
  guard Set(axes).count == axes.count, axes.allSatisfy({ (0..<aval.ndim).contains($0) }) else {
    throw JAXError(
      .axis, operation,
      found: "axes \(axes.tupleDescription) of an array of shape "
        + "\(aval.shape.tupleDescription).",
      expected: "different axes from 0 to \(aval.ndim - 1)")
  }
  return aval.shape.indices.filter { !axes.contains($0) }.map { aval.shape[$0] }
}
