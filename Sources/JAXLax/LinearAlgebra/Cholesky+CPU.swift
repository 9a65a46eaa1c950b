// Where a matrix is not positive definite, XLA's CPU compiler leaves numbers in the columns before the one that failed;
// LAPACK's answer, and JAX's, is all NaN. What LAPACK leaves above the diagonal is the operand's.

import StableHLO

extension Cholesky {
  func lowerForCPU(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value]? {
    guard inputs[0].size > 0 else { return operands }
    let factor = try lower(operands, &context, inputs: inputs, outputs: outputs)
    return try context.trace(factor + operands, [outputs[0], inputs[0]]) { tensors in
      let (factor, x) = (tensors[0], tensors[1])
      let lower = factor.lowerTriangle()
      let axes = [x.ndim - 2, x.ndim - 1]
      let failed = lax.reduceOr(lax.ne(lower, lower), axes: axes)
      let shape = x.shape
      let nan: ScalarValue = x.dtype.isComplex ? .complex(.nan, .nan) : .float(.nan)
      let whole = lax.add(lower, x.upperTriangle(1))
      return [
        lax.select(
          lax.broadcastInDim(
            failed, shape: shape, broadcastDimensions: Array(0..<x.ndim - 2)),
          lax.full(shape, Tensor(nan, dtype: x.dtype)), whole)
      ]
    }
  }
}
