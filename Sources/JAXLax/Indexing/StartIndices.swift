// The start indices of dynamic slices: one integer dtype, counted from the front.
//
// Indices of a narrow dtype are widened where it does not hold the sizes of the array, so that no bound wraps.
// Source: jax/_src/lax/slicing.py `_dynamic_slice_indices`, `_batch_dynamic_slice_indices`.

import StableHLO

/// Start indices of one dtype that holds the sizes, counted from the front unless negative ones are not to be resolved.
func resolvedStartIndices(_ indices: [Tensor], _ shape: [Int], allowNegative: Bool) -> [Tensor] {
  // Literals take the dtype of the indices that are computed.
  let common = indices.first { !$0.weakType }?.dtype ?? indices.first?.dtype ?? .int32
  let dtype = common.widened(toHold: shape.max() ?? 0)
  return zip(indices, shape).map { index, size in
    let isConverted = index.weakType ? index.dtype.isInteger : index.dtype == common
    let index = isConverted ? lax.convertElementType(index, dtype) : index
    guard allowNegative, index.dtype.isSignedInteger else { return index }
    if let number = index.literalValue {
      let value = Int64(bitPattern: number.integerBits)
      return value < 0 ? Tensor(.int(value + Int64(size)), dtype: index.dtype) : index
    }
    return lax.select(
      lax.lt(index, Tensor(.zero, dtype: index.dtype)),
      lax.add(index, Tensor(.int(Int64(size)), dtype: index.dtype)), index)
  }
}

/// The indices along the only axis of an array.
func listedStartIndices(_ indices: Tensor, _ operation: String) -> [Tensor] {
  guard indices.ndim == 1 else {
    raise(
      JAXError(
        .shape, operation, found: "start indices of shape \(indices.shape.tupleDescription).",
        expected: "one index for each axis"))
    return []
  }
  return (0..<indices.shape[0]).map { lax.indexInDim(indices, $0, keepdims: false) }
}

/// Mapped scalar indices as index vectors.
func batchedIndexVectors(_ indices: [BatchedTensor]) -> BatchedTensor {
  guard let size = indices.lazy.compactMap(\.axisSize).first else {
    return BatchedTensor(
      lax.concatenate(indices.map { lax.broadcast($0.tensor, [1]) }, dimension: 0), axis: nil)
  }
  let columns = indices.map { index in
    lax.broadcastInDim(
      index.tensor, shape: [size, 1], broadcastDimensions: index.axis == nil ? [] : [0])
  }
  return BatchedTensor(lax.concatenate(columns, dimension: 1), axis: 0)
}

extension LoweringContext {
  /// Indices into an array, in a dtype that holds its sizes: the compiler computes bounds in it.
  mutating func wideIndices(_ indices: Value, _ aval: ShapedArray, into array: ShapedArray) -> (
    value: Value, aval: ShapedArray
  ) {
    let dtype = aval.dtype.widened(toHold: array.shape.max() ?? 0)
    return (convert(indices, to: dtype.elementType), aval.with(dtype: dtype))
  }
}

/// Checks the start indices of a dynamic slice.
func checkStartIndices(_ indices: ArraySlice<ShapedArray>, _ operand: ShapedArray, _ name: String)
  throws
{
  guard indices.count == operand.ndim, indices.allSatisfy({ $0.ndim == 0 }) else {
    throw JAXError(
      .shape, name,
      found: "start indices of shapes "
        + indices.map(\.shape.tupleDescription).joined(separator: ", ")
        + " for an array of shape \(operand.shape.tupleDescription).",
      expected: "one 0-dimensional index for each axis")
  }
  guard let first = indices.first else { return }
  guard first.dtype.isInteger, indices.allSatisfy({ $0.dtype == first.dtype }) else {
    throw JAXError(
      .dtype, name,
      found: "start indices of dtypes " + indices.map(\.dtype.name).joined(separator: ", ") + ".",
      expected: "one integer dtype")
  }
}
