// The maximum over axes.

import StableHLO

extension lax {
  /// Maximum over axes, which are removed; NaN if one of the elements is.
  ///
  /// - Source: `jax.lax.reduce_max`; StableHLO `reduce`.
  public static func reduceMax(_ operand: Tensor, _ axes: [Int]) -> Tensor {
    bind(ReduceMax(axes: axes), operand)
  }
}

struct ReduceMax: ReduceExtremum {
  static let name = "reduce_max"
  static let operation = "stablehlo.maximum"
  static let direction = "GT"
  static let accepts = DTypeSet.anyButKeys

  let axes: [Int]

  init(axes: [Int]) { self.axes = axes }

  static func neutral(_ dtype: DType) -> ScalarValue { lowestValue(dtype) }
}
