// What XLA's CPU compiler does not take, and long sums of products, which it adds one after the other.
//
// A product with a vector, or of very few rows and columns, is multiplied out and summed in levels: exact, and as fast,
// since such a product reads its operands once. Larger ones have many accumulators in XLA's library.

import StableHLO

extension DotGeneral {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    let narrowest = min(inputs[0].dtype.bitWidth, inputs[1].dtype.bitWidth)
    if narrowest < 8 {
      // It takes no elements narrower than a byte with wider sums, nor any product of 2-bit integers, which 8 bits hold.
      let dtype = outputs[0].dtype
      let element: HLO.ElementType =
        dtype == .int2 ? .i8 : dtype == .uint2 ? .ui8 : dtype.elementType
      guard dtype.bitWidth >= 8 || element != dtype.elementType else { return nil }
      let product = product(
        of: operands.map { context.convert($0, to: element) },
        HLO.TensorType(outputs[0].shape, element), &context)
      return [context.convert(product, to: dtype.elementType)]
    }
    guard outputs[0].dtype.isInexact, isSummedInLevels(inputs[0].shape, inputs[1].shape) else {
      return nil
    }
    return try context.trace(operands, inputs) { factors in
      let wide = outputs[0].dtype.widened
      let sum = summedInLevels(factors.map { lax.convertElementType($0, wide) })
      return [lax.convertElementType(sum, outputs[0].dtype)]
    }
  }

  private func isSummedInLevels(_ lhs: [Int], _ rhs: [Int]) -> Bool {
    let extent = axes.lhsContracting.reduce(1) { $0 * lhs[$1] }
    let rows = axes.lhsFree(lhs.count).reduce(1) { $0 * lhs[$1] }
    let columns = axes.rhsFree(rhs.count).reduce(1) { $0 * rhs[$1] }
    guard rows > 0, columns > 0 else { return false }
    if rows * columns <= 4 { return extent > ReductionLevels.singleExtent }
    guard rows == 1 || columns == 1 else { return false }
    let (shape, contracting) =
      columns == 1 ? (lhs, axes.lhsContracting) : (rhs, axes.rhsContracting)
    return extent > ReductionLevels.exactExtent(shape, contracting)
  }

  /// The products, with the axes of the larger operand in their order behind the free axes of the other, and their sum.
  private func summedInLevels(_ factors: [Tensor]) -> Tensor {
    let isSwapped = factors[1].size > factors[0].size
    let (axes, x, y) =
      isSwapped ? (axes.swapped, factors[1], factors[0]) : (axes, factors[0], factors[1])
    let free = axes.rhsFree(y.ndim)
    // The axes of y that belong to those of x, in the order in which they lie in x.
    let pairs = zip(axes.lhsBatch + axes.lhsContracting, axes.rhsBatch + axes.rhsContracting)
      .sorted { $0.0 < $1.0 }
    let shape = free.map { y.shape[$0] } + x.shape
    let places = Array(free.indices) + pairs.map { free.count + $0.0 }
    let spread = lax.broadcastInDim(
      lax.transpose(y, permutation: free + pairs.map(\.1)), shape: shape,
      broadcastDimensions: places)
    let others = lax.broadcastInDim(
      x, shape: shape, broadcastDimensions: Array(free.count..<shape.count))
    let sum = lax.reduceSum(
      lax.mul(others, spread), axes: axes.lhsContracting.map { $0 + free.count }.sorted())
    // What is left has the free axes of y first, then those of x that are not contracted, in their order.
    let left = x.shape.indices.filter { !axes.lhsContracting.contains($0) }
    func positions(_ axes: [Int]) -> [Int] {
      axes.compactMap { axis in left.firstIndex(of: axis).map { $0 + free.count } }
    }
    let (batch, xFree) = (positions(axes.lhsBatch), positions(axes.lhsFree(x.ndim)))
    let yFree = Array(free.indices)
    return lax.transpose(
      sum, permutation: batch + (isSwapped ? yFree + xFree : xFree + yFree))
  }
}
