// Small functions of stacks of matrices, which the last two axes hold.
//
// Source: jax/_src/lax/linalg.py, "Utilities".

extension Tensor {
  /// The transposed matrices.
  var transposedMatrices: Tensor {
    var permutation = Array(0..<ndim)
    permutation.swapAt(ndim - 2, ndim - 1)
    return lax.transpose(self, permutation: permutation)
  }

  /// The complex conjugate; the tensor itself if it is real.
  var conjugated: Tensor { dtype.isComplex ? lax.conj(self) : self }

  /// The lower triangles of the matrices, with zeros above the given diagonal.
  func lowerTriangle(_ diagonal: Int = 0) -> Tensor {
    lax.select(
      isOnOrBelow(diagonal), self, lax.full(shape, Tensor(.zero, dtype: dtype)))
  }

  /// The upper triangles of the matrices, with zeros below the given diagonal.
  func upperTriangle(_ diagonal: Int = 0) -> Tensor {
    lax.select(
      isOnOrBelow(diagonal - 1), lax.full(shape, Tensor(.zero, dtype: dtype)), self)
  }

  private func isOnOrBelow(_ diagonal: Int) -> Tensor {
    let sizes = Array(shape.suffix(2))
    let index = DType.index(upTo: sizes[0] + sizes[1])
    let row = lax.add(
      lax.broadcastedIota(index, sizes, 0), Tensor(.int(Int64(diagonal)), dtype: index))
    let mask = lax.ge(row, lax.broadcastedIota(index, sizes, 1))
    return lax.broadcast(mask, Array(shape.dropLast(2)))
  }
}

/// The products of matrices in full precision.
func preciseProduct(_ a: Tensor, _ b: Tensor) -> Tensor {
  lax.batchMatmul(a, b, precision: .highest)
}

/// Checks that the last two axes of an operand are those of square matrices.
func checkSquare(_ aval: ShapedArray, _ operation: String) throws {
  guard aval.ndim >= 2, aval.shape[aval.ndim - 1] == aval.shape[aval.ndim - 2] else {
    throw JAXError(
      .shape, operation, found: "an array of shape \(aval.shape.tupleDescription).",
      expected: "square matrices along the last two axes")
  }
}
