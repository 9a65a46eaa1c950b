// Subscripts of tensors: reading, and assignment to a variable.

import JAXTransforms

extension Tensor {
  /// The part of the tensor that the indices select, with NumPy's meaning.
  ///
  ///     x[0], x[-1], x[1..<3], x[.newAxis, .ellipsis], x[.stride(by: 2)], x[indices], x[mask]
  ///
  /// Assigning replaces the variable's value with one in which that part is set; the value is broadcast to it.
  ///
  /// Known indices out of range are an error, and so is a range with two ends that reaches outside of its axis; open ranges
  /// and Python's slices, as in `x[1...]` and `x[.slice(1, 9)]`, are clipped as in NumPy. Where indices are traced, or inside
  /// `transferGuard(.disallow)`, reading clamps them and assigning drops them.
  ///
  /// - Source: NumPy "Indexing on ndarrays"; `jax.Array.__getitem__`, `jax.Array.at`.
  public subscript(_ indices: any TensorIndex...) -> Tensor {
    get { reading(indices) }
    set { self = IndexedTensor(tensor: self, indices: indices).set(newValue) }
  }

  /// Assigns a number.
  @_disfavoredOverload
  public subscript(_ indices: any TensorIndex...) -> any TensorOperand {
    get { reading(indices) }
    set { self = IndexedTensor(tensor: self, indices: indices).set(newValue.tensor) }
  }

  /// What a subscript with the indices selects.
  func reading(_ indices: [any TensorIndex]) -> Tensor {
    raising(placeholder: self) { try part(indices) }
  }

  private func part(_ indices: [any TensorIndex]) throws -> Tensor {
    let index = try ResolvedIndex(indices, of: shape)
    let isStatic = index.axes.allSatisfy { if case .indices = $0 { false } else { true } }
    if isStatic { return readingSlices(index) }
    guard currentTrace == nil, let settings = index.settings else { return try gathering(index) }
    // Outside of a traced function it is one program instead of one for each step.
    return callProgram("_getitem", settings: settings, [self] + index.tensors) { operands in
      [
        raising(placeholder: self) {
          try operands[0].gathering(index.replacing(Array(operands[1...])))
        }
      ]
    }[0]
  }

  /// What a subscript with index arrays selects.
  private func gathering(_ index: ResolvedIndex) throws -> Tensor {
    if let read = readingWindow(index) { return read }
    let plan = try GatherPlan(index)
    let selected = lax.gather(
      self, startIndices: plan.indices, dimensionNumbers: plan.dimensionNumbers,
      sliceSizes: plan.sliceSizes, mode: .promiseInBounds)
    return lax.reshape(selected, plan.resultShape)
  }

  /// Positions and strides only: slices, reversals, and removed and new axes.
  private func readingSlices(_ index: ResolvedIndex) -> Tensor {
    var starts: [Int] = []
    var limits: [Int] = []
    var strides: [Int] = []
    var reversed: [Int] = []
    var removed: [Int] = []
    for (axis, selection) in index.axes.enumerated() {
      switch selection {
      case .position(let position):
        starts.append(position)
        limits.append(position + 1)
        strides.append(1)
        removed.append(axis)
      case .stride(let start, let count, let step):
        let last = start + (count - 1) * step
        starts.append(count == 0 ? 0 : Swift.min(start, last))
        limits.append(count == 0 ? 0 : Swift.max(start, last) + 1)
        strides.append(abs(step))
        if step < 0 { reversed.append(axis) }
      case .indices: break
      }
    }
    var result = self
    if starts.contains(where: { $0 != 0 }) || limits != shape
      || strides.contains(where: { $0 != 1 })
    {
      result = lax.slice(
        result, startIndices: starts, limitIndices: limits,
        strides: strides.allSatisfy { $0 == 1 } ? nil : strides)
    }
    if !reversed.isEmpty { result = lax.rev(result, dimensions: reversed) }
    if !removed.isEmpty { result = lax.squeeze(result, dimensions: removed) }
    let kept = index.order.filter { axis in
      guard let axis else { return true }
      if case .position = index.axes[axis] { return false }
      return true
    }
    return lax.expandDims(result, kept.indices.filter { kept[$0] == nil })
  }

  /// 0-dimensional indices and consecutive positions only: one window at a computed place.
  private func readingWindow(_ index: ResolvedIndex) -> Tensor? {
    var starts: [Tensor] = []
    var sizes: [Int] = []
    var removed: [Int] = []
    for (axis, selection) in index.axes.enumerated() {
      switch selection {
      case .position(let position):
        starts.append(Tensor(position))
        sizes.append(1)
        removed.append(axis)
      case .stride(let start, let count, 1):
        starts.append(Tensor(start))
        sizes.append(count)
      case .indices(let tensor, _) where tensor.ndim == 0:
        starts.append(tensor)
        sizes.append(1)
        removed.append(axis)
      default: return nil
      }
    }
    guard !index.order.contains(nil) else { return nil }
    let window = lax.dynamicSlice(self, startIndices: starts, sliceSizes: sizes)
    return lax.squeeze(window, dimensions: removed)
  }
}
