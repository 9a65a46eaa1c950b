// XLA's CPU compiler adds one term after the other, so that long sums lose digits: they are taken in levels.

import StableHLO

extension Reduction {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    let dtype = inputs[0].dtype
    let isRounded = dtype.isInexact && Self.isRounded
    guard ReductionLevels.pay(inputs[0].shape, axes, isRounded: isRounded) else { return nil }
    let wide = isRounded ? dtype.widened : dtype
    let initial = context.constant(Self.neutral(wide), wide)
    let result = try context.reduceInLevels(
      context.convert(operands[0], to: wide.elementType), initial, axes: axes,
      join: { context, pair in try Self.join(pair, wide, &context) })
    return [context.convert(result, to: dtype.elementType)]
  }

  /// Whether joining two inexact numbers rounds.
  private static var isRounded: Bool {
    operation == ReduceSum.operation || operation == ReduceProd.operation
  }
}
