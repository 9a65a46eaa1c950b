// Functions of floating-point numbers beyond the elementary ones.
//
// Source: jax/_src/numpy/ufuncs.py.

import JAXTransforms

extension jnp {
  /// sin(πx) / (πx), which is 1 at 0.
  ///
  /// - Source: `jax.numpy.sinc`.
  public static func sinc(_ x: Tensor) -> Tensor {
    inexact(x, "jnp.sinc") { x in
      func number(_ value: Double) -> Tensor { Tensor(.float(value), dtype: x.dtype) }
      let angle = lax.mul(x, number(.pi))
      // Near 0 the series is exact, and its derivatives are too.
      let isSmall = lax.lt(lax.abs(angle), Tensor(.float(0.25), dtype: x.dtype.realPart))
      let squared = lax.square(self.where(isSmall, angle, number(0)))
      var series = number(1)
      for n in stride(from: 6, to: 0, by: -1) {
        let ratio = number(-1 / Double(2 * n * (2 * n + 1)))
        series = lax.add(number(1), lax.mul(lax.mul(series, squared), ratio))
      }
      let safe = self.where(isSmall, number(1), angle)
      return self.where(isSmall, series, lax.div(lax.sin(safe), safe))
    }
  }

  /// Degrees as radians.
  ///
  /// - Source: `jax.numpy.deg2rad`.
  public static func deg2rad(_ x: Tensor) -> Tensor {
    inexact(x, "jnp.deg2rad") { lax.mul($0, Tensor(.float(.pi / 180), dtype: $0.dtype)) }
  }

  /// Radians as degrees.
  ///
  /// - Source: `jax.numpy.rad2deg`.
  public static func rad2deg(_ x: Tensor) -> Tensor {
    inexact(x, "jnp.rad2deg") { lax.mul($0, Tensor(.float(180 / .pi), dtype: $0.dtype)) }
  }

  /// The angle of complex numbers, in radians.
  ///
  /// - Source: `jax.numpy.angle`.
  public static func angle(_ z: Tensor) -> Tensor {
    inexact(z, "jnp.angle") { z in
      z.dtype.isComplex
        ? lax.atan2(lax.imag(z), lax.real(z))
        : lax.atan2(lax.zeros(z.aval), z)
    }
  }

  /// 0 for negative numbers, 1 for positive ones, and `x2` at 0.
  ///
  /// - Source: `jax.numpy.heaviside`.
  public static func heaviside(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.heaviside", x1, x2, inexact: true) { x, y in
      let zero = Tensor(.zero, dtype: x.dtype)
      let step = self.where(lax.gt(x, zero), Tensor(.one, dtype: x.dtype), y)
      return self.where(isnan(x), x, self.where(lax.lt(x, zero), zero, step))
    }
  }

  /// The array with NaN and infinities replaced: by 0 and the largest and lowest numbers by default.
  ///
  /// - Source: `jax.numpy.nan_to_num`.
  public static func nanToNum(
    _ x: Tensor, nan: Double = 0, posinf: Double? = nil, neginf: Double? = nil
  ) -> Tensor {
    if x.dtype.isComplex {
      return lax.complex(
        nanToNum(lax.real(x), nan: nan, posinf: posinf, neginf: neginf),
        nanToNum(lax.imag(x), nan: nan, posinf: posinf, neginf: neginf))
    }
    guard let range = x.dtype.finfo else { return x }
    func number(_ value: Double) -> Tensor { Tensor(.float(value), dtype: x.dtype) }
    let known = self.where(isnan(x), number(nan), x)
    let bounded = self.where(
      lax.eq(known, number(.infinity)), number(posinf ?? range.max), known)
    return self.where(
      lax.eq(bounded, number(-.infinity)), number(neginf ?? range.min), bounded)
  }

  /// The size of `x1` with the sign of `x2`.
  ///
  /// - Source: `jax.numpy.copysign`.
  public static func copysign(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.copysign", x1, x2, inexact: true) { x, y in
      self.where(signbit(y), lax.neg(lax.abs(x)), lax.abs(x))
    }
  }

  /// Element-wise larger of two; of a number and NaN the number.
  ///
  /// - Source: `jax.numpy.fmax`.
  public static func fmax(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    self.where((x1 .> x2) .| isnan(x2), x1, x2)
  }

  /// Element-wise smaller of two; of a number and NaN the number.
  ///
  /// - Source: `jax.numpy.fmin`.
  public static func fmin(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    self.where((x1 .< x2) .| isnan(x2), x1, x2)
  }

  /// The array itself.
  ///
  /// - Source: `jax.numpy.positive`.
  public static func positive(_ x: Tensor) -> Tensor { x }
}
