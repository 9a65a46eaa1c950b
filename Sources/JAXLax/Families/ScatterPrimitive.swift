// Putting windows into an array at places given by another array: what all scatters share.
//
// They differ in how an element of the array and an update are joined, and in their derivatives.
// Source: jax/_src/lax/slicing.py `_scatter_shape_rule`, `_scatter_batching_rule`, `_scatter_lower`; StableHLO `scatter`.

import StableHLO

/// The parameters of a scatter.
struct ScatterSettings: Hashable, Sendable {
  var dimensionNumbers: lax.ScatterDimensionNumbers
  var indicesAreSorted: Bool
  var mode: lax.GatherScatterMode
  var uniqueIndices: Bool

  /// The settings of the gather that reads what the scatter writes.
  func inverse(operandRank: Int, updates: [Int]) -> Gather {
    Gather(
      dimensionNumbers: .init(inverting: dimensionNumbers),
      fillValue: mode == .fillOrDrop ? .zero : nil, indicesAreSorted: false, mode: mode,
      sliceSizes: dimensionNumbers.windowSizes(operandRank, updates: updates),
      uniqueIndices: false)
  }
}

/// A scatter: operands are the array, the index vectors and the updates.
protocol ScatterPrimitive: Primitive {
  init(settings: ScatterSettings, dtype: DType?)
  /// The parameters.
  var settings: ScatterSettings { get }
  /// The dtype of the program that joins an element and an update; nil if updates replace elements.
  var dtype: DType? { get }
  /// What joins an element and an update; nil if updates replace elements.
  static var join: (@Sendable (Tensor, Tensor) -> Tensor)? { get }
}

extension ScatterPrimitive {
  init(params: Params) throws {
    let settings = ScatterSettings(
      dimensionNumbers: try lax.ScatterDimensionNumbers(params),
      indicesAreSorted: try params.bool("indices_are_sorted"),
      mode: try lax.GatherScatterMode(params), uniqueIndices: try params.bool("unique_indices"))
    let update = try params.optional("update_jaxpr", Params.jaxpr)
    guard (update == nil) == (Self.join == nil) else {
      throw JAXError(
        .argument, "replaying a jaxpr",
        found: "\(Self.name) with update_jaxpr \(update == nil ? "None" : "a program").",
        expected: Self.join == nil ? "None" : "a program of two scalars")
    }
    self.init(settings: settings, dtype: update?.inputAvals.first?.dtype)
  }

  var params: Params {
    Params([
      ("dimension_numbers", settings.dimensionNumbers.param),
      ("indices_are_sorted", .bool(settings.indicesAreSorted)), ("mode", settings.mode.param),
      ("unique_indices", .bool(settings.uniqueIndices)), ("update_consts", .list([])),
      ("update_jaxpr", updateProgram.map(Param.jaxpr) ?? .none),
    ])
  }

