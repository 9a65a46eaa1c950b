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
public struct IndexedTensor {
  let tensor: Tensor
  let indices: [any TensorIndex]

  /// The tensor with the part replaced by `values`, which are broadcast to it.
  public func set(_ values: Tensor, mode: lax.GatherScatterMode? = nil) -> Tensor {
    updating(values, "at.set", mode) {
      lax.scatter(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $1.isWindow,
        uniqueIndices: $1.isWindow, mode: $3)
    }
  }

  /// The tensor with `values` added to the part.
  public func add(_ values: Tensor, mode: lax.GatherScatterMode? = nil) -> Tensor {
    updating(values, "at.add", mode) {
      lax.scatterAdd(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $1.isWindow,
        uniqueIndices: $1.isWindow, mode: $3)
    }
  }

  /// The tensor with `values` subtracted from the part.
  public func subtract(_ values: Tensor, mode: lax.GatherScatterMode? = nil) -> Tensor {
    add(lax.neg(values), mode: mode)
  }

  /// The tensor with the part multiplied by `values`.
  public func multiply(_ values: Tensor, mode: lax.GatherScatterMode? = nil) -> Tensor {
    updating(values, "at.multiply", mode) {
      lax.scatterMul(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $1.isWindow,
        uniqueIndices: $1.isWindow, mode: $3)
    }
  }

  /// The tensor with the part divided by `values`; integers become floating.
  public func divide(_ values: Tensor, mode: lax.GatherScatterMode? = nil) -> Tensor {
    tensor
      / IndexedTensor(tensor: jnp.onesLike(tensor), indices: indices).multiply(values, mode: mode)
  }

  /// The tensor with the part raised to the powers `values`.
  public func power(_ values: Tensor, mode: lax.GatherScatterMode? = nil) -> Tensor {
    tensor
      ** IndexedTensor(tensor: jnp.onesLike(tensor), indices: indices).multiply(values, mode: mode)
  }

  /// The tensor with the part replaced by what a function gives for it; once where an index is there twice.
  public func apply(_ function: (Tensor) -> Tensor) -> Tensor { set(function(get())) }

  /// The tensor with the part replaced by the smaller of itself and `values`.
  public func min(_ values: Tensor, mode: lax.GatherScatterMode? = nil) -> Tensor {
    updating(values, "at.min", mode) {
      lax.scatterMin(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $1.isWindow,
        uniqueIndices: $1.isWindow, mode: $3)
    }
  }

  /// The tensor with the part replaced by the larger of itself and `values`.
  public func max(_ values: Tensor, mode: lax.GatherScatterMode? = nil) -> Tensor {
    updating(values, "at.max", mode) {
      lax.scatterMax(
        $0, scatterIndices: $1.indices, updates: $2,
        dimensionNumbers: $1.scatterDimensionNumbers, indicesAreSorted: $1.isWindow,
        uniqueIndices: $1.isWindow, mode: $3)
    }
  }

  /// The part itself.
  ///
  /// - Parameters:
  ///   - mode: what an index out of range gives; by default the nearest element.
  ///   - fillValue: what it gives instead in mode ``lax/GatherScatterMode/fillOrDrop``.
  public func get(mode: lax.GatherScatterMode = .promiseInBounds, fillValue: Double? = nil)
    -> Tensor
  {
    raising(placeholder: tensor) {
      let plan = try GatherPlan(
        try ResolvedIndex(indices, of: tensor.shape, allowingOutOfRange: true))
      let selected = lax.gather(
        tensor, startIndices: plan.indices, dimensionNumbers: plan.dimensionNumbers,
        sliceSizes: plan.sliceSizes, mode: mode, fillValue: fillValue.map { .float($0) })
      return lax.reshape(selected, plan.resultShape)
    }
  }

  private typealias Scatter = (
    Tensor, GatherPlan, Tensor, lax.GatherScatterMode
  ) -> Tensor

  private func updating(
    _ values: Tensor, _ operation: String, _ mode: lax.GatherScatterMode?, _ scatter: Scatter
  ) -> Tensor {
    raising(placeholder: tensor) {
      let plan = try GatherPlan(
        try ResolvedIndex(indices, of: tensor.shape, allowingOutOfRange: mode != nil))
      let updates = try broadcastUpdates(values, plan, operation)
      return scatter(tensor, plan, updates, mode ?? .fillOrDrop)
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
