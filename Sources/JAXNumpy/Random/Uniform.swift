// Uniformly distributed floating numbers.

import JAXLax

extension random {
  /// Numbers distributed uniformly over [`minval`, `maxval`).
  ///
  ///     random.uniform(random.key(0), [2], minval: -1, maxval: 1)
  ///
  /// - Parameters:
  ///   - minval: the smallest value; broadcasts to the shape.
  ///   - maxval: the upper bound; broadcasts to the shape.
  /// - Source: `jax.random.uniform`.
  public static func uniform(
    _ key: Tensor, shape: any TensorShape = [], dtype: DType = .float32, minval: Tensor = 0.0,
    maxval: Tensor = 1.0
  ) -> Tensor {
    let shape = shape.sizes
    return sampling(
      "random.uniform", key, shape: shape, dtype: dtype,
      kind: "floating, of 8, 16, 32 or 64 bits",
      accepts: { $0.isFloating && $0.bitWidth >= 8 },
      parameters: [("minval", minval), ("maxval", maxval)]
    ) { key in
      program("_uniform", shape, dtype, [key, minval, maxval]) {
        FloatSamples.uniform(
          $0[0], shape: shape, dtype: dtype,
          low: parameter($0[1], dtype, ndim: shape.count),
          high: parameter($0[2], dtype, ndim: shape.count))
      }
    }
  }
}