  private var updateProgram: Jaxpr? {
    guard let dtype, let join = Self.join else { return nil }
    let scalar = ShapedArray(shape: [], dtype: dtype)
    return try? withTrace(nil) {
      try traceToJaxpr([scalar, scalar], name: Self.name) { [join($0[0], $0[1])] }.jaxpr
    }
  }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (operand, indices, updates) = (inputs[0], inputs[1], inputs[2])
    guard indices.dtype.isInteger else {
      throw JAXError(
        .dtype, userName, found: "indices of dtype \(indices.dtype).",
        expected: "an integer dtype")
    }
    guard operand.dtype == updates.dtype else {
      throw JAXError(
        .dtype, userName,
        found: "updates of dtype \(updates.dtype) for an array of dtype \(operand.dtype).",
        expected: "one dtype", remedy: "convert the updates first.")
    }
    guard settings.dimensionNumbers.fit(operand, indices, updates) else {
      throw JAXError(
        .shape, userName,
        found: "operand \(operand), indices \(indices), updates \(updates), "
          + "\(settings.dimensionNumbers.text).",
        expected:
          "updates with the axes of the indices but the last one, and with windows that fit into the operand; "
          + "window, inserted and batching axes that cover all axes of the operand once; one axis in "
          + "scatterDimsToOperandDims for each number of an index vector")
    }
    return [operand]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let d = settings.dimensionNumbers
    let wide = context.wideIndices(operands[1], inputs[1], into: inputs[0])
    var indices = wide.value
    if settings.mode == .clip {
      indices = try context.trace([indices], [wide.aval]) { tensors in
        [clamped(tensors[0], operand: inputs[0], updates: inputs[2])]
      }[0]
    }
    let dtype = outputs[0].dtype
    let scalar = ShapedArray(shape: [], dtype: dtype)
    let attribute = HLO.Attribute.raw(
      "#stablehlo.scatter<update_window_dims = [\(d.updateWindowDims.commaSeparated)], "
        + "inserted_window_dims = [\(d.insertedWindowDims.commaSeparated)], "
        + "input_batching_dims = [\(d.operandBatchingDims.commaSeparated)], "
        + "scatter_indices_batching_dims = [\(d.scatterIndicesBatchingDims.commaSeparated)], "
        + "scatter_dims_to_operand_dims = [\(d.scatterDimsToOperandDims.commaSeparated)], "
        + "index_vector_dim = \(inputs[1].ndim - 1)>")
    return try context.operation(
      "stablehlo.scatter", [operands[0], indices, operands[2]], results: [outputs[0].tensorType],
      attributes: [
        ("scatter_dimension_numbers", attribute),
        ("indices_are_sorted", .bool(settings.indicesAreSorted)),
        ("unique_indices", .bool(settings.uniqueIndices)),
      ],
      regions: [
        .init([scalar.tensorType, scalar.tensorType]) { context, arguments in
          guard let join = Self.join else { return [arguments[1]] }
          return try context.trace(arguments, [scalar, scalar]) { [join($0[0], $0[1])] }
        }
      ])
  }

  /// The indices moved so that every window lies inside.
  private func clamped(_ indices: Tensor, operand: ShapedArray, updates: ShapedArray) -> Tensor {
    let d = settings.dimensionNumbers
    guard !d.scatterDimsToOperandDims.isEmpty else { return indices }
    let sizes = d.windowSizes(operand.ndim, updates: updates.shape)
    let bounds = d.scatterDimsToOperandDims.map { axis in
      Tensor(.int(Int64(operand.shape[axis] - sizes[axis])), dtype: indices.dtype)
    }
    let bound = lax.concatenate(bounds.map { lax.broadcast($0, [1]) }, dimension: 0)
    return lax.clamp(
      Tensor(.zero, dtype: indices.dtype), indices,
      lax.broadcastInDim(
        bound, shape: indices.shape, broadcastDimensions: [indices.ndim - 1]))
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard operands.contains(where: { $0.axis != nil }) else {
      return [Batched(bind(self, operands.map(\.tensor))[0], axis: nil)]
    }
    var settings = settings
    var d = settings.dimensionNumbers
    d.updateWindowDims = d.updateWindowDims.shifted
    d.insertedWindowDims = d.insertedWindowDims.shifted
    d.scatterDimsToOperandDims = d.scatterDimsToOperandDims.shifted
    d.operandBatchingDims = d.operandBatchingDims.shifted
    var tensors = batchedAtFront(operands)
    if operands[1].axis == nil {
      // Every example writes at the same places: the mapped axis is one more axis of the windows.
      tensors[1] = operands[1].tensor
      d.updateWindowDims.insert(0, at: 0)
    } else {
      d.operandBatchingDims.insert(0, at: 0)
      d.scatterIndicesBatchingDims = [0] + d.scatterIndicesBatchingDims.shifted
    }
    settings.dimensionNumbers = d
    return [Batched(bind(Self(settings: settings, dtype: dtype), tensors)[0], axis: 0)]
  }
}

extension lax.ScatterDimensionNumbers {
  /// Whether the axes and sizes fit the operands.
  fileprivate func fit(_ operand: ShapedArray, _ indices: ShapedArray, _ updates: ShapedArray)
    -> Bool
  {
    let removed = insertedWindowDims + operandBatchingDims
    let operandAxes = 0..<operand.ndim
    guard indices.ndim > 0, updates.ndim == indices.ndim - 1 + updateWindowDims.count,
      updateWindowDims.isIncreasing,
      updateWindowDims.allSatisfy({ updates.shape.indices.contains($0) }),
      insertedWindowDims.isIncreasing, operandBatchingDims.isIncreasing,
      Set(removed).count == removed.count, removed.allSatisfy(operandAxes.contains),
      operand.ndim == updateWindowDims.count + removed.count,
      scatterDimsToOperandDims.count == indices.shape[indices.ndim - 1],
      Set(scatterDimsToOperandDims).count == scatterDimsToOperandDims.count,
      scatterDimsToOperandDims.allSatisfy({
        operandAxes.contains($0) && !operandBatchingDims.contains($0)
      }),
      scatterIndicesBatchingDims.count == operandBatchingDims.count,
      Set(scatterIndicesBatchingDims).count == scatterIndicesBatchingDims.count,
      scatterIndicesBatchingDims.allSatisfy({ (0..<indices.ndim - 1).contains($0) })
    else { return false }
    let windowAxes = operandAxes.filter { !removed.contains($0) }
    let scatterAxes = updates.shape.indices.filter { !updateWindowDims.contains($0) }
    return zip(windowAxes, updateWindowDims).allSatisfy { updates.shape[$1] <= operand.shape[$0] }
      && zip(scatterAxes, indices.shape).allSatisfy { updates.shape[$0] == $1 }
      && zip(operandBatchingDims, scatterIndicesBatchingDims).allSatisfy {
        operand.shape[$0] == indices.shape[$1]
      }
  }
}
