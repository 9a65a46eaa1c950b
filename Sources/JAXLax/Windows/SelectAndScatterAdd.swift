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
    [
      try scatter(
        operands[1], source: operands[0], padding: window.padding, inputs[1].dtype, &context)
    ]
  }

  /// Appends `stablehlo.select_and_scatter`.
  func scatter(
    _ operand: Value, source: Value, padding: [[Int]], _ dtype: DType,
    _ context: inout LoweringContext
  ) throws -> Value {
    let scalar = HLO.TensorType.scalar(dtype.elementType)
    let direction = choice.direction
    let zero = context.constant(.zero, dtype)
    return try context.operation(
      "stablehlo.select_and_scatter", [operand, source, zero], results: [operand.type],
      attributes: [
        ("window_dimensions", .ints(window.dimensions)), ("window_strides", .ints(window.strides)),
        ("padding", .intMatrix(padding, columns: 2)),
      ],
      regions: [
        .init([scalar, scalar]) { context, pair in
          [context.compare(direction, pair[0], pair[1])]
        },
        .init([scalar, scalar]) { context, pair in
          [context.elementwise(dtype.isBool ? "stablehlo.or" : "stablehlo.add", pair)]
        },
      ])[0]
  }

  var derivative: DerivativeRule {
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
