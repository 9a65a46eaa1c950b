// Axes given by users: negative ones counted from the end, and checked; arrays of keys told from those of numbers.

import JAXTransforms

/// The axes from 0 that the given ones mean for an array of `ndim` axes; nil means all.
func normalizedAxes(_ axes: (any Axes)?, _ ndim: Int, _ operation: String) throws -> [Int] {
  guard let axes = axes?.axes else { return Array(0..<ndim) }
  let normalized = try axes.map { try normalizedAxis($0, ndim, operation) }
  guard Set(normalized).count == normalized.count else {
    throw JAXError(
      .axis, operation, found: "axes \(axes.tupleDescription), of which two are the same.",
      expected: "different axes")
  }
  return normalized
}

/// The axis from 0 that the given one means for an array of `ndim` axes.
func normalizedAxis(_ axis: Int, _ ndim: Int, _ operation: String) throws -> Int {
  guard (-ndim..<ndim).contains(axis) else {
    throw JAXError(
      .axis, operation, found: "axis \(axis) of an array with \(ndim) axes.",
      expected: ndim == 0
        ? "no axis, as a 0-dimensional array has none" : "an axis from \(-ndim) to \(ndim - 1)")
  }
  return axis < 0 ? axis + ndim : axis
}

/// The error for an array of keys where numbers are needed.
func keysAreNoNumbers(_ operation: String) -> JAXError {
  JAXError(
    .dtype, operation, found: "an array of keys.", expected: "an array of numbers or booleans",
    remedy: "use random.keyData for the numbers of a key.")
}
