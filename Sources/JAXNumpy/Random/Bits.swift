// Random bits.

import JAXLax

extension random {
  /// Uniformly random unsigned integers.
  ///
  ///     random.bits(random.key(42), [3])        // [2098992034, 2919706841, 2646866425]
  ///
  /// - Parameter dtype: `uint8`, `uint16`, `uint32` or `uint64`.
  /// - Source: `jax.random.bits`.
  public static func bits(_ key: Tensor, shape: any TensorShape = [], dtype: DType = .uint32)
    -> Tensor
  {
    let shape = shape.sizes
    return sampling(
      "random.bits", key, shape: shape, dtype: dtype, kind: "unsigned integer of 8 bits or more",
      accepts: { $0.isUnsignedInteger && $0.bitWidth >= 8 }
    ) { lax.randomBits($0, bitWidth: dtype.bitWidth, shape: shape) }
  }
}
