// Sums, maxima and means over axes that are kept with size 1, of the elements that a mask selects.

import JAXLax

extension nn {
  /// The axes counted from the front; nil is all of them.
  static func axes(_ axes: (any Axes)?, _ x: Tensor, _ operation: String) -> [Int]? {
    guard let axes = axes?.axes else { return Array(0..<x.ndim) }
    let resolved = axes.compactMap { lax.resolvedAxis($0, x, operation) }
    guard resolved.count == axes.count else { return nil }
    guard Set(resolved).count == axes.count else {
      raise(
        JAXError(
          .axis, operation, found: "axes \(axes.tupleDescription), of which two are the same.",
          expected: "different axes"))
      return nil
    }
    return resolved.sorted()
  }

  /// The elements that a mask selects, and a number in place of the others.
  static func masked(_ x: Tensor, _ mask: Tensor?, _ filler: Double) -> Tensor {
    mask.map { choosing($0, x, Tensor(.float(filler), dtype: x.dtype)) } ?? x
  }

  /// The sum over axes; 16-bit numbers are added as `float32`.
  static func sum(_ x: Tensor, _ axes: [Int], where mask: Tensor? = nil) -> Tensor {
    let isNarrow = x.dtype.isFloating && x.dtype.bitWidth < 32
    let wide = isNarrow ? lax.convertElementType(x, .float32) : x
    let sum = lax.reduceSum(masked(wide, mask, 0), axes: axes)
    return lax.expandDims(lax.convert(sum, x.dtype, weakType: sum.weakType), axes)
  }

  /// The largest element over axes; −∞ where there is none.
  static func largest(_ x: Tensor, _ axes: [Int], where mask: Tensor? = nil) -> Tensor {
    lax.expandDims(lax.reduceMax(masked(x, mask, -.infinity), axes: axes), axes)
  }

  /// The number of elements that a mask selects over axes.
  static func count(_ x: Tensor, _ axes: [Int], where mask: Tensor?, dtype: DType) -> Tensor {
    guard let mask else {
      let size = axes.map { x.shape[$0] }.reduce(1, *)
      return Tensor(.int(Int64(size)), dtype: dtype)
    }
    let shape = raising(placeholder: x.shape) {
      try numpyBroadcastShape([x.shape, mask.shape], "nn")
    }
    let leading = shape.count - mask.ndim
    let whole = lax.broadcastInDim(
      mask, shape: shape, broadcastDimensions: Array(leading..<shape.count))
    let counter = DType.index(upTo: axes.map { shape[$0] }.elementCount)
    let counts = lax.reduceSum(lax.convertElementType(whole, counter), axes: axes)
    return lax.expandDims(lax.convertElementType(counts, dtype), axes)
  }

  /// The mean over axes.
  static func mean(_ x: Tensor, _ axes: [Int], where mask: Tensor?) -> Tensor {
    let isNarrow = x.dtype.isFloating && x.dtype.bitWidth < 32
    let wide = isNarrow ? lax.convertElementType(x, .float32) : x
    let total = sum(wide, axes, where: mask)
    let mean = lax.div(total, count(wide, axes, where: mask, dtype: wide.dtype))
    return lax.convertElementType(mean, x.dtype)
  }
}
