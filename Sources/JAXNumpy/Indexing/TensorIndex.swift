// What can stand in a subscript of a tensor.
//
// Source: NumPy "Indexing on ndarrays"; the ranges are Swift's own.

import JAXTransforms

/// Something that selects along the axes of a tensor in a subscript.
///
/// Integers (negative ones count from the end), ranges, ``IndexSelection/newAxis``, ``IndexSelection/ellipsis``,
/// strides, arrays of integers, and tensors of integers or booleans.
///
/// A range with two ends, as `5..<9`, means just these positions: it is an error if the axis does not have them, as it is in
/// Swift's arrays. What leaves an end to the axis, `5...` and `..<9`, and Python's slices, `.slice(5, 9)` and
/// `.stride(from: 5, by: 2)`, select what the axis has of them, as in NumPy.
///
///     x[0]
///     x[1..<3, .newAxis]
///     x[.ellipsis, -1]
///     x[.stride(by: -1)]
///     x[indices], x[mask]
public protocol TensorIndex {
  /// What is selected.
  var selection: IndexSelection { get }
}

/// What one part of a subscript selects.
public enum IndexSelection: TensorIndex {
  /// One position; the axis is removed.
  case integer(Int)
  /// `count` consecutive positions from `start`, which counts from the end if it is negative; the axis must have them all.
  case range(start: Int, count: Int)
  /// Positions from `start` up to `stop`, every `step`th, of those that the axis has; nil is the respective end.
  case slice(start: Int?, stop: Int?, step: Int)
  /// A new axis of size 1.
  case new
  /// As many whole axes as there is room for.
  case rest
  /// The positions in a tensor of integers, or where a tensor of booleans is true.
  case tensor(Tensor)

  public var selection: IndexSelection { self }
}

extension TensorIndex where Self == IndexSelection {
  /// A new axis of size 1.
  ///
  /// - Source: `numpy.newaxis`.
  public static var newAxis: IndexSelection { .new }
  /// As many whole axes as there is room for.
  ///
  /// - Source: Python's `...`.
  public static var ellipsis: IndexSelection { .rest }
  /// A whole axis.
  ///
  /// - Source: Python's `:`.
  public static var all: IndexSelection { .slice(start: nil, stop: nil, step: 1) }

  /// Every `step`th position from `start` up to, not including, `stop`; a negative step goes backwards.
  ///
  /// Positions that the axis does not have are left out.
  ///
  /// Source: Python's `start:stop:step`.
  public static func stride(from start: Int? = nil, to stop: Int? = nil, by step: Int)
    -> IndexSelection
  {
    .slice(start: start, stop: stop, step: step)
  }

  /// The positions from `start` up to, not including, `stop`, where negative numbers count from the end.
  ///
  /// Positions that the axis does not have are left out: `x[.slice(5, 9)]` is NumPy's `x[5:9]`.
  ///
  /// Source: Python's `start:stop`.
  public static func slice(_ start: Int?, _ stop: Int?) -> IndexSelection {
    .slice(start: start, stop: stop, step: 1)
  }
}

extension Int: TensorIndex {
  public var selection: IndexSelection { .integer(self) }
}

extension Range: TensorIndex where Bound == Int {
  public var selection: IndexSelection { .range(start: lowerBound, count: clampedCount) }
}

extension ClosedRange: TensorIndex where Bound == Int {
  public var selection: IndexSelection {
    let beforeLast = (lowerBound..<upperBound).clampedCount
    return .range(start: lowerBound, count: beforeLast == .max ? .max : beforeLast + 1)
  }
}

extension Range<Int> {
  /// The number of positions, or the largest number if there are more.
  fileprivate var clampedCount: Int {
    Int(clamping: UInt(bitPattern: upperBound) &- UInt(bitPattern: lowerBound))
  }
}

extension PartialRangeFrom: TensorIndex where Bound == Int {
  public var selection: IndexSelection { .slice(start: lowerBound, stop: nil, step: 1) }
}

extension PartialRangeUpTo: TensorIndex where Bound == Int {
  public var selection: IndexSelection { .slice(start: nil, stop: upperBound, step: 1) }
}

extension PartialRangeThrough: TensorIndex where Bound == Int {
  public var selection: IndexSelection {
    .slice(
      start: nil, stop: upperBound == -1 || upperBound == .max ? nil : upperBound + 1, step: 1)
  }
}

extension Tensor: TensorIndex {
  public var selection: IndexSelection { .tensor(self) }
}

extension Array: TensorIndex where Element == Int {
  public var selection: IndexSelection {
    // An index that is out of range of every axis is told as such.
    let isNarrow = allSatisfy { Int32(exactly: $0) != nil }
    return .tensor(Tensor(self, dtype: isNarrow ? .int32 : .int64))
  }
}
