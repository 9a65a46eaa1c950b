// The functions of single elements as methods: one-line forwards to `jnp`.

import JAXTransforms

extension Tensor {
  /// The elements converted to another dtype.
  ///
  /// - Source: `jax.Array.astype`.
  public func astype(_ dtype: DType) -> Tensor {
    guard !self.dtype.isKey || dtype.isKey else {
      raise(keysAreNoNumbers("astype"))
      return Tensor(Placeholder(aval.with(dtype: dtype)))
    }
    return lax.convertElementType(self, dtype)
  }

  /// The elements no smaller than `min` and no larger than `max`.
  ///
  /// - Source: `jax.Array.clip`.
  public func clip(min: Tensor? = nil, max: Tensor? = nil) -> Tensor {
    jnp.clip(self, min: min, max: max)
  }

  /// The nearest numbers with the given count of decimals, ties to even.
  ///
  /// - Source: `jax.Array.round`.
  public func round(decimals: Int = 0) -> Tensor { jnp.round(self, decimals: decimals) }

  /// The complex conjugates.
  ///
  /// - Source: `jax.Array.conj`.
  public func conj() -> Tensor { jnp.conj(self) }

  /// The complex conjugates.
  ///
  /// - Source: `jax.Array.conjugate`.
  public func conjugate() -> Tensor { jnp.conj(self) }

  /// The real parts.
  ///
  /// - Source: `jax.Array.real`.
  public var real: Tensor { jnp.real(self) }

  /// The imaginary parts.
  ///
  /// - Source: `jax.Array.imag`.
  public var imag: Tensor { jnp.imag(self) }

  /// The tensor itself, which is a value: nothing changes a copy of it.
  ///
  /// - Source: `jax.Array.copy`.
  public func copy() -> Tensor { self }

  @available(
    *, unavailable,
    message: "use scalars(as: Float.self) for all elements, and for row in x for the rows"
  )
  public func tolist() -> [Float] { scalars() }
}
