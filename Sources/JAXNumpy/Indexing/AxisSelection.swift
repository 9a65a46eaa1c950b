// A subscript resolved against a shape: what is selected along each axis, in order.
//
// Source: NumPy "Indexing on ndarrays"; jax/_src/indexing.py.

import JAXTransforms

/// What is selected along one axis, resolved against its size.
enum AxisSelection {
  /// One position, from 0; the axis is removed.
  case position(Int)
  /// `count` positions from `start`, every `step`th.
  case stride(start: Int, count: Int, step: Int)
  /// The positions in a tensor of integers, and whether none of them is known to count from the end.
  case indices(Tensor, areFromStart: Bool)

  /// Whether the whole axis is selected in order.
  func isWhole(_ size: Int) -> Bool {
    if case .stride(0, size, 1) = self { return true }
    return false
  }
}

/// A subscript resolved against a shape.
struct ResolvedIndex {
  /// The shape indexed.
  let shape: [Int]
  /// What is selected along each axis of the shape.
  private(set) var axes: [AxisSelection] = []
  /// For each axis of the subscript as written: an axis of the shape, or nil for a new one.
  private(set) var order: [Int?] = []
  private let allowingOutOfRange: Bool

  /// Resolves a subscript; known positions in tensors out of range are an error unless they may be.
  init(_ parts: [any TensorIndex], of shape: [Int], allowingOutOfRange: Bool = false) throws {
    self.shape = shape
    self.allowingOutOfRange = allowingOutOfRange
    let selections = try ResolvedIndex.expandingMasks(parts.map(\.selection), of: shape)
    let consumed = selections.count { part in
      switch part.selection {
      case .new, .rest: false
      default: true
      }
    }
    let ellipses = selections.count { if case .rest = $0.selection { true } else { false } }
    guard consumed <= shape.count, ellipses <= 1 else {
      throw JAXError(
        .index, "subscript",
        found: ellipses > 1
          ? "\(ellipses) ellipses."
          : "\(consumed) indices for an array of shape \(shape.tupleDescription).",
        expected: "at most \(shape.count) indices and one ellipsis")
    }
    for part in selections {
      switch part.selection {
      case .new: order.append(nil)
      case .rest: appendWhole(shape.count - consumed)
      default: try append(part.selection, isInRange: part.isInRange)
      }
    }
    appendWhole(shape.count - axes.count)
  }

  /// The index arrays.
  var tensors: [Tensor] {
    axes.compactMap { if case .indices(let tensor, _) = $0 { tensor } else { nil } }
  }

  /// The same subscript with other index arrays.
  func replacing(_ tensors: [Tensor]) -> ResolvedIndex {
    var result = self
    var rest = tensors.makeIterator()
    result.axes = axes.map { selection in
      guard case .indices(_, let areFromStart) = selection, let tensor = rest.next() else {
        return selection
      }
      return .indices(tensor, areFromStart: areFromStart)
    }
    return result
  }

  /// All that the subscript is besides its index arrays; nil if it has numbers, of which there are too many to compile a
  /// program for each.
  var settings: [Jaxpr.Param]? {
    var settings = order.map { $0.map { Jaxpr.Param.int($0) } ?? .none }
    for (axis, selection) in axes.enumerated() {
      switch selection {
      case .indices(_, let areFromStart): settings.append(.bool(areFromStart))
      case .stride where selection.isWhole(shape[axis]): settings.append(.none)
      default: return nil
      }
    }
    return settings
  }

  /// The subscript with masks replaced by the positions where they are true, which are known to be in range.
  private static func expandingMasks(_ selections: [IndexSelection], of shape: [Int]) throws
    -> [(selection: IndexSelection, isInRange: Bool)]
  {
    func axisCount(_ selections: some Sequence<IndexSelection>) -> Int {
      selections.reduce(0) { count, selection in
        switch selection {
        case .new, .rest: count
        case .tensor(let tensor) where tensor.dtype == .bool: count + tensor.ndim
        default: count + 1
        }
      }
    }
    let ellipsis = selections.firstIndex { if case .rest = $0 { true } else { false } }
    return try selections.enumerated().flatMap { place, selection in
      guard case .tensor(let mask) = selection, mask.dtype == .bool else {
        return [(selection, false)]
      }
      let isCountedFromEnd = ellipsis.map { $0 < place } ?? false
      let axis =
        isCountedFromEnd
        ? shape.count - axisCount(selections[place...]) : axisCount(selections[..<place])
      let masked = Array(shape.dropFirst(Swift.max(axis, 0)).prefix(mask.ndim))
      guard mask.shape == masked else {
        throw JAXError(
          .index, "subscript",
          found: "a mask of shape \(mask.shape.tupleDescription) for axes of sizes "
            + "\(masked.tupleDescription).",
          expected: "a mask with the shape of the axes that it selects from")
      }
      return try positions(mask).map { (.tensor($0), true) }
    }
  }

