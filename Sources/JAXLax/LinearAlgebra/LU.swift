// The LU decomposition with row exchanges, P A = L U.
//
// Column by column: the largest element is brought onto the diagonal, and multiples of its row are subtracted from those
// below. The size of a complex number is |re| + |im| here, as in LAPACK, so that pivots agree.
// Derivative: F. de Hoog, R. Anderssen, M. Lukas, "Differentiation of matrix functionals using triangular factorization".
// Source: jax/_src/lax/linalg.py `lu`, `_lu_unblocked`, `_lu_jvp_rule`.

import StableHLO

extension lax.linalg {
  /// The LU decomposition of matrices with exchanges of rows.
  ///
  /// - Returns: L below and U on and above the diagonal of one matrix; for each column the row it was exchanged with; and
  ///   the permutation of the rows that all exchanges make.
  /// - Source: `jax.lax.linalg.lu`.
  public static func lu(_ x: Tensor) -> (lu: Tensor, pivots: Tensor, permutation: Tensor) {
    let results = bind(LU(), [x])
    return (results[0], results[1], results[2])
  }
}

struct LU: Primitive {
  static let name = "lu"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func outputCount(_ inputs: [ShapedArray]) -> Int { 3 }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    let x = inputs[0]
    try DTypeSet.inexact.check(x.dtype, "lu")
    guard x.ndim >= 2 else {
      throw JAXError(
        .shape, "lu", found: "an array of shape \(x.shape.tupleDescription).",
        expected: "matrices along the last two axes")
    }
    let (batch, m, n) = (Array(x.shape.dropLast(2)), x.shape[x.ndim - 2], x.shape[x.ndim - 1])
    let index = DType.index(upTo: m)
    return [
      x, ShapedArray(shape: batch + [min(m, n)], dtype: index),
      ShapedArray(shape: batch + [m], dtype: index),
    ]
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let x = inputs[0]
    let (m, n) = (x.shape[x.ndim - 2], x.shape[x.ndim - 1])
    let size = x.shape.dropLast(2).reduce(1, *)
    let index = outputs[1].dtype
    let state = [
      ShapedArray(shape: [], dtype: index),
      ShapedArray(shape: [size, min(m, n)], dtype: index),
      ShapedArray(shape: [size, m], dtype: index),
      ShapedArray(shape: [size, m, n], dtype: x.dtype),
    ]
    let initial = try context.trace(operands, inputs) { tensors in
      [
        Tensor(.zero, dtype: index), lax.zeros(state[1]),
        lax.broadcastedIota(index, state[2].shape, 1), lax.reshape(tensors[0], state[3].shape),
      ]
    }
    let types = state.map(\.tensorType)
    let count = min(m, n)
    guard x.size > 0 else {
      let order = context.operation(
        "stablehlo.iota", [], result: outputs[2].tensorType,
        attributes: [("iota_dimension", .int(outputs[2].ndim - 1))])
      return [operands[0], context.constant(.zero, shape: outputs[1].shape, index), order]
    }
    let final = try context.operation(
      "stablehlo.while", initial, results: types,
      regions: [
        .init(types) { context, arguments in
          try context.trace(arguments, state) {
            [lax.lt($0[0], Tensor(.int(Int64(count)), dtype: index))]
          }
        },
        .init(types) { context, arguments in
          try context.trace(arguments, state) {
            LU.eliminate($0[0], pivots: $0[1], permutation: $0[2], $0[3])
          }
        },
      ])
    return try context.trace(Array(final[1...]), Array(state[1...])) { tensors in
      [
        lax.reshape(tensors[2], outputs[0].shape), lax.reshape(tensors[0], outputs[1].shape),
        lax.reshape(tensors[1], outputs[2].shape),
      ]
    }
  }

  /// One step of the elimination: column k of a stack of matrices.
  private static func eliminate(
    _ k: Tensor, pivots: Tensor, permutation: Tensor, _ a: Tensor
  ) -> [Tensor] {
    let (size, m, n) = (a.shape[0], a.shape[1], a.shape[2])
    let zero = Tensor(.zero, dtype: k.dtype)
    let row = lax.broadcastedIota(k.dtype, [size, m], 1)
    func column(of a: Tensor) -> Tensor {
      lax.dynamicSlice(
        a, startIndices: [zero, zero, k], sliceSizes: [size, m, 1], allowNegativeIndices: false)
    }

    let candidates = lax.squeeze(column(of: a), dimensions: [2])
    let magnitude =
      a.dtype.isComplex
      ? lax.add(lax.abs(lax.real(candidates)), lax.abs(lax.imag(candidates)))
      : lax.abs(candidates)
    let lowest = Tensor(.float(-.infinity), dtype: magnitude.dtype)
    let pivot = lax.expandDims(
      lax.argmax(lax.select(lax.ge(row, k), magnitude, lowest), axis: 1, indexDtype: k.dtype), [1])
    let newPivots = lax.select(
      lax.eq(lax.broadcastedIota(k.dtype, pivots.shape, 1), k),
      lax.broadcastInDim(pivot, shape: pivots.shape, broadcastDimensions: [0, 1]), pivots)

    // Rows k and pivot change places.
    let rows = lax.broadcastInDim(pivot, shape: row.shape, broadcastDimensions: [0, 1])
    let order = lax.select(
      lax.eq(row, k), rows,
      lax.select(lax.eq(row, rows), lax.full(row.shape, k), row))
    let swapped = takeRows(a, order)
    let newPermutation = takeAlong(1, permutation, order)

    let pivotRow = lax.dynamicSlice(
      swapped, startIndices: [zero, k, zero], sliceSizes: [size, 1, n], allowNegativeIndices: false)
    let diagonal = lax.dynamicSlice(
      pivotRow, startIndices: [zero, zero, k], sliceSizes: [size, 1, 1],
      allowNegativeIndices: false)
    let isBelow = lax.gt(lax.broadcastedIota(k.dtype, [size, m, 1], 1), k)
    let old = column(of: swapped)
    let isDivided = lax.bitwiseAnd(
      isBelow, lax.ne(diagonal, Tensor(.zero, dtype: a.dtype)))
    let multipliers = lax.select(
      isDivided, lax.div(old, diagonal), old)
    let columnIndex = lax.broadcastedIota(.index(upTo: n), a.shape, 2)
    let column = lax.convertElementType(k, columnIndex.dtype)
    func whole(_ x: Tensor) -> Tensor {
      lax.broadcastInDim(x, shape: a.shape, broadcastDimensions: [0, 1, 2])
    }
    let divided = lax.select(lax.eq(columnIndex, column), whole(multipliers), swapped)
    let isInRest = lax.bitwiseAnd(whole(isBelow), lax.gt(columnIndex, column))
    let change = lax.select(
      isInRest, lax.mul(multipliers, pivotRow), lax.zeros(a.aval.strong))
    return [
      lax.add(k, Tensor(.one, dtype: k.dtype)), newPivots, newPermutation, lax.sub(divided, change),
    ]
  }

  /// The rows of a stack of matrices in another order.
  private static func takeRows(_ a: Tensor, _ order: Tensor) -> Tensor {
    let batch = Array(0..<a.ndim - 2)
    return lax.gather(
      a, startIndices: lax.expandDims(order, [order.ndim]),
      dimensionNumbers: .init(
        offsetDims: [a.ndim - 1], collapsedSliceDims: [a.ndim - 2], startIndexMap: [a.ndim - 2],
        operandBatchingDims: batch, startIndicesBatchingDims: batch),
      sliceSizes: batch.map { _ in 1 } + [1, a.shape[a.ndim - 1]])
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let results = bind(self, primals)
      return (
        results,
        [tangents[0].map { LU.tangent(results[0], LU.takeRows($0, results[2])) }, nil, nil]
      )
    }
  }

  /// From L⁻¹ dA U⁻¹ = L⁻¹ dL + dU U⁻¹, whose two terms are lower and upper triangular.
  private static func tangent(_ lu: Tensor, _ da: Tensor) -> Tensor {
    let ndim = lu.ndim
    let (m, n) = (lu.shape[ndim - 2], lu.shape[ndim - 1])
    let k = min(m, n)
    let zero = Tensor(.zero, dtype: lu.dtype)
    func padded(_ x: Tensor, _ rows: Int, _ columns: Int) -> Tensor {
      lax.pad(
        x, zero,
        [(Int, Int, Int)](repeating: (0, 0, 0), count: ndim - 2) + [
          (0, rows, 0), (0, columns, 0),
        ])
    }
    func identity(_ size: Int, from start: Int) -> Tensor {
      let index = DType.index(upTo: size)
      let row = lax.broadcastedIota(index, [size, size], 0)
      let isSet = lax.bitwiseAnd(
        lax.eq(row, lax.broadcastedIota(index, [size, size], 1)),
        lax.ge(row, Tensor(.int(Int64(start)), dtype: index)))
      return lax.broadcast(
        lax.convertElementType(isSet, lu.dtype), Array(lu.shape.dropLast(2)))
    }
    let left = lax.sliceInDim(lu, 0, k, axis: ndim - 1).lowerTriangle(-1)
    let l = lax.add(padded(left, 0, m - k), identity(m, from: 0))
    let top = lax.sliceInDim(lu, 0, k, axis: ndim - 2).upperTriangle()
    let u = lax.add(padded(top, n - k, 0), identity(n, from: k))
    let both = lax.linalg.triangularSolve(
      u,
      lax.linalg.triangularSolve(l, da, leftSide: true, lower: true, unitDiagonal: true),
      leftSide: false, lower: false)
    return lax.add(
      preciseProduct(l, both.lowerTriangle(-1)), preciseProduct(both.upperTriangle(), u))
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let axis = operands[0].axis else {
      return bind(self, [operands[0].tensor]).map { Batched($0, axis: nil) }
    }
    return bind(self, [operands[0].tensor.movingAxis(axis, to: 0)]).map { Batched($0, axis: 0) }
  }
}
