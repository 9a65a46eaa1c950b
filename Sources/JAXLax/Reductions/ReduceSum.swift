// The sum over axes.

import StableHLO

extension lax {
  /// Sum over axes, which are removed.
  ///
  /// - Source: `jax.lax.reduce_sum`; StableHLO `reduce`.
  public static func reduceSum(_ operand: Tensor, _ axes: [Int]) -> Tensor {
    axes.isEmpty ? operand : bind(ReduceSum(axes: axes), operand)
  }
}

struct ReduceSum: Reduction {
  static let name = "reduce_sum"
  static let operation = "stablehlo.add"
  static let accepts = DTypeSet.numeric

  let axes: [Int]

  init(axes: [Int]) { self.axes = axes }

  static func neutral(_ dtype: DType) -> ScalarValue { .zero }

  var params: Params { Params([("axes", .ints(axes)), ("out_sharding", .none)]) }

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      let shape = operands[0].aval.shape
      let kept = shape.indices.filter { !axes.contains($0) }
      return [
        cotangents[0].map { lax.broadcastInDim($0, shape: shape, broadcastDimensions: kept) }
      ]
    }
  }
}
