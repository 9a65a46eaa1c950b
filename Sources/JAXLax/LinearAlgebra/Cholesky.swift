// The Cholesky decomposition of positive definite matrices.
//
// Derivative: I. Murray, "Differentiation of the Cholesky decomposition" (2016). Source: jax/_src/lax/linalg.py
// `cholesky`; StableHLO `cholesky`.

import StableHLO

extension lax.linalg {
  /// The lower triangular matrices L with L Lᴴ = A; NaN where a matrix is not positive definite.
  ///
  /// - Parameters:
  ///   - x: the matrices, along the last two axes.
  ///   - symmetrizeInput: whether the mean of A and Aᴴ is taken first; otherwise only the lower triangle counts.
  /// - Source: `jax.lax.linalg.cholesky`; StableHLO `cholesky`.
  public static func cholesky(_ x: Tensor, symmetrizeInput: Bool = true) -> Tensor {
    guard symmetrizeInput, x.ndim >= 2 else {
      return x.ndim >= 2 ? bind(Cholesky(), x).lowerTriangle() : bind(Cholesky(), x)
    }
    let half = Tensor(.float(0.5), dtype: x.dtype)
    let symmetric = lax.mul(lax.add(x, x.transposedMatrices.conjugated), half)
    return bind(Cholesky(), symmetric).lowerTriangle()
  }
}

struct Cholesky: Primitive {
  static let name = "cholesky"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    try DTypeSet.inexact.check(inputs[0].dtype, "cholesky")
    try checkSquare(inputs[0], "cholesky")
    return [inputs[0]]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    guard inputs[0].size > 0 else { return operands }
    return [
      context.operation(
        "stablehlo.cholesky", operands, result: outputs[0].tensorType,
        attributes: [("lower", .bool(true))])
    ]
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let factor = bind(self, primals[0]).lowerTriangle()
      guard let tangent = tangents[0] else { return ([factor], [nil]) }
      let right = lax.linalg.triangularSolve(
        factor, tangent, leftSide: false, lower: true, transposeA: true, conjugateA: true)
      let both = lax.linalg.triangularSolve(factor, right, leftSide: true, lower: true)
      // The lower triangle with half the diagonal.
      let half = Tensor(.float(0.5), dtype: both.dtype)
      let phi = lax.mul(lax.add(both.lowerTriangle(), both.lowerTriangle(-1)), half)
      return ([factor], [preciseProduct(factor, phi)])
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return [Batched(bind(self, operands[0].tensor), axis: nil)]
    }
    return [Batched(bind(self, operands[0].tensor.movingAxis(axis, to: 0)), axis: 0)]
  }
}
