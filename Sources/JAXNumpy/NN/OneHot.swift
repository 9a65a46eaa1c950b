// Indices as unit vectors.

import JAXLax

extension nn {
  /// A vector for each index, 1 at the index and 0 elsewhere; all 0 for an index out of range.
  ///
  ///     nn.oneHot([0, 2], 3)                // [[1, 0, 0], [0, 0, 1]]
  ///
  /// - Parameters:
  ///   - x: the indices.
  ///   - numClasses: the length of the vectors.
  ///   - dtype: the dtype of the result.
  ///   - axis: where the new axis goes in the result.
  /// - Source: `jax.nn.one_hot`.
  public static func oneHot(
    _ x: Tensor, _ numClasses: Int, dtype: DType = .float32, axis: Int = -1
  ) -> Tensor {
    raising(placeholder: x) {
      let ndim = x.ndim + 1
      guard (-ndim..<ndim).contains(axis), numClasses >= 0 else {
        throw JAXError(
          numClasses < 0 ? .argument : .axis, "nn.oneHot",
          found: numClasses < 0
            ? "\(numClasses) classes." : "axis \(axis) for a result with \(ndim) axes.",
          expected: numClasses < 0
            ? "a number of classes that is not negative" : "an axis from \(-ndim) to \(ndim - 1)")
      }
      let place = axis < 0 ? axis + ndim : axis
      var result = x.shape
      result.insert(numClasses, at: place)
      try ShapedArray(shape: result, dtype: dtype).checkSize(for: "nn.oneHot")
      let settings: [Jaxpr.Param] = [.int(numClasses), .dtype(dtype), .int(place)]
      return program("_one_hot", settings: settings, [x]) { operands in
        var shape = [Int](repeating: 1, count: ndim)
        shape[place] = numClasses
        let index = x.dtype.widened(toHold: numClasses)
        let indices = lax.expandDims(lax.convertElementType(operands[0], index), [place])
        let classes = lax.broadcastedIota(index, shape, place)
        return lax.convertElementType(lax.eq(indices, classes), dtype)
      }
    }
  }
}
