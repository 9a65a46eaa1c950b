// Reductions over sliding windows by an associative function with a neutral value: what they share.
//
// Source: jax/_src/lax/windowed_reductions.py `_reduce_window_lower`, `_reduce_window_batch_rule`.

import StableHLO

/// A reduction over sliding windows.
protocol WindowReduction: Primitive {
  init(window: Window)
  /// How the window slides.
  var window: Window { get }
  /// The dtypes accepted.
  static var accepts: DTypeSet { get }
  /// The value that padding has, which changes nothing when joined.
  static func neutral(_ dtype: DType) -> ScalarValue
  /// What joins two elements.
  static func join(_ a: Tensor, _ b: Tensor) -> Tensor
}

extension WindowReduction {
  init(params: Params) throws { self.init(window: try Window(params)) }

  var params: Params { Params(window.params) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try Self.accepts.check(inputs[0].dtype, userName)
    return [inputs[0].with(shape: try window.outputShape(inputs[0].shape, userName))]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let dtype = inputs[0].dtype
    let scalar = ShapedArray(shape: [], dtype: dtype)
    return try context.reduceWindow(
      operands, [context.constant(Self.neutral(dtype), dtype)], window,
      results: outputs.map(\.tensorType)
    ) { context, arguments in
      try context.trace(arguments, [scalar, scalar]) { [Self.join($0[0], $0[1])] }
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    let batched = Self(window: window.insertingAxis(at: axis))
    return [Batched(bind(batched, operands[0].tensor), axis: axis)]
  }
}
