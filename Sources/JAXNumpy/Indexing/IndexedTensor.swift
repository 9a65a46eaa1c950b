// Functional updates of a part of a tensor: `x.at[i].set(v)` and its siblings.
//
// Source: `jax.numpy.ndarray.at`.

import JAXTransforms

/// What `x.at` returns: it waits for a subscript.
public struct IndexUpdate {
  let tensor: Tensor

  /// The part of the tensor that the indices select, to be read or updated.
  public subscript(_ indices: any TensorIndex...) -> IndexedTensor {
    IndexedTensor(tensor: tensor, indices: indices)
  }
}

extension Tensor {
  /// Updates of a part of the tensor, each of which gives a new tensor.
  ///
  ///     x.at[0].set(5)
  ///     x.at[indices].add(values)       // an index that is there twice counts twice
  ///
  /// - Source: `jax.numpy.ndarray.at`.
  public var at: IndexUpdate { IndexUpdate(tensor: self) }
}

/// A part of a tensor, to be read or updated.
///
/// Positions out of range are an error where they are known; elsewhere, and with a `mode`, the mode says what they do. With
/// `uniqueIndices: true` no position is there twice, with `indicesAreSorted: true` they increase: results are undefined
/// where such a promise is broken, and may be computed faster, or have a derivative that they lack otherwise.
public struct IndexedTensor {
  let tensor: Tensor
  let indices: [any TensorIndex]

  /// The tensor with the part replaced by `values`, which are broadcast to it.
  public func set(
    _ values: Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    updating(values, "at.set", indicesAreSorted, uniqueIndices, mode) {
      lax.scatter(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $3.indicesAreSorted,
        uniqueIndices: $3.uniqueIndices, mode: $3.mode)
    }
  }

  /// The tensor with `values` added to the part.
  public func add(
    _ values: Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    updating(values, "at.add", indicesAreSorted, uniqueIndices, mode) {
      lax.scatterAdd(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $3.indicesAreSorted,
        uniqueIndices: $3.uniqueIndices, mode: $3.mode)
    }
  }

  /// The tensor with `values` subtracted from the part.
  public func subtract(
    _ values: Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    add(
      lax.neg(values), indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices, mode: mode)
  }

  /// The tensor with the part multiplied by `values`.
  public func multiply(
    _ values: Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    updating(values, "at.multiply", indicesAreSorted, uniqueIndices, mode) {
      lax.scatterMul(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $3.indicesAreSorted,
        uniqueIndices: $3.uniqueIndices, mode: $3.mode)
    }
  }

  /// The tensor with the part divided by `values`; integers become floating.
  public func divide(
    _ values: Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    tensor
      / IndexedTensor(tensor: jnp.onesLike(tensor), indices: indices).multiply(
        values, indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices, mode: mode)
  }

  /// The tensor with the part raised to the powers `values`.
  public func power(
    _ values: Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    tensor
      ** IndexedTensor(tensor: jnp.onesLike(tensor), indices: indices).multiply(
        values, indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices, mode: mode)
  }

  /// The tensor with the part replaced by what a function gives for it; once where an index is there twice.
  public func apply(
    _ function: (Tensor) -> Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    let part = get(indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices)
    return set(
      function(part), indicesAreSorted: indicesAreSorted, uniqueIndices: uniqueIndices, mode: mode)
  }

  /// The tensor with the part replaced by the smaller of itself and `values`.
  public func min(
    _ values: Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    updating(values, "at.min", indicesAreSorted, uniqueIndices, mode) {
      lax.scatterMin(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $3.indicesAreSorted,
        uniqueIndices: $3.uniqueIndices, mode: $3.mode)
    }
  }

  /// The tensor with the part replaced by the larger of itself and `values`.
  public func max(
    _ values: Tensor, indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode? = nil
  ) -> Tensor {
    updating(values, "at.max", indicesAreSorted, uniqueIndices, mode) {
      lax.scatterMax(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $3.indicesAreSorted,
        uniqueIndices: $3.uniqueIndices, mode: $3.mode)
    }
  }

