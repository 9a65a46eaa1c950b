// Logarithms of sums of exponentials of two numbers, without overflow.
//
// The derivative is a rule of its own: that of the formula would prefer one operand where both are equal, and lose itself
// in infinities. With z = log(eˣ + eʸ) it is e^(x−z) dx + e^(y−z) dy, where +∞ counts as 0, as in JAX.
// Source: jax/_src/lax/other.py `logaddexp`, `logaddexp2`.

import JAXTransforms

extension jnp {
  /// log(exp x1 + exp x2), without overflow.
  ///
  ///     jnp.logaddexp(1000, 1000)                   // 1000 + log 2
  ///
  /// - Source: `jax.numpy.logaddexp`.
  public static func logaddexp(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.logaddexp", x1, x2, inexact: true) { naturalSum($0, $1) }
  }

  /// log₂(2^x1 + 2^x2), without overflow.
  ///
  ///     jnp.logaddexp2(1000, 1000)                  // 1001
  ///
  /// - Source: `jax.numpy.logaddexp2`.
  public static func logaddexp2(_ x1: Tensor, _ x2: Tensor) -> Tensor {
    bindPromoted("jnp.logaddexp2", x1, x2, inexact: true) { binarySum($0, $1) }
  }

  private static let naturalSum = rule("logaddexp", unit: 1) { lax.exp($0) }

  private static let binarySum = rule("logaddexp2", unit: 0.6931471805599453) { lax.exp2($0) }

  /// The logarithm of a sum of two powers, with its derivative.
  ///
  /// - Parameter unit: the natural logarithm of the base.
  private static func rule(
    _ name: String, unit: Double, _ power: @escaping @Sendable (Tensor) -> Tensor
  ) -> @Sendable (Tensor, Tensor) -> Tensor {
    customJVP(
      { x, y in sum(x, y, larger: lax.max(x, y), unit: unit, power) }, name: name,
      jvp: { primals, tangents in
        let (x, y) = primals
        let result = sum(x, y, larger: lax.max(x, y), unit: unit, power)
        // The larger one is chosen in one piece, so that the rule has a derivative where both are equal.
        let finite = withoutInfinity(
          x.dtype.isComplex
            ? result : sum(x, y, larger: lax.select(lax.lt(x, y), y, x), unit: unit, power))
        func share(_ x: Tensor) -> Tensor { power(lax.sub(withoutInfinity(x), finite)) }
        let change = lax.add(lax.mul(tangents.0, share(x)), lax.mul(tangents.1, share(y)))
        return (result, change)
      })
  }

  private static func sum(
    _ x: Tensor, _ y: Tensor, larger: Tensor, unit: Double, _ power: (Tensor) -> Tensor
  ) -> Tensor {
    func inUnits(_ x: Tensor) -> Tensor {
      unit == 1 ? x : lax.mul(lax.fullLike(x, Tensor(.float(1 / unit), dtype: x.dtype)), x)
    }
    guard x.dtype.isComplex else {
      let difference = lax.sub(x, y)
      let excess = inUnits(lax.log1p(power(lax.neg(lax.abs(difference)))))
      // The difference is NaN for equal infinities too, whose sum is right.
      return lax.select(lax.ne(difference, difference), lax.add(x, y), lax.add(larger, excess))
    }
    let difference = lax.sub(lax.add(x, y), lax.add(larger, larger))
    let total = lax.add(larger, inUnits(lax.log1p(power(difference))))
    return lax.complex(lax.real(total), wrapped(lax.imag(total), around: .pi / unit))
  }

  /// Angles between −a and a.
  private static func wrapped(_ x: Tensor, around a: Double) -> Tensor {
    func number(_ value: Double) -> Tensor { Tensor(.float(value), dtype: x.dtype) }
    let rest = lax.rem(lax.add(x, number(a)), number(2 * a))
    let positive = lax.select(
      lax.lt(rest, number(0)), lax.add(rest, number(2 * a)), rest)
    return lax.sub(positive, number(a))
  }

  private static func withoutInfinity(_ x: Tensor) -> Tensor {
    lax.select(
      lax.eq(x, Tensor(.float(.infinity), dtype: x.dtype)), lax.zeros(x.aval), x)
  }
}
