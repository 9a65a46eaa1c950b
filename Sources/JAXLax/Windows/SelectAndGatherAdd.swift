// From each sliding window, the element of one array at the place where another one is greatest or smallest.
//
// It is the derivative of the maximum over windows. Source: jax/_src/lax/windowed_reductions.py.

import StableHLO

struct SelectAndGatherAdd: Primitive {
  static let name = "select_and_gather_add"

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
    let (dilationAndPadding, rest) = (window.params[..<2], window.params[2...])
    return Params(
      dilationAndPadding + [("select_prim", .string(choice.rawValue))] + rest)
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard inputs[0].shape == inputs[1].shape else {
      throw JAXError(
        .shape, userName,
        found: "arrays of shapes \(inputs[0].shape.tupleDescription) and "
          + "\(inputs[1].shape.tupleDescription).",
        expected: "equal shapes")
    }
    return [inputs[0].with(shape: try window.outputShape(inputs[1].shape, userName))]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let (tangent, key) = (inputs[0].dtype, inputs[1].dtype)
    let initial = [
      context.constant(choice.neutral(key), key), context.constant(.zero, tangent),
    ]
    let direction = choice.direction
    let results = try context.reduceWindow(
      [operands[1], operands[0]], initial, window,
      results: [outputs[0].with(dtype: key), outputs[0]].map(\.tensorType)
    ) { context, pairs in
      let keepsFirst = context.compare(direction, pairs[0], pairs[2])
      return [
        context.select(keepsFirst, pairs[0], pairs[2]),
        context.select(keepsFirst, pairs[1], pairs[3]),
      ]
    }
    return [results[1]]
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
        guard window.windowDilation.allSatisfy({ $0 == 1 }) else {
          throw JAXError(
            .differentiation, "reduceWindow",
            found: "a reverse derivative with window dilation "
              + "\(window.windowDilation.tupleDescription).",
            expected: "no window dilation")
        }
        let isDilated = window.baseDilation.contains { $0 != 1 }
        let spread =
          isDilated
          ? lax.pad(
            keys, Tensor(choice.neutral(keys.dtype), dtype: keys.dtype),
            window.baseDilation.map { (0, 0, $0 - 1) }) : keys
        let scatter = SelectAndScatterAdd(
          choice: choice,
          window: Window(
            dimensions: window.dimensions, strides: window.strides, padding: window.padding))
        let sum = bind(scatter, cotangent, spread)
        return [
          isDilated
            ? lax.slice(
              sum, startIndices: sum.shape.map { _ in 0 }, limitIndices: sum.shape,
              strides: window.baseDilation) : sum,
          nil,
        ]
      })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let tensors = batchedAtFront(operands)
    let batched = SelectAndGatherAdd(choice: choice, window: window.insertingAxis(at: 0))
    return [Batched(bind(batched, tensors[0], tensors[1]), axis: 0)]
  }
}