  /// The part itself.
  ///
  /// - Parameters:
  ///   - indicesAreSorted: a promise that the positions increase.
  ///   - uniqueIndices: a promise that no position is there twice, which makes the derivative faster.
  ///   - mode: what an index out of range gives; by default the nearest element.
  ///   - fillValue: what it gives instead in mode ``lax/GatherScatterMode/fillOrDrop``.
  public func get(
    indicesAreSorted: Bool = false, uniqueIndices: Bool = false,
    mode: lax.GatherScatterMode = .promiseInBounds, fillValue: Double? = nil
  ) -> Tensor {
    raising(placeholder: tensor) {
      let plan = try GatherPlan(
        try ResolvedIndex(indices, of: tensor.shape, allowingOutOfRange: true))
      let selected = lax.gather(
        tensor, startIndices: plan.indices, dimensionNumbers: plan.dimensionNumbers,
        sliceSizes: plan.sliceSizes, uniqueIndices: uniqueIndices,
        indicesAreSorted: indicesAreSorted, mode: mode, fillValue: fillValue.map { .float($0) })
      return lax.reshape(selected, plan.resultShape)
    }
  }

  /// What a scatter is told of the positions, and what it does about those out of range.
  private struct Options {
    let indicesAreSorted: Bool
    let uniqueIndices: Bool
    let mode: lax.GatherScatterMode
  }

  private func updating(
    _ values: Tensor, _ operation: String, _ indicesAreSorted: Bool, _ uniqueIndices: Bool,
    _ mode: lax.GatherScatterMode?, _ scatter: (Tensor, GatherPlan, Tensor, Options) -> Tensor
  ) -> Tensor {
    raising(placeholder: tensor) {
      let plan = try GatherPlan(
        try ResolvedIndex(indices, of: tensor.shape, allowingOutOfRange: mode != nil))
      let updates = try broadcastUpdates(values, plan, operation)
      let options = Options(
        indicesAreSorted: indicesAreSorted || plan.isWindow,
        uniqueIndices: uniqueIndices || plan.isWindow, mode: mode ?? .fillOrDrop)
      return scatter(tensor, plan, updates, options)
    }
  }

  /// The values with the tensor's dtype and the selected part's shape.
  private func broadcastUpdates(_ values: Tensor, _ plan: GatherPlan, _ operation: String) throws
    -> Tensor
  {
    let target = plan.resultShape
    let offset = target.count - values.ndim
    let converted = lax.convert(values, tensor.dtype, weakType: false)
    // Leading axes of size 1 may be dropped, as NumPy does.
    guard offset < 0 else {
      guard zip(values.shape, target[offset...]).allSatisfy({ $0 == $1 || $0 == 1 }) else {
        throw mismatch(values, target, operation)
      }
      let broadcast = lax.broadcastInDim(
        converted, shape: target, broadcastDimensions: Array(offset..<target.count))
      return lax.reshape(broadcast, plan.selectedShape)
    }
    guard values.shape[..<(-offset)].allSatisfy({ $0 == 1 }),
      zip(values.shape[(-offset)...], target).allSatisfy({ $0 == $1 || $0 == 1 })
    else { throw mismatch(values, target, operation) }
    let squeezed = lax.reshape(converted, Array(values.shape[(-offset)...]))
    let broadcast = lax.broadcastInDim(
      squeezed, shape: target, broadcastDimensions: Array(0..<target.count))
    return lax.reshape(broadcast, plan.selectedShape)
  }

  private func mismatch(_ values: Tensor, _ target: [Int], _ operation: String) -> JAXError {
    JAXError(
      .shape, operation,
      found: "values of shape \(values.shape.tupleDescription) for a part of shape "
        + "\(target.tupleDescription).",
      expected: "values that can be broadcast to the part",
      remedy: "reshape the values, or select another part.")
  }
}
