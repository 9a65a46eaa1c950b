// Bringing operands together: one dtype by JAX's lattice, and shapes that an element-wise primitive takes.
//
// Source: jax/_src/numpy/util.py `promote_args`, `promote_dtypes`, `promote_shapes`.

/// The operands of an operation converted to the dtype they meet at.
package func promoteDTypes(_ operands: [Tensor], _ operation: String) throws -> [Tensor] {
  guard let first = operands.first else { return operands }
  if operands.dropFirst().allSatisfy({ $0.dtype == first.dtype && $0.weakType == first.weakType }) {
    return operands
  }
  guard let (dtype, weak) = resultType(operands.map { ($0.dtype, $0.weakType) }) else {
    throw JAXError(
      .dtype, operation,
      found: "operands of dtypes \(operands.map(\.dtype.name).listed).",
      expected: "dtypes with an implicit conversion to a common one",
      remedy: operands.contains { $0.dtype.isKey }
        ? "use random.keyData for the numbers of a key." : "convert one, as with x.astype(y.dtype)."
    )
  }
  return operands.map { lax.convert($0, dtype, weakType: weak) }
}

/// The operands of an operation converted to a floating or complex dtype that they meet at.
package func promoteDTypesInexact(_ operands: [Tensor], _ operation: String) throws -> [Tensor] {
  let promoted = try promoteDTypes(operands, operation)
  guard let first = promoted.first, !first.dtype.isInexact else { return promoted }
  let dtype = first.dtype.inexact
  let weak = promoted.allSatisfy(\.weakType)
  return promoted.map { lax.convert($0, dtype, weakType: weak) }
}

extension DType {
  /// The floating dtype that integers and booleans compute in: `float64` for 64-bit ones, else `float32`.
  package var inexact: DType {
    if isInexact { return self }
    return self == .int64 || self == .uint64 ? .float64 : .float32
  }
}

/// The operands of an element-wise operation with axes of size 1 in front where they have fewer axes than others.
///
/// 0-dimensional operands stay as they are: primitives stretch them.
package func promoteShapes(_ operands: [Tensor], _ operation: String) throws -> [Tensor] {
  let widest = operands.max { $0.ndim < $1.ndim }?.shape ?? []
  if operands.allSatisfy({ $0.ndim == 0 || $0.shape == widest }) { return operands }
  let ndim = widest.count
  _ = try numpyBroadcastShape(operands.map(\.shape), operation)
  if operands.allSatisfy({ $0.ndim == 0 || $0.ndim == ndim }) { return operands }
  try checkRanks(operands, operation)
  return operands.map { operand in
    operand.ndim == 0 || operand.ndim == ndim
      ? operand : lax.expandDims(operand, Array(0..<ndim - operand.ndim))
  }
}

/// Checks that operands of different numbers of axes are wanted, as `numpyRankPromotion` says.
private func checkRanks(_ operands: [Tensor], _ operation: String) throws {
  guard let configuration = Configuration.made, configuration.rankPromotion != .allow else {
    return
  }
  let error = JAXError(
    .shape, operation,
    found:
      "operands of shapes \(operands.map(\.shape.tupleDescription).listed), which have different "
      + "numbers of axes.",
    expected: "operands with the same number of axes",
    remedy: "add axes to one operand, for example with .newAxis, or allow it with "
      + "numpyRankPromotion(.allow).")
  if configuration.rankPromotion == .raise { throw error }
  writeToStandardError("warning: \(error)")
}

/// The shape that arrays of the given shapes are broadcast to by NumPy's rule.
package func numpyBroadcastShape(_ shapes: [[Int]], _ operation: String) throws -> [Int] {
  let ndim = shapes.map(\.count).max() ?? 0
  var result = [Int](repeating: 1, count: ndim)
  for shape in shapes {
    for (position, size) in zip((ndim - shape.count)..., shape) where size != 1 {
      guard result[position] == 1 || result[position] == size else {
        throw JAXError(
          .shape, operation,
          found: "shapes \(shapes.map(\.tupleDescription).listed) cannot be broadcast together.",
          expected: "sizes that are equal or 1, compared from the last axis",
          remedy: "reshape one operand, for example with .newAxis, so that its axes line up.")
      }
      result[position] = size
    }
  }
  return result
}

/// Applies an element-wise primitive of two operands after promotion.
package func bindPromoted(
  _ primitive: any Primitive, _ x: Tensor, _ y: Tensor, _ operation: String
) -> Tensor {
  if x.aval == y.aval { return bind(primitive, x, y) }
  let operands: [Tensor] = raising(placeholder: []) {
    try promoteShapes(try promoteDTypes([x, y], operation), operation)
  }
  guard operands.count == 2 else { return Tensor(Placeholder(x.ndim >= y.ndim ? x.aval : y.aval)) }
  return bind(primitive, operands)[0]
}
