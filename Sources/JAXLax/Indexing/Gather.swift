// Cutting windows out of an array at places given by another array.
//
// Source: jax/_src/lax/slicing.py `gather`; StableHLO `gather`.

import StableHLO

extension lax {
  /// Cuts one window out of an array for each index vector.
  ///
  ///     // Rows 2 and 0 of a matrix.
  ///     lax.gather(
  ///       x, startIndices: [[2], [0]],
  ///       dimensionNumbers: .init(offsetDims: [1], collapsedSliceDims: [0], startIndexMap: [0]),
  ///       sliceSizes: [1, x.shape[1]])
  ///
  /// Indexing with subscripts is the convenient form of it.
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - startIndices: the index vectors, along the last axis.
  ///   - dimensionNumbers: how the axes relate.
  ///   - sliceSizes: the size of a window along each axis of the operand.
  ///   - uniqueIndices: a promise that no element is read twice, which makes the derivative faster.
  ///   - indicesAreSorted: a promise that the indices increase.
  ///   - mode: what to do with windows that are not wholly inside.
  ///   - fillValue: what windows outside yield under ``GatherScatterMode/fillOrDrop``: by default NaN, the smallest
  ///     signed, the largest unsigned integer, or true.
  /// - Source: `jax.lax.gather`; StableHLO `gather`.
  public static func gather(
    _ operand: Tensor, _ startIndices: Tensor, _ dimensionNumbers: GatherDimensionNumbers,
    _ sliceSizes: [Int], uniqueIndices: Bool = false, indicesAreSorted: Bool = false,
    mode: GatherScatterMode = .promiseInBounds, fillValue: ScalarValue? = nil
  ) -> Tensor {
    let gather = Gather(
      dimensionNumbers: dimensionNumbers,
      fillValue: mode == .fillOrDrop ? fillValue ?? Gather.fill(operand.dtype) : nil,
      indicesAreSorted: indicesAreSorted, mode: mode, sliceSizes: sliceSizes,
      uniqueIndices: uniqueIndices)
    return bind(gather, operand, startIndices)
  }
}

struct Gather: Primitive {
  static let name = "gather"

  var dimensionNumbers: lax.GatherDimensionNumbers
  var fillValue: ScalarValue?
  var indicesAreSorted: Bool
  var mode: lax.GatherScatterMode
  var sliceSizes: [Int]
  var uniqueIndices: Bool

  init(
    dimensionNumbers: lax.GatherDimensionNumbers, fillValue: ScalarValue?, indicesAreSorted: Bool,
    mode: lax.GatherScatterMode, sliceSizes: [Int], uniqueIndices: Bool
  ) {
    self.dimensionNumbers = dimensionNumbers
    self.fillValue = fillValue
    self.indicesAreSorted = indicesAreSorted
    self.mode = mode
    self.sliceSizes = sliceSizes
    self.uniqueIndices = uniqueIndices
  }

  init(params: Params) throws {
    dimensionNumbers = try lax.GatherDimensionNumbers(params)
    fillValue = try params["fill_value"].flatMap(Gather.fillValue)
    indicesAreSorted = try params.bool("indices_are_sorted")
    mode = try lax.GatherScatterMode(params)
    sliceSizes = try params.ints("slice_sizes")
    uniqueIndices = try params.bool("unique_indices")
  }

  private static func fillValue(_ param: Param) throws -> ScalarValue? {
    switch param {
    case .none: nil
    case .bool(let value): .bool(value)
    case .int(let value): .int(Int64(value))
    case .float(let value): .float(value)
    default:
      throw JAXError(
        .argument, "replaying a jaxpr", found: "fill_value \(param).", expected: "a number or None")
    }
  }

  var params: Params {
    let fill: Param =
      switch fillValue {
      case nil: .none
      case .bool(let value): .bool(value)
      case .int(let value): .int(Int(value))
      case .uint(let value): .int(Int(truncatingIfNeeded: value))
      case .float(let value), .complex(let value, _): .float(value)
      }
    return Params([
      ("dimension_numbers", dimensionNumbers.param), ("fill_value", fill),
      ("indices_are_sorted", .bool(indicesAreSorted)), ("mode", mode.param),
      ("slice_sizes", .ints(sliceSizes)), ("unique_indices", .bool(uniqueIndices)),
    ])
  }

