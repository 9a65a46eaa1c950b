// How the axes of a gather or scatter relate, and what happens to indices out of bounds.
//
// A gather cuts one window out of the operand for each index vector; a scatter puts windows back. The names are XLA's.
// Source: https://openxla.org/xla/operation_semantics#gather; jax/_src/lax/slicing.py.

extension lax {
  /// What a gather or scatter does with windows that are not wholly inside the array.
  ///
  /// - Source: `jax.lax.GatherScatterMode`.
  public enum GatherScatterMode: String, Hashable, Sendable {
    /// Indices are moved to the nearest ones inside.
    case clip = "CLIP"
    /// A gather yields the fill value, a scatter leaves the array as it is.
    case fillOrDrop = "FILL_OR_DROP"
    /// The caller promises that there are none; what happens otherwise is undefined.
    case promiseInBounds = "PROMISE_IN_BOUNDS"
  }

  /// How the axes of the operands and the result of a gather relate.
  ///
  /// - Source: `jax.lax.GatherDimensionNumbers`.
  public struct GatherDimensionNumbers: Hashable, Sendable {
    /// The axes of the result that lie inside a window, increasing.
    public var offsetDims: [Int]
    /// The axes of the operand along which windows have size 1 and which are removed from them, increasing.
    public var collapsedSliceDims: [Int]
    /// The axis of the operand that each number of an index vector belongs to.
    public var startIndexMap: [Int]
    /// The axes of the operand that go together with axes of the indices, increasing.
    public var operandBatchingDims: [Int]
    /// The axes of the indices that go together with axes of the operand.
    public var startIndicesBatchingDims: [Int]

    /// The relation of the axes of a gather.
    public init(
      offsetDims: [Int], collapsedSliceDims: [Int], startIndexMap: [Int],
      operandBatchingDims: [Int] = [], startIndicesBatchingDims: [Int] = []
    ) {
      self.offsetDims = offsetDims
      self.collapsedSliceDims = collapsedSliceDims
      self.startIndexMap = startIndexMap
      self.operandBatchingDims = operandBatchingDims
      self.startIndicesBatchingDims = startIndicesBatchingDims
    }
  }

  /// How the axes of the operands of a scatter relate.
  ///
  /// - Source: `jax.lax.ScatterDimensionNumbers`.
  public struct ScatterDimensionNumbers: Hashable, Sendable {
    /// The axes of the updates that lie inside a window, increasing.
    public var updateWindowDims: [Int]
    /// The axes of the operand along which windows have size 1 and which the updates lack, increasing.
    public var insertedWindowDims: [Int]
    /// The axis of the operand that each number of an index vector belongs to.
    public var scatterDimsToOperandDims: [Int]
    /// The axes of the operand that go together with axes of the indices, increasing.
    public var operandBatchingDims: [Int]
    /// The axes of the indices that go together with axes of the operand.
    public var scatterIndicesBatchingDims: [Int]

    /// The relation of the axes of a scatter.
    public init(
      updateWindowDims: [Int], insertedWindowDims: [Int], scatterDimsToOperandDims: [Int],
      operandBatchingDims: [Int] = [], scatterIndicesBatchingDims: [Int] = []
    ) {
      self.updateWindowDims = updateWindowDims
      self.insertedWindowDims = insertedWindowDims
      self.scatterDimsToOperandDims = scatterDimsToOperandDims
      self.operandBatchingDims = operandBatchingDims
      self.scatterIndicesBatchingDims = scatterIndicesBatchingDims
    }
  }
}

extension lax.GatherScatterMode {
  init(_ params: Jaxpr.Params) throws {
    let member = try params.member("mode")
    guard let mode = Self(rawValue: member) else {
      throw JAXError(
        .argument, "replaying a jaxpr", found: "mode \(member).",
        expected: "CLIP, FILL_OR_DROP or PROMISE_IN_BOUNDS")
    }
    self = mode
  }

  var param: Jaxpr.Param { .enumeration("GatherScatterMode", member: rawValue) }
}

extension lax.GatherDimensionNumbers {
  /// The gather that reads what the scatter with the given axes writes.
  init(inverting scatter: lax.ScatterDimensionNumbers) {
    self.init(
      offsetDims: scatter.updateWindowDims, collapsedSliceDims: scatter.insertedWindowDims,
      startIndexMap: scatter.scatterDimsToOperandDims,
      operandBatchingDims: scatter.operandBatchingDims,
      startIndicesBatchingDims: scatter.scatterIndicesBatchingDims)
  }

