// Logical and bitwise *or* over axes.

import StableHLO

extension lax {
  /// Logical and bitwise *or* of booleans and integers over axes, which are removed.
  ///
  /// - Source: `jax.lax.reduce_or`; StableHLO `reduce`.
  public static func reduceOr(_ operand: Tensor, _ axes: [Int]) -> Tensor {
    bind(ReduceOr(axes: axes), operand)
  }
}

struct ReduceOr: Reduction {
  static let name = "reduce_or"
  static let operation = "stablehlo.or"
  static let accepts = DTypeSet.integerOrBool

  let axes: [Int]

  init(axes: [Int]) { self.axes = axes }

  static func neutral(_ dtype: DType) -> ScalarValue { dtype.isBool ? .bool(false) : .zero }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try Self.accepts.check(inputs[0].dtype, userName)
    return [inputs[0].with(shape: try reducedShape(inputs[0], axes, userName)).strong]
  }

  var derivative: DerivativeRule { .zero }
}
