// Choosing elements: by condition, by index, within limits.

import JAXTransforms

extension jnp {
  /// Elements of `x` where the condition is true, else of `y`.
  ///
  ///     jnp.where(x .> 0, x, 0)
  ///
  /// Both values are computed and differentiated, as in JAX: where the one that is not chosen has an infinite derivative,
  /// as √x at 0, the gradient is NaN (0 · ∞). ``where(_:_:then:else:)`` differentiates only what is chosen.
  ///
  /// - Source: `jax.numpy.where`.
  public static func `where`(_ condition: Tensor, _ x: Tensor, _ y: Tensor) -> Tensor {
    raising(placeholder: x) {
      let mask =
        condition.dtype == .bool
        ? condition : lax.ne(condition, Tensor(.zero, dtype: condition.dtype))
      let values = try promoteDTypes([x, y], "jnp.where")
      let shape = try numpyBroadcastShape(([mask] + values).map(\.shape), "jnp.where")
      let choices = values.map { broadcastTo($0, shape) }
      let which = mask.ndim == 0 ? mask : broadcastTo(mask, shape)
      return lax.selectN(which, [choices[1], choices[0]])
    }
  }

  /// One function of the elements where the condition is true, and another one where it is false.
  ///
  ///     let root = { (x: Tensor) in jnp.where(x .> 0, x, then: { jnp.sqrt($0) }, else: { 0 * $0 }) }
  ///     grad(root)(0.0)                     // 0.0, not NaN
  ///
  /// Each function is applied to all elements, but only those for which it is chosen have a derivative through it: what
  /// is infinite or NaN elsewhere gets neither into values nor into derivatives of any order.
  ///
  /// - Parameters:
  ///   - condition: which function is chosen; broadcast with `x`.
  ///   - x: the elements.
  ///   - f: an element-wise function.
  ///   - g: another one.
  public static func `where`(
    _ condition: Tensor, _ x: Tensor, then f: (Tensor) -> Tensor, else g: (Tensor) -> Tensor
  ) -> Tensor {
    let constant = lax.stopGradient(x)
    return self.where(
      condition, f(self.where(condition, x, constant)), g(self.where(condition, constant, x)))
  }

  /// The elements no smaller than `min` and no larger than `max`.
  ///
  /// - Source: `jax.numpy.clip`.
  public static func clip(_ arr: Tensor, min: Tensor? = nil, max: Tensor? = nil) -> Tensor {
    var result = arr
    if let min { result = maximum(min, result) }
    if let max { result = minimum(max, result) }
    return result
  }

  /// What a position out of range gives in ``take(_:_:axis:mode:fillValue:)``.
  public enum OutOfRange: Sendable {
    /// A fill value: NaN, or the lowest integer, or the largest unsigned one.
    case fill
    /// The nearest element.
    case clip
    /// The element found by counting on from the other end.
    case wrap
  }

  /// Elements at the given positions along an axis, or of the flattened array.
  ///
  ///     jnp.take([10, 20, 30], [2, 0])      // [30, 10]
  ///
  /// - Parameters:
  ///   - a: the array.
  ///   - indices: the positions; negative ones count from the end.
  ///   - axis: the axis; nil for the flattened array.
  ///   - mode: what positions out of range give.
  ///   - fillValue: what they give in mode ``OutOfRange/fill``, if not the default.
  /// - Source: `jax.numpy.take`.
  public static func take(
    _ a: Tensor, _ indices: Tensor, axis: Int? = nil, mode: OutOfRange = .fill,
    fillValue: Double? = nil
  ) -> Tensor {
    raising(placeholder: a) {
      guard let axis else {
        return take(ravel(a), indices, axis: 0, mode: mode, fillValue: fillValue)
      }
      guard indices.dtype.isInteger else {
        throw JAXError(
          .dtype, "jnp.take", found: "positions of dtype \(indices.dtype).", expected: "integers",
          remedy: "convert them, as with x.astype(.int32).")
      }
      let place = try normalizedAxis(axis, a.ndim, "jnp.take")
      let whole = (0..<place).map { _ in IndexSelection.all as any TensorIndex }
      let index = indices.dtype.widened(toHold: a.shape[place])
      let size = Tensor(.int(Int64(a.shape[place])), dtype: index)
      // Clipping does not count negative positions from the end.
      let positions =
        switch mode {
        case .fill: indices
        case .clip: clip(indices, min: 0)
        case .wrap: lax.convertElementType(indices, index) % size
        }
      return IndexedTensor(tensor: a, indices: whole + [positions]).get(
        mode: mode == .fill ? .fillOrDrop : .clip, fillValue: fillValue)
    }
  }

  /// One element along an axis for each position of an index array.
  ///
  ///     jnp.takeAlongAxis(logits, labels[.ellipsis, .newAxis], axis: -1)
  ///
  /// - Parameters:
  ///   - arr: the array.
  ///   - indices: positions, with the array's number of axes; other axes broadcast.
  ///   - axis: the axis that is indexed.
  /// - Source: `jax.numpy.take_along_axis`.
  public static func takeAlongAxis(_ arr: Tensor, _ indices: Tensor, axis: Int = -1) -> Tensor {
    raising(placeholder: arr) {
      guard indices.dtype.isInteger, indices.ndim == arr.ndim else {
        throw JAXError(
          indices.dtype.isInteger ? .shape : .dtype, "jnp.takeAlongAxis",
          found: "indices of \(indices.aval) for an array of \(arr.aval).",
          expected: "integer indices with the array's number of axes",
          remedy: "add the missing axis, as with indices[.ellipsis, .newAxis].")
      }
      let place = try normalizedAxis(axis, arr.ndim, "jnp.takeAlongAxis")
      var arrayShape = arr.shape
      var indexShape = indices.shape
      arrayShape[place] = 1
      indexShape[place] = 1
      let shape = try numpyBroadcastShape([arrayShape, indexShape], "jnp.takeAlongAxis")
      var operandShape = shape
      operandShape[place] = arr.shape[place]
      var positionShape = shape
      positionShape[place] = indices.shape[place]
      let operand = broadcastTo(arr, operandShape)
      let index = indices.dtype.widened(toHold: arr.shape[place])
      let positions = broadcastTo(lax.convertElementType(indices, index), positionShape)
      let zero = Tensor(.zero, dtype: positions.dtype)
      let size = Tensor(.int(Int64(arr.shape[place])), dtype: positions.dtype)
      let counted = lax.selectN(
        lax.lt(positions, zero), [positions, lax.add(positions, size)])
      let others = (0..<arr.ndim).filter { $0 != place }
      return lax.gather(
        operand, startIndices: lax.reshape(counted, counted.shape + [1]),
        dimensionNumbers: lax.GatherDimensionNumbers(
          offsetDims: [], collapsedSliceDims: [place], startIndexMap: [place],
          operandBatchingDims: others, startIndicesBatchingDims: others),
        sliceSizes: Array(repeating: 1, count: arr.ndim), mode: .fillOrDrop)
    }
  }
}