  init(_ params: Jaxpr.Params) throws {
    let fields = try params.record("dimension_numbers")
    self.init(
      offsetDims: try fields.ints("offset_dims"),
      collapsedSliceDims: try fields.ints("collapsed_slice_dims"),
      startIndexMap: try fields.ints("start_index_map"),
      operandBatchingDims: try fields.ints("operand_batching_dims"),
      startIndicesBatchingDims: try fields.ints("start_indices_batching_dims"))
  }

  var param: Jaxpr.Param {
    .record(
      "GatherDimensionNumbers",
      Jaxpr.Params([
        ("offset_dims", .ints(offsetDims)), ("collapsed_slice_dims", .ints(collapsedSliceDims)),
        ("start_index_map", .ints(startIndexMap)),
        ("operand_batching_dims", .ints(operandBatchingDims)),
        ("start_indices_batching_dims", .ints(startIndicesBatchingDims)),
      ]))
  }

  /// The text for errors.
  var text: String {
    "offsetDims \(offsetDims.tupleDescription), collapsedSliceDims "
      + "\(collapsedSliceDims.tupleDescription), startIndexMap \(startIndexMap.tupleDescription)"
      + (operandBatchingDims.isEmpty && startIndicesBatchingDims.isEmpty
        ? ""
        : ", operandBatchingDims \(operandBatchingDims.tupleDescription), "
          + "startIndicesBatchingDims \(startIndicesBatchingDims.tupleDescription)")
  }
}

extension lax.ScatterDimensionNumbers {
  /// The scatter that writes what the gather with the given axes reads.
  init(inverting gather: lax.GatherDimensionNumbers) {
    self.init(
      updateWindowDims: gather.offsetDims, insertedWindowDims: gather.collapsedSliceDims,
      scatterDimsToOperandDims: gather.startIndexMap,
      operandBatchingDims: gather.operandBatchingDims,
      scatterIndicesBatchingDims: gather.startIndicesBatchingDims)
  }

  init(_ params: Jaxpr.Params) throws {
    let fields = try params.record("dimension_numbers")
    self.init(
      updateWindowDims: try fields.ints("update_window_dims"),
      insertedWindowDims: try fields.ints("inserted_window_dims"),
      scatterDimsToOperandDims: try fields.ints("scatter_dims_to_operand_dims"),
      operandBatchingDims: try fields.ints("operand_batching_dims"),
      scatterIndicesBatchingDims: try fields.ints("scatter_indices_batching_dims"))
  }

  var param: Jaxpr.Param {
    .record(
      "ScatterDimensionNumbers",
      Jaxpr.Params([
        ("update_window_dims", .ints(updateWindowDims)),
        ("inserted_window_dims", .ints(insertedWindowDims)),
        ("scatter_dims_to_operand_dims", .ints(scatterDimsToOperandDims)),
        ("operand_batching_dims", .ints(operandBatchingDims)),
        ("scatter_indices_batching_dims", .ints(scatterIndicesBatchingDims)),
      ]))
  }

  /// The text for errors.
  var text: String {
    "updateWindowDims \(updateWindowDims.tupleDescription), insertedWindowDims "
      + "\(insertedWindowDims.tupleDescription), scatterDimsToOperandDims "
      + scatterDimsToOperandDims.tupleDescription
      + (operandBatchingDims.isEmpty && scatterIndicesBatchingDims.isEmpty
        ? ""
        : ", operandBatchingDims \(operandBatchingDims.tupleDescription), "
          + "scatterIndicesBatchingDims \(scatterIndicesBatchingDims.tupleDescription)")
  }

  /// The sizes of a window along the axes of the operand, from the shape of the updates.
  func windowSizes(_ operandRank: Int, updates: [Int]) -> [Int] {
    var windowDims = updateWindowDims.makeIterator()
    return (0..<operandRank).map { axis in
      if insertedWindowDims.contains(axis) || operandBatchingDims.contains(axis) { return 1 }
      return windowDims.next().map { updates[$0] } ?? 1
    }
  }
}

extension [Int] {
  /// The numbers with one added to each.
  var shifted: [Int] { map { $0 + 1 } }

  /// Whether each number is greater than the one before.
  var isIncreasing: Bool { zip(self, dropFirst()).allSatisfy(<) }
}
