// The minimum over axes.

import StableHLO

extension lax {
  /// Minimum over axes, which are removed; NaN if one of the elements is.
  ///
  /// - Source: `jax.lax.reduce_min`; StableHLO `reduce`.
  public static func reduceMin(_ operand: Tensor, _ axes: [Int]) -> Tensor {
    bind(ReduceMin(axes: axes), operand)
  }
}

struct ReduceMin: ReduceExtremum {
  static let name = "reduce_min"
  static let operation = "stablehlo.minimum"
  static let direction = "LT"
  static let accepts = DTypeSet.anyButKeys

  let axes: [Int]

  init(axes: [Int]) { self.axes = axes }

  static func neutral(_ dtype: DType) -> ScalarValue { highestValue(dtype) }
}
