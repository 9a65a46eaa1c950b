// To the place where each sliding window is greatest or smallest, one element of another array is added.
//
// It is the transpose of `select_and_gather_add`. Source: jax/_src/lax/windowed_reductions.py; StableHLO
// `select_and_scatter`.

import StableHLO

struct SelectAndScatterAdd: Primitive {
  static let name = "select_and_scatter_add"

  let choice: WindowChoice
  let window: Window

  init(choice: WindowChoice, window: Window) {
    self.choice = choice
    self.window = window
  }

  init(params: Params) throws {
    choice = try WindowChoice(params)
    window = try Window(params)
  }

  var params: Params {
    Params(
      [
        window.params[1], ("select_prim", .string(choice.rawValue)), window.params[3],
        window.params[4],
      ])
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (source, operand) = (inputs[0], inputs[1])
    let expected = try window.outputShape(operand.shape, userName)
    guard source.shape == expected else {
      throw JAXError(
        .shape, userName,
        found: "a source of shape \(source.shape.tupleDescription).",
        expected: "one element for each window: shape \(expected.tupleDescription)")
    }
    return [source.with(shape: operand.shape)]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    // XLA's CPU compiler does not take padding here, so the array is padded before and cut to size after.
    let dtype = inputs[1].dtype
    let shape = inputs[1].shape
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
    let scalar = TensorType.scalar(dtype.elementType)
    let direction = choice.direction
    let zero = context.constant(.zero, dtype)
    let sum = try context.operation(
      "stablehlo.select_and_scatter", [operand, operands[0], zero],
      results: [operand.type],
      attributes: [
        ("window_dimensions", .ints(window.dimensions)), ("window_strides", .ints(window.strides)),
        ("padding", .intMatrix(shape.map { _ in [0, 0] }, columns: 2)),
      ],
      regions: [
        .init([scalar, scalar]) { context, pair in
          [context.compare(direction, pair[0], pair[1])]
        },
        .init([scalar, scalar]) { context, pair in
          [context.elementwise(dtype.isBool ? "stablehlo.or" : "stablehlo.add", pair)]
        },
      ])
    return [
      context.operation(
        "stablehlo.slice", sum, result: outputs[0].tensorType,
        attributes: [
          ("start_indices", .ints(window.padding.map { $0[0] })),
          ("limit_indices", .ints(shape.indices.map { window.padding[$0][0] + shape[$0] })),
          ("strides", .ints(shape.map { _ in 1 })),
        ])
    ]
  }

  var derivative: Derivative {
    .jvp(
      { primals, tangents in
        (
          [bind(self, primals[0], primals[1])],
          [tangents[0].map { bind(self, $0, primals[1]) }]
        )
      },
      transpose: { cotangents, operands in
        guard let cotangent = cotangents[0], let keys = operands[1].known else {
          return [nil, nil]
        }
        return [bind(SelectAndGatherAdd(choice: choice, window: window), cotangent, keys), nil]
      })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let tensors = batchedAtFront(operands)
    let batched = SelectAndScatterAdd(choice: choice, window: window.insertingAxis(at: 0))
    return [Batched(bind(batched, tensors[0], tensors[1]), axis: 0)]
  }
}
