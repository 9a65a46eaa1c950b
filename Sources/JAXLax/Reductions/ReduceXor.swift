// Logical and bitwise *exclusive or* over axes.

import StableHLO

extension lax {
  /// Logical and bitwise *exclusive or* of booleans and integers over axes, which are removed.
  ///
  /// - Source: `jax.lax.reduce_xor`; StableHLO `reduce`.
  public static func reduceXor(_ operand: Tensor, _ axes: [Int]) -> Tensor {
    bind(ReduceXor(axes: axes), operand)
  }
}

struct ReduceXor: Reduction {
  static let name = "reduce_xor"
  static let operation = "stablehlo.xor"
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