  /// What windows outside yield unless told otherwise.
  static func fill(_ dtype: DType) -> ScalarValue {
    if dtype.isInexact { return .float(.nan) }
    if dtype.isSignedInteger { return lowestValue(dtype) }
    if dtype.isKey { return .uint(UInt64(UInt32.max)) }
    return highestValue(dtype)
  }

  var isFusible: Bool { true }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let (operand, indices) = (inputs[0], inputs[1])
    guard indices.dtype.isInteger else {
      throw JAXError(
        .dtype, "gather", found: "indices of dtype \(indices.dtype).",
        expected: "an integer dtype")
    }
    guard fits(operand, indices) else {
      throw JAXError(
        .shape, "gather",
        found: "operand \(operand), indices \(indices), sliceSizes \(sliceSizes.tupleDescription), "
          + "\(dimensionNumbers.text).",
        expected:
          "one slice size for each axis of the operand, at most its size, and 1 where the axis is collapsed or "
          + "batched; offset, collapsed and batching axes that cover all axes once; one axis in startIndexMap "
          + "for each number of an index vector")
    }
    let windows = sliceSizes.indices.filter {
      !dimensionNumbers.collapsedSliceDims.contains($0)
        && !dimensionNumbers.operandBatchingDims.contains($0)
    }
    var windowSizes = windows.map { sliceSizes[$0] }.makeIterator()
    var batchSizes = indices.shape.dropLast().makeIterator()
    let rank = dimensionNumbers.offsetDims.count + indices.ndim - 1
    let shape = (0..<rank).compactMap {
      dimensionNumbers.offsetDims.contains($0) ? windowSizes.next() : batchSizes.next()
    }
    return [operand.with(shape: shape)]
  }

  /// Whether the axes and sizes fit the operands.
  private func fits(_ operand: ShapedArray, _ indices: ShapedArray) -> Bool {
    let d = dimensionNumbers
    guard indices.ndim > 0, sliceSizes.count == operand.ndim else { return false }
    let rank = d.offsetDims.count + indices.ndim - 1
    let removed = d.collapsedSliceDims + d.operandBatchingDims
    let operandAxes = 0..<operand.ndim
    return d.offsetDims.isIncreasing && d.offsetDims.allSatisfy { (0..<rank).contains($0) }
      && d.collapsedSliceDims.isIncreasing && d.operandBatchingDims.isIncreasing
      && Set(removed).count == removed.count && removed.allSatisfy(operandAxes.contains)
      && d.startIndexMap.count == indices.shape[indices.ndim - 1]
      && Set(d.startIndexMap).count == d.startIndexMap.count
      && d.startIndexMap.allSatisfy {
        operandAxes.contains($0) && !d.operandBatchingDims.contains($0)
      }
      && d.startIndicesBatchingDims.count == d.operandBatchingDims.count
      && Set(d.startIndicesBatchingDims).count == d.startIndicesBatchingDims.count
      && d.startIndicesBatchingDims.allSatisfy { (0..<indices.ndim - 1).contains($0) }
      && zip(d.operandBatchingDims, d.startIndicesBatchingDims).allSatisfy {
        operand.shape[$0] == indices.shape[$1]
      }
      && operand.ndim == d.offsetDims.count + removed.count
      && (indices.size == 0
        || operandAxes.allSatisfy { 0 <= sliceSizes[$0] && sliceSizes[$0] <= operand.shape[$0] })
      && d.collapsedSliceDims.allSatisfy { sliceSizes[$0] == 1 }
      && d.operandBatchingDims.allSatisfy { sliceSizes[$0] <= 1 }
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    if let fillValue, mode == .fillOrDrop {
      return try context.trace(operands, inputs) { tensors in
        [filled(tensors[0], tensors[1], fillValue)]
      }
    }
    if outputs[0].size == 0 {
      return [context.constant(.zero, shape: outputs[0].shape, outputs[0].dtype)]
    }
    let indices = context.wideIndices(operands[1], inputs[1], into: inputs[0]).value
    return [
      context.operation(
        "stablehlo.gather", [operands[0], indices], result: outputs[0].tensorType,
        attributes: [
          ("dimension_numbers", attribute(indexVectorDim: inputs[1].ndim - 1)),
          ("slice_sizes", .ints(sliceSizes)), ("indices_are_sorted", .bool(indicesAreSorted)),
        ])
    ]
  }

  private func attribute(indexVectorDim: Int) -> HLO.Attribute {
    let d = dimensionNumbers
    return .raw(
      "#stablehlo.gather<offset_dims = [\(d.offsetDims.commaSeparated)], "
        + "collapsed_slice_dims = [\(d.collapsedSliceDims.commaSeparated)], "
        + "operand_batching_dims = [\(d.operandBatchingDims.commaSeparated)], "
        + "start_indices_batching_dims = [\(d.startIndicesBatchingDims.commaSeparated)], "
        + "start_index_map = [\(d.startIndexMap.commaSeparated)], "
        + "index_vector_dim = \(indexVectorDim)>")
  }

  /// The windows inside, and the fill value in place of those outside.
  private func filled(_ operand: Tensor, _ indices: Tensor, _ fillValue: ScalarValue) -> Tensor {
    let indices = lax.convertElementType(
      indices, indices.dtype.widened(toHold: operand.shape.max() ?? 0))
    let bounds = dimensionNumbers.startIndexMap.map {
      Tensor(.int(Int64(operand.shape[$0] - sliceSizes[$0])), dtype: indices.dtype)
    }
    var unfilled = self
    unfilled.mode = .promiseInBounds
    unfilled.fillValue = nil
    let windows = bind(unfilled, operand, indices)
    guard !bounds.isEmpty else { return windows }
    let axis = indices.ndim - 1
    let bound = lax.concatenate(
      bounds.map { lax.broadcast($0, [Int](repeating: 1, count: indices.ndim)) }, dimension: axis)
    let isInside = lax.reduceAnd(
      lax.bitwiseAnd(
        lax.ge(indices, Tensor(.zero, dtype: indices.dtype)), lax.le(indices, bound)),
      axes: [axis])
    let batchAxes = windows.shape.indices.filter { !dimensionNumbers.offsetDims.contains($0) }
    return lax.select(
      lax.broadcastInDim(isInside, shape: windows.shape, broadcastDimensions: batchAxes), windows,
      lax.full(windows.shape, Tensor(fillValue, dtype: windows.dtype)))
  }

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let windows = bind(self, primals)[0]
        guard let tangent = tangents[0] else { return ([windows], [nil]) }
        var ofTangents = self
        ofTangents.fillValue = mode == .fillOrDrop ? .zero : nil
        return ([windows], [bind(ofTangents, tangent, primals[1])])
      },
      transpose: { cotangents, operands in
        guard let cotangent = cotangents[0], let indices = operands[1].known else {
          return [nil, nil]
        }
        let sum = lax.scatterAdd(
          lax.zeros(operands[0].aval.with(dtype: cotangent.dtype)), scatterIndices: indices,
          updates: cotangent, dimensionNumbers: .init(inverting: dimensionNumbers),
          indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices, mode: mode)
        return [sum, nil]
      })
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    let (operand, indices) = (operands[0], operands[1])
    var batched = self
    var d = dimensionNumbers
    d.offsetDims = d.offsetDims.shifted
    if operand.axis != nil {
      d.collapsedSliceDims = d.collapsedSliceDims.shifted
      d.operandBatchingDims = d.operandBatchingDims.shifted
      d.startIndexMap = d.startIndexMap.shifted
    }
    if indices.axis != nil {
      d.startIndicesBatchingDims = d.startIndicesBatchingDims.shifted
    }
    switch (operand.axisSize, indices.axisSize) {
    case (let size?, nil):
      batched.sliceSizes.insert(size, at: 0)
      d.offsetDims.insert(0, at: 0)
    case (let size?, _?):
      batched.sliceSizes.insert(Swift.min(size, 1), at: 0)
      d.operandBatchingDims.insert(0, at: 0)
      d.startIndicesBatchingDims.insert(0, at: 0)
    case (nil, _?):
      // Windows of different examples can overlap.
      batched.uniqueIndices = false
      batched.indicesAreSorted = false
    case (nil, nil):
      return [Batched(bind(self, operand.tensor, indices.tensor), axis: nil)]
    }
    batched.dimensionNumbers = d
    func front(_ operand: Batched) -> Tensor {
      operand.axis.map { operand.tensor.movingAxis($0, to: 0) } ?? operand.tensor
    }
    return [Batched(bind(batched, front(operand), front(indices)), axis: 0)]
  }
}

extension Gather: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive {
    var words = self
    words.dimensionNumbers.offsetDims.append(outputs[0].ndim)
    words.sliceSizes.append(2)
    return words
  }
}
