// XLA's CPU compiler adds the elements of a window one after the other, so that long windows lose digits.
//
// A window is a product of windows along the axes, and a long window along an axis is a window over the sums of blocks:
// fewer additions for each result, so exactness costs no time.

import StableHLO

extension ReduceWindowSum {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    let dtype = inputs[0].dtype
    guard dtype.isInexact, inputs[0].size > 0, outputs[0].size > 0,
      window.dimensions.reduce(1, *) > ReductionLevels.singleExtent
    else { return nil }
    return try context.trace(operands, inputs) { tensors in
      var sum = lax.convertElementType(tensors[0], dtype.widened)
      let padding = zip(window.padding, window.baseDilation).map { ($0[0], $0[1], $1 - 1) }
      sum = lax.pad(sum, Tensor(.zero, dtype: sum.dtype), padding)
      for axis in window.dimensions.indices.reversed() {
        let along = AxisWindow(
          axis: axis, size: window.dimensions[axis], stride: window.strides[axis],
          dilation: window.windowDilation[axis])
        sum = along.sum(sum)
      }
      return [lax.convertElementType(sum, dtype)]
    }
  }
}

/// A window that slides along one axis.
private struct AxisWindow {
  let axis: Int
  let size: Int
  let stride: Int
  let dilation: Int

  /// The longest window whose elements are added one after the other.
  private static let longest = 64
  /// The largest block that is tried.
  private static let largestBlock = 1024

  /// The number of windows in an array.
  private func count(_ length: Int) -> Int { (length - (size - 1) * dilation - 1) / stride + 1 }

  func sum(_ x: Tensor) -> Tensor {
    if size == 1 && stride == 1 { return x }
    if size <= Self.longest { return direct(x) }
    return stride >= size && dilation == 1 ? sumApart(x) : sumOfBlocks(x)
  }

  private func direct(_ x: Tensor) -> Tensor {
    func along(_ value: Int) -> [Int] { x.shape.indices.map { $0 == axis ? value : 1 } }
    return lax.reduceWindowSum(
      x,
      Window(
        dimensions: along(size), strides: along(stride), windowDilation: along(dilation)))
  }

  /// The sums of windows that do not overlap: those of the rows of a matrix.
  private func sumApart(_ x: Tensor) -> Tensor {
    let length = x.shape[axis]
    let count = count(length)
    var padding = x.shape.map { _ in (0, 0, 0) }
    padding[axis].1 = count * stride - length
    var rows = lax.pad(x, Tensor(.zero, dtype: x.dtype), padding)
    rows = rows.splittingAxis(axis, count)
    return lax.reduceSum(lax.sliceInDim(rows, 0, size, axis: axis + 1), axes: [axis + 1])
  }

  private func sumOfBlocks(_ x: Tensor) -> Tensor {
    let length = x.shape[axis]
    let count = count(length)
    func step(_ block: Int) -> Int { greatestCommonDivisor(stride, block * dilation) }
    func additions(_ block: Int) -> Int {
      length / step(block) * block + count * (size / block + size % block)
    }
    let blocks = 2...min(Self.largestBlock, size / 2)
    let block = blocks.min { additions($0) < additions($1) } ?? size
    let parts = size / block
    let step = step(block)
    let inner = AxisWindow(axis: axis, size: block, stride: step, dilation: dilation)
    let outer = AxisWindow(
      axis: axis, size: parts, stride: stride / step, dilation: block * dilation / step)
    let sum = lax.sliceInDim(outer.sum(inner.sum(x)), 0, count, axis: axis)
    guard size % block > 0 else { return sum }
    let rest = AxisWindow(axis: axis, size: size % block, stride: stride, dilation: dilation)
    let tail = lax.sliceInDim(x, parts * block * dilation, nil, axis: axis)
    return lax.add(sum, rest.sum(tail))
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
