// Logical and bitwise *and* over axes.

import StableHLO

extension lax {
  /// Logical and bitwise *and* of booleans and integers over axes, which are removed.
  ///
  /// - Source: `jax.lax.reduce_and`; StableHLO `reduce`.
  public static func reduceAnd(_ operand: Tensor, _ axes: [Int]) -> Tensor {
    bind(ReduceAnd(axes: axes), operand)
  }
}

struct ReduceAnd: Reduction {
  static let name = "reduce_and"
  static let operation = "stablehlo.and"
  static let accepts = DTypeSet.integerOrBool

  let axes: [Int]

  init(axes: [Int]) { self.axes = axes }

  static func neutral(_ dtype: DType) -> ScalarValue { dtype.isBool ? .bool(true) : .int(-1) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try Self.accepts.check(inputs[0].dtype, userName)
    return [inputs[0].with(shape: try reducedShape(inputs[0], axes, userName)).strong]
  }

  var derivative: DerivativeRule { .zero }
}
