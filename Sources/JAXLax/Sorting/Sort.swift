// Sorting arrays along an axis, by one or several of them.
//
// NaN comes after every number and equal to every other NaN; −0 and 0 are equal; complex numbers are ordered by their real
// parts, then by their imaginary parts. Source: jax/_src/lax/lax.py `_sort_lt_comparator`, `_sort_jvp`; StableHLO `sort`.

import StableHLO

extension lax {
  /// The array sorted along an axis; NaN comes last.
  ///
  ///     lax.sort([3, 1, 2])     // [1, 2, 3]
  ///
  /// - Source: `jax.lax.sort`; StableHLO `sort`.
  public static func sort(_ operand: Tensor, dimension: Int = -1, isStable: Bool = true) -> Tensor {
    sort([operand], dimension: dimension, isStable: isStable, numKeys: 1)[0]
  }

  /// Arrays of one shape, all permuted alike so that the first ones are sorted along an axis.
  ///
  /// - Parameters:
  ///   - operand: the arrays.
  ///   - dimension: the axis; negative from the end.
  ///   - isStable: whether equal elements keep their order.
  ///   - numKeys: how many arrays decide the order, the first one first.
  /// - Source: `jax.lax.sort`.
  public static func sort(
    _ operand: [Tensor], dimension: Int = -1, isStable: Bool = true, numKeys: Int = 1
  ) -> [Tensor] {
    guard let first = operand.first, (1...operand.count).contains(numKeys) else {
      raise(
        JAXError(
          .argument, "sort", found: "\(operand.count) arrays and numKeys \(numKeys).",
          expected: "at least one array, and between 1 and all of them as keys"))
      return operand.map(\.withoutValue)
    }
    guard let axis = resolvedAxis(dimension, first, "sort") else {
      return operand.map(\.withoutValue)
    }
    return bind(Sort(dimension: axis, isStable: isStable, numKeys: numKeys), operand)
  }

  /// Keys sorted along an axis, and values permuted alike.
  ///
  /// - Source: `jax.lax.sort_key_val`.
  public static func sortKeyVal(
    _ keys: Tensor, _ values: Tensor, dimension: Int = -1, isStable: Bool = true
  ) -> (keys: Tensor, values: Tensor) {
    let sorted = sort([keys, values], dimension: dimension, isStable: isStable)
    return (sorted[0], sorted[1])
  }
}

struct Sort: Primitive {
  static let name = "sort"

  let dimension: Int
  let isStable: Bool
  let numKeys: Int

  init(dimension: Int, isStable: Bool, numKeys: Int) {
    self.dimension = dimension
    self.isStable = isStable
    self.numKeys = numKeys
  }

  init(params: Params) throws {
    dimension = try params.int("dimension")
    isStable = try params.bool("is_stable")
    numKeys = try params.int("num_keys")
  }

  var params: Params {
    Params([
      ("dimension", .int(dimension)), ("is_stable", .bool(isStable)), ("num_keys", .int(numKeys)),
    ])
  }

  func outputCount(_ inputs: [ShapedArray]) -> Int { inputs.count }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] {
    guard inputs.allSatisfy({ $0.shape == inputs[0].shape }) else {
      throw JAXError(
        .shape, "sort",
        found: "arrays of shapes "
          + inputs.map(\.shape.tupleDescription).joined(separator: " and ") + ".",
        expected: "equal shapes")
    }
    guard inputs[0].shape.indices.contains(dimension) else {
      throw JAXError(
        .axis, "sort",
        found: "axis \(dimension) of arrays of shape \(inputs[0].shape.tupleDescription).",
        expected: "an axis from 0 to \(inputs[0].ndim - 1)")
    }
    for (position, key) in inputs.prefix(numKeys).enumerated() {
      try DTypeSet.anyButKeys.check(key.dtype, "sort", operand: position)
    }
    return inputs
  }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    let pairs = inputs.flatMap { input in
      let scalar = ShapedArray(shape: [], dtype: input.dtype)
      return [scalar, scalar]
    }
    let numKeys = numKeys
    return try context.operation(
      "stablehlo.sort", operands, results: outputs.map(\.tensorType),
      attributes: [("dimension", .int(dimension)), ("is_stable", .bool(isStable))],
      regions: [
        .init(pairs.map(\.tensorType)) { context, arguments in
          let keys = Array(arguments[..<(2 * numKeys)])
          return try context.trace(keys, Array(pairs[..<(2 * numKeys)])) { scalars in
            [Sort.precedes(scalars)]
          }
        }
      ])
  }

  /// Whether the first of each pair of keys comes before the second.
  private static func precedes(_ pairs: [Tensor]) -> Tensor {
    var result: Tensor?
    let components = stride(from: 0, to: pairs.count, by: 2).flatMap { position in
      let (x, y) = (pairs[position], pairs[position + 1])
      return x.dtype.isComplex
        ? [(lax.real(x), lax.real(y)), (lax.imag(x), lax.imag(y))] : [(x, y)]
    }
    for (x, y) in components.reversed() {
      let (x, y) = (canonical(x), canonical(y))
      let isLess = bind(LtTo(), x, y)
      result =
        result.map { lax.bitwiseOr(isLess, lax.bitwiseAnd(bind(EqTo(), x, y), $0)) } ?? isLess
    }
    return result ?? Tensor(false)
  }

  /// One representation for all zeros and one for all NaNs, which a total order would tell apart.
  private static func canonical(_ x: Tensor) -> Tensor {
    guard x.dtype.isFloating else { return x }
    let zero = Tensor(.zero, dtype: x.dtype)
    let unsigned = lax.select(lax.eq(x, zero), zero, x)
    return lax.select(lax.ne(x, x), Tensor(.float(.nan), dtype: x.dtype), unsigned)
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let shape = primals[0].shape
      guard tangents.contains(where: { $0 != nil }) else {
        return (bind(self, primals), tangents)
      }
      let dtype: DType = shape.contains { $0 > Int(UInt32.max) } ? .uint64 : .uint32
      let sorted = bind(self, primals + [lax.broadcastedIota(dtype, shape, dimension)])
      let permutation = sorted[primals.count]
      return (
        Array(sorted.dropLast()),
        tangents.map { $0.map { takeAlong(dimension, $0, permutation) } }
      )
    }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    guard let prototype = operands.first(where: { $0.axis != nil }), let mapped = prototype.axis
    else { return bind(self, operands.map(\.tensor)).map { Batched($0, axis: nil) } }
    let tensors = operands.map { operand -> Tensor in
      if let axis = operand.axis { return operand.tensor.movingAxis(axis, to: mapped) }
      return lax.broadcastInDim(
        operand.tensor, shape: prototype.tensor.shape,
        broadcastDimensions: prototype.tensor.shape.indices.filter { $0 != mapped })
    }
    let batched = Sort(
      dimension: dimension < mapped ? dimension : dimension + 1, isStable: isStable,
      numKeys: numKeys)
    return bind(batched, tensors).map { Batched($0, axis: mapped) }
  }
}

/// The elements along an axis at the given indices, which are all inside.
func takeAlong(_ axis: Int, _ operand: Tensor, _ indices: Tensor) -> Tensor {
  let others = operand.shape.indices.filter { $0 != axis }
  return lax.gather(
    operand, startIndices: lax.expandDims(indices, [indices.ndim]),
    dimensionNumbers: .init(
      offsetDims: [], collapsedSliceDims: [axis], startIndexMap: [axis],
      operandBatchingDims: others, startIndicesBatchingDims: others),
    sliceSizes: operand.shape.map { _ in 1 })
}