  /// The positions where a mask is true, one index for each of its axes.
  private static func positions(_ mask: Tensor) throws -> [Tensor] {
    guard mask.ndim > 0 else {
      throw JAXError(
        .index, "subscript", found: "a 0-dimensional boolean.",
        expected: "a mask with the shape of the axes that it selects from",
        remedy: "use jnp.where.")
    }
    // A mask decides the shape of the result, so it must be known.
    return try mask.positionsOfTrue(for: "subscript with a mask")
  }

  private mutating func appendWhole(_ count: Int) {
    for _ in 0..<count {
      order.append(axes.count)
      axes.append(.stride(start: 0, count: shape[axes.count], step: 1))
    }
  }

  private mutating func append(_ selection: IndexSelection, isInRange: Bool) throws {
    let axis = axes.count
    let size = shape[axis]
    order.append(axis)
    switch selection {
    case .integer(let position):
      guard (-size..<max(size, 1)).contains(position), size > 0 else {
        throw ResolvedIndex.outOfRange(position, axis: axis, size: size)
      }
      axes.append(.position(position < 0 ? position + size : position))
    case .range(let start, let count):
      let first = start < 0 ? start + size : start
      guard (0...size).contains(first), (0...(size - first)).contains(count) else {
        throw ResolvedIndex.outside(start, count, axis: axis, size: size)
      }
      axes.append(.stride(start: count == 0 ? 0 : first, count: count, step: 1))
    case .slice(let start, let stop, let step):
      guard step != 0 else {
        throw JAXError(
          .index, "subscript", found: "a stride of 0 along axis \(axis).",
          expected: "a stride that is not 0")
      }
      axes.append(ResolvedIndex.stride(start, stop, step, size: size))
    case .tensor(let indices):
      guard indices.dtype.isInteger else {
        throw JAXError(
          .dtype, "subscript", found: "an index tensor of dtype \(indices.dtype).",
          expected: "a tensor of integers or booleans",
          remedy: "convert it, as with x.astype(.int32).")
      }
      let areFromStart =
        try isInRange
        || !allowingOutOfRange && ResolvedIndex.check(indices, axis: axis, size: size)
      axes.append(.indices(indices, areFromStart: areFromStart))
    case .new, .rest: break
    }
  }

  /// Python's rule for slices: bounds count from the end if negative, and are clipped.
  private static func stride(_ start: Int?, _ stop: Int?, _ step: Int, size: Int) -> AxisSelection {
    let lower = step > 0 ? 0 : -1
    let upper = step > 0 ? size : size - 1
    func clip(_ bound: Int?, default end: Int) -> Int {
      guard let bound else { return end }
      return min(max(bound < 0 ? bound + size : bound, lower), upper)
    }
    let first = clip(start, default: step > 0 ? lower : upper)
    let last = clip(stop, default: step > 0 ? upper : lower)
    let distance = step > 0 ? last - first : first - last
    let count = distance <= 0 ? 0 : Int(UInt(distance - 1) / step.magnitude) + 1
    // Between two positions there is a step; one that leads out of the axis at once is none.
    return .stride(start: count == 0 ? 0 : first, count: count, step: count > 1 ? step : 1)
  }

  /// Checks indices that are known now; others are left to the mode of the operation.
  ///
  /// Where a transfer to the host is not allowed, the elements of arrays are not known.
  ///
  /// - Returns: whether none of them is known to count from the end.
  private static func check(_ indices: Tensor, axis: Int, size: Int) throws -> Bool {
    guard !(indices.content is Tracer), currentTrace == nil else { return false }
    if indices.literalValue == nil, Configuration.current.transferGuard == .disallow {
      return false
    }
    let (outside, areFromStart) = try indices.range(within: size)
    if let outside { throw outOfRange(outside, axis: axis, size: size) }
    return areFromStart
  }

  private static func outside(_ start: Int, _ count: Int, axis: Int, size: Int) -> JAXError {
    let (end, isTooLarge) = start.addingReportingOverflow(count)
    let stop = isTooLarge ? Int.max : end
    return JAXError(
      .index, "subscript",
      found:
        "the range \(start)..<\(stop) reaches outside of axis \(axis), which has size \(size).",
      expected: "positions inside 0..<\(size), or counted from the end inside \(-size)..<0",
      remedy:
        "use .slice(\(start), \(stop)), or leave an end out, to select what the axis has, as in NumPy."
    )
  }

  private static func outOfRange(_ index: Int, axis: Int, size: Int) -> JAXError {
    JAXError(
      .index, "subscript",
      found: "index \(index) is out of range for axis \(axis) of size \(size).",
      expected: size == 0
        ? "no index, as the axis is empty" : "an index from \(-size) to \(size - 1)")
  }
}
