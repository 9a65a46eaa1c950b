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
  ///   - initValue: the number to begin with, which should change nothing when joined: padding counts as it, or not at
  ///     all, as the platform likes.
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
      switch jaxpr.joiningPrimitive {
      case "add" where initial.isKnown(.zero): return reduceWindowSum(operand, window)
      case "max" where initial.isKnown(lowestValue(operand.dtype)):
        return reduceWindowMax(operand, window)
      case "min" where initial.isKnown(highestValue(operand.dtype)):
        return reduceWindowMin(operand, window)
      default: return bind(ReduceWindow(window: window, jaxpr), operand, initial)
      }
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
      let results = try jvpFlat({ try joined($0) }, primals, tangents)
      return (
        results.outputs,
        zip(results.outputs, results.tangents).map { $0.dtype.isInexact ? $1 : nil }
      )
    }
  }

  /// The reduction by elementary steps: the windows are laid side by side, and their elements joined.
  private func joined(_ operands: [Tensor]) throws -> [Tensor] {
    let count = operands.count / 2
    let shape = try window.outputShape(operands[0].shape, "reduceWindow")
    func elements(_ operand: Tensor, _ padding: Tensor) -> Tensor {
      lax.reshape(
        self.elements(of: operand, paddedWith: padding, shape),
        [window.dimensions.elementCount, shape.elementCount])
    }
    // XLA passes over padding.
    let isPadded =
      window.padding.contains { $0 != [0, 0] } || window.baseDilation.contains { $0 > 1 }
    let isPresent =
      isPadded
      ? elements(
        lax.full(operands[0].shape, true, dtype: .bool), Tensor(.bool(false), dtype: .bool)) : nil
    return try jaxpr.joined(
      zip(operands[..<count], operands[count...]).map { elements($0, $1) },
      from: Array(operands[count...]), where: isPresent
    ).map { lax.reshape($0, shape) }
  }

  /// The elements of all windows: the axes of a window come first, then those of the result.
  private func elements(of operand: Tensor, paddedWith initial: Tensor, _ shape: [Int]) -> Tensor {
    let ndim = operand.ndim
    var rows = lax.pad(
      operand, initial,
      (0..<ndim).map { (window.padding[$0][0], window.padding[$0][1], window.baseDilation[$0] - 1) }
    )
    // Each axis becomes two: along the windows, and along the elements of one.
    for axis in (0..<ndim).reversed() {
      let sizes = [window.dimensions[axis], shape[axis]]
      let index = DType.index(upTo: rows.shape[axis])
      func places(_ dimension: Int, _ step: Int) -> Tensor {
        lax.mul(
          lax.broadcastedIota(index, sizes + [1], dimension),
          Tensor(.int(Int64(step)), dtype: index))
      }
      let others = (0..<rows.ndim + 1).filter { $0 != axis && $0 != axis + 1 }
      rows = lax.gather(
        rows,
        startIndices: lax.add(
          places(0, window.windowDilation[axis]), places(1, window.strides[axis])),
        dimensionNumbers: .init(
          offsetDims: others, collapsedSliceDims: [axis], startIndexMap: [axis]),
        sliceSizes: rows.shape.enumerated().map { $0 == axis ? 1 : $1 },
        mode: .promiseInBounds)
    }
    return lax.transpose(
      rows, permutation: (0..<ndim).map { 2 * $0 } + (0..<ndim).map { 2 * $0 + 1 })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let count = operands.count / 2
    // Each example begins with values of its own.
    guard operands[count...].allSatisfy({ $0.axis == nil }) else {
      return try vmapFlat({ try joined($0) }, operands.map(\.tensor), inAxes: operands.map(\.axis))
        .map { Batched($0, axis: 0) }
    }
    let tensors = batchedAtFront(Array(operands[..<count]))
    let batched = ReduceWindow(window: window.insertingAxis(at: 0), jaxpr)
    return bind(batched, tensors + operands[count...].map(\.tensor)).map { Batched($0, axis: 0) }
  }
}
