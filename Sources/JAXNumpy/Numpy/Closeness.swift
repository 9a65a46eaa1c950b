// Whether arrays are equal, or nearly.
//
// Source: jax/_src/numpy/lax_numpy.py.

import JAXTransforms

extension jnp {
  /// Whether each element of `a` is as near to that of `b` as `atol` plus `rtol` times the size of `b`'s.
  ///
  /// - Source: `jax.numpy.isclose`.
  public static func isclose(
    _ a: Tensor, _ b: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNan: Bool = false
  ) -> Tensor {
    raising(placeholder: a .== a) {
      let operands = try promoteShapes(
        try promoteDTypesInexact([a, b], "jnp.isclose"), "jnp.isclose")
      let (x, y) = (operands[0], operands[1])
      let magnitude = lax.abs(y)
      let relative = Tensor(.float(rtol), dtype: magnitude.dtype)
      let absolute = Tensor(.float(atol), dtype: magnitude.dtype)
      let isNear = lax.le(
        lax.abs(lax.sub(x, y)), lax.add(absolute, lax.mul(relative, magnitude)))
      let isClose = lax.eq(x, y) .| (isfinite(y) .& isNear)
      return equalNan ? isClose .| (isnan(x) .& isnan(y)) : isClose
    }
  }

  /// Whether all elements are near to each other, as ``isclose(_:_:rtol:atol:equalNan:)`` says.
  ///
  /// - Source: `jax.numpy.allclose`.
  public static func allclose(
    _ a: Tensor, _ b: Tensor, rtol: Double = 1e-5, atol: Double = 1e-8, equalNan: Bool = false
  ) -> Tensor {
    all(isclose(a, b, rtol: rtol, atol: atol, equalNan: equalNan))
  }

  /// Whether two arrays have the same shape and elements.
  ///
  /// - Source: `jax.numpy.array_equal`.
  public static func arrayEqual(_ a1: Tensor, _ a2: Tensor, equalNan: Bool = false) -> Tensor {
    guard a1.shape == a2.shape else { return Tensor(false) }
    let isEqual = a1 .== a2
    return all(equalNan ? isEqual .| (isnan(a1) .& isnan(a2)) : isEqual)
  }

  /// Whether two arrays broadcast to the same shape and have the same elements.
  ///
  /// - Source: `jax.numpy.array_equiv`.
  public static func arrayEquiv(_ a1: Tensor, _ a2: Tensor) -> Tensor {
    guard (try? numpyBroadcastShape([a1.shape, a2.shape], "jnp.arrayEquiv")) != nil else {
      return Tensor(false)
    }
    return all(a1 .== a2)
  }
}
