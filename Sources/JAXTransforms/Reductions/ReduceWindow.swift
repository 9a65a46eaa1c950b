// Reductions over sliding windows by any associative function of scalars, of several arrays at once.
//
// Source: jax/_src/lax/windowed_reductions.py `reduce_window`; StableHLO `reduce_window`.

import JAXLax
import StableHLO

extension lax {
  /// An array reduced over each window that slides over it, by an associative function.
  ///
  ///     // The largest of each 2 × 2 block.
  ///     lax.reduceWindow(x, -.infinity, lax.max, [2, 2], [2, 2], "VALID")
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - initValue: the number to begin with, which padding has too.
  ///   - computation: joins two numbers.
  ///   - windowDimensions: the size of the window.
  ///   - windowStrides: the distance between windows; 1 if nil.
  ///   - padding: the padding of the array.
  ///   - baseDilation: the distance between elements of the array; 1 if nil.
  ///   - windowDilation: the distance between elements of the window; 1 if nil.
  /// - Source: `jax.lax.reduce_window`; StableHLO `reduce_window`.
  public static func reduceWindow(
    _ operand: Tensor, _ initValue: Tensor, _ computation: (Tensor, Tensor) -> Tensor,
    _ windowDimensions: [Int], windowStrides: [Int]? = nil, padding: Padding = .valid,
    baseDilation: [Int]? = nil, windowDilation: [Int]? = nil
  ) -> Tensor {
    raising(placeholder: operand) {
      let ones = windowDimensions.map { _ in 1 }
      let (strides, dilation) = (windowStrides ?? ones, windowDilation ?? ones)
      guard windowDimensions.count == operand.ndim, strides.count == operand.ndim,
        dilation.count == operand.ndim, (baseDilation ?? ones).count == operand.ndim
      else {
        throw JAXError(
          .argument, "reduceWindow",
          found: "windowDimensions \(windowDimensions.tupleDescription), windowStrides "
            + "\(strides.tupleDescription) for an array of shape "
            + "\(operand.shape.tupleDescription).",
          expected: "one number for each axis")
      }
      let window = Window(
        dimensions: windowDimensions, strides: strides,
        padding: try padding.pairs(
          operand.shape, baseDilation: baseDilation, window: windowDimensions,
          windowDilation: dilation, strides: strides, "reduceWindow"),
        baseDilation: baseDilation, windowDilation: dilation)
      let initial = lax.convert(initValue, operand.dtype, weakType: false)
      let jaxpr = try tracedReducer([operand], "reduceWindow") { [computation($0[0], $1[0])] }
      if let start = initial.literalValue {
        switch (jaxpr.joiningPrimitive, start.double) {
        case ("add", 0): return reduceWindowSum(operand, window)
        case ("max", -.infinity) where operand.dtype.isFloating:
          return reduceWindowMax(operand, window)
        case ("min", .infinity) where operand.dtype.isFloating:
          return reduceWindowMin(operand, window)
        default: break
        }
      }
      return bind(ReduceWindow(window: window, jaxpr), operand, initial)
    }
  }

  /// An array reduced over each window that slides over it, by a function that follows.
  ///
  ///     lax.reduceWindow(x, 0, windowDimensions: [2, 2]) { x, y in x + y }
  public static func reduceWindow(
    _ operand: Tensor, _ initValue: Tensor, windowDimensions: [Int], windowStrides: [Int]? = nil,
    padding: Padding = .valid, baseDilation: [Int]? = nil, windowDilation: [Int]? = nil,
    computation: (Tensor, Tensor) -> Tensor
  ) -> Tensor {
    reduceWindow(
      operand, initValue, computation, windowDimensions, windowStrides: windowStrides,
      padding: padding, baseDilation: baseDilation, windowDilation: windowDilation)
  }
}

struct ReduceWindow: Primitive {
  static let name = "reduce_window"

  let window: Window
  let jaxpr: Jaxpr

  init(window: Window, _ jaxpr: Jaxpr) {
    self.window = window
    self.jaxpr = jaxpr
  }

  init(params: Params) throws {
    window = try Window(params)
    jaxpr = try params.jaxpr("jaxpr")
  }

  var params: Params {
    Params(
      [window.params[0], ("consts", .list([])), ("jaxpr", .jaxpr(jaxpr))] + window.params[1...])
  }

  var programs: [Jaxpr] { [jaxpr] }

  func outputCount(_ inputs: [ShapedArray]) -> Int { inputs.count / 2 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (operands, initial) = (inputs.prefix(inputs.count / 2), inputs.suffix(inputs.count / 2))
    guard inputs.count == jaxpr.inputs.count,
      zip(operands, initial).allSatisfy({
        $1.ndim == 0 && $0.dtype == $1.dtype && $0.shape == inputs[0].shape
      })
    else {
      throw JAXError(
        .shape, "reduceWindow",
        found: "operands " + operands.map(\.description).joined(separator: ", ")
          + " and initial values " + initial.map(\.description).joined(separator: ", ") + ".",
        expected: "operands of one shape, and a 0-dimensional initial value of the dtype of each")
    }
    let shape = try window.outputShape(inputs[0].shape, "reduceWindow")
    return operands.map { ShapedArray(shape: shape, dtype: $0.dtype) }
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let count = operands.count / 2
    return try context.reduceWindow(
      Array(operands[..<count]), Array(operands[count...]), window,
      results: outputs.map(\.tensorType)
    ) { context, arguments in try context.inline(jaxpr, arguments) }
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let count = primals.count / 2
      guard tangents[count...].allSatisfy({ $0 == nil }) else {
        throw JAXError(
          .differentiation, "reduceWindow",
          found: "a derivative with respect to an initial value.",
          expected: "initial values that are constants")
      }
      let (operands, initial) = (primals[..<count], primals[count...])
      let inexact = operands.indices.filter { operands[$0].dtype.isInexact }
      // Values and tangents are reduced together.
      let values =
        Array(operands)
        + inexact.map {
          tangents[$0] ?? lax.zeros(operands[$0].aval)
        }
      let neutral = Array(initial) + inexact.map { Tensor(.zero, dtype: operands[$0].dtype) }
      let results = bind(
        ReduceWindow(window: window, try jaxpr.pairedWithTangents()), values + neutral)
      var outputTangents = [Tensor?](repeating: nil, count: count)
      for (position, number) in inexact.enumerated() {
        outputTangents[number] = results[count + position]
      }
      return (Array(results[..<count]), outputTangents)
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let count = operands.count / 2
    guard operands[count...].allSatisfy({ $0.axis == nil }) else {
      throw JAXError(
        .argument, "reduceWindow", found: "initial values that differ from example to example.",
        expected: "initial values that all examples share")
    }
    let tensors = batchedAtFront(Array(operands[..<count]))
    let batched = ReduceWindow(window: window.insertingAxis(at: 0), jaxpr)
    return bind(batched, tensors + operands[count...].map(\.tensor)).map { Batched($0, axis: 0) }
  }
}
