// XLA's CPU compiler takes no padding here, so the array is padded before and cut to size after.

import StableHLO

extension SelectAndScatterAdd {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    let (dtype, shape) = (inputs[1].dtype, inputs[1].shape)
    let padded = shape.indices.map {
      shape[$0] + window.padding[$0][0] + window.padding[$0][1]
    }
    let neutral = context.constant(choice.neutral(dtype), dtype)
    let operand = context.operation(
      "stablehlo.pad", [operands[1], neutral], result: operands[1].type.with(shape: padded),
      attributes: [
        ("edge_padding_low", .ints(window.padding.map { $0[0] })),
        ("edge_padding_high", .ints(window.padding.map { $0[1] })),
        ("interior_padding", .ints(shape.map { _ in 0 })),
      ])
    let sum = try scatter(
      operand, source: operands[0], padding: shape.map { _ in [0, 0] }, dtype, &context)
    return [
      context.operation(
        "stablehlo.slice", [sum], result: outputs[0].tensorType,
        attributes: [
          ("start_indices", .ints(window.padding.map { $0[0] })),
          ("limit_indices", .ints(shape.indices.map { window.padding[$0][0] + shape[$0] })),
          ("strides", .ints(shape.map { _ in 1 })),
        ])
    ]
  }
}
