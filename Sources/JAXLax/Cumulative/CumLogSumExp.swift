// The running logarithm of the sum of exponentials along an axis.
//
// Source: jax/_src/lax/other.py `logaddexp`.

extension lax {
  /// The logarithm of the sum of exponentials of each element along an axis and all before it.
  ///
  ///     lax.cumlogsumexp([0.0, 0.0])    // [0, 0.6931472]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - axis: the axis; negative from the end.
  ///   - reverse: whether to begin at the end.
  /// - Source: `jax.lax.cumlogsumexp`.
  public static func cumlogsumexp(_ operand: Tensor, axis: Int = 0, reverse: Bool = false) -> Tensor
  {
    guard let axis = resolvedAxis(axis, operand, "cumlogsumexp") else {
      return operand.withoutValue
    }
    return bind(CumLogSumExp(axis: axis, reverse: reverse), operand)
  }
}

struct CumLogSumExp: DifferentiableCumulativeReduction {
  static let name = "cumlogsumexp"
  static let accepts = DTypeSet.inexact

  let axis: Int
  let reverse: Bool

  init(axis: Int, reverse: Bool) {
    self.axis = axis
    self.reverse = reverse
  }

  static func neutral(_ dtype: DType) -> ScalarValue { .float(-.infinity) }

  static func join(_ a: Tensor, _ b: Tensor) -> Tensor { logAddExp(a, b) }

  static func tangent(
    _ a: (value: Tensor, tangent: Tensor), _ b: (value: Tensor, tangent: Tensor), result: Tensor
  ) -> Tensor {
    // An infinite value counts as 0, so that its share of an infinite result is 1.
    func finite(_ x: Tensor) -> Tensor {
      let part = x.dtype.isComplex ? lax.real(x) : x
      let isInfinite = lax.eq(part, Tensor(.float(.infinity), dtype: part.dtype))
      return lax.select(isInfinite, Tensor(.zero, dtype: x.dtype), x)
    }
    func share(_ x: Tensor) -> Tensor { lax.exp(lax.sub(finite(x), finite(result))) }
    return lax.add(lax.mul(a.tangent, share(a.value)), lax.mul(b.tangent, share(b.value)))
  }
}

/// log(exp a + exp b) without overflow.
func logAddExp(_ a: Tensor, _ b: Tensor) -> Tensor {
  let greater = lax.max(a, b)
  guard a.dtype.isComplex else {
    let difference = lax.sub(a, b)
    // The difference is NaN for infinities of one sign.
    return lax.select(
      lax.ne(difference, difference), lax.add(a, b),
      lax.add(greater, lax.log1p(lax.exp(lax.neg(lax.abs(difference))))))
  }
  let difference = lax.sub(lax.add(a, b), lax.mul(greater, Tensor(.int(2), dtype: a.dtype)))
  let sum = lax.add(greater, lax.log1p(lax.exp(difference)))
  return lax.complex(lax.real(sum), wrappedToPi(lax.imag(sum)))
}

/// An angle moved by whole turns into the range from −π to π.
private func wrappedToPi(_ x: Tensor) -> Tensor {
  let half = Tensor(.float(.pi), dtype: x.dtype)
  let turn = Tensor(.float(2 * .pi), dtype: x.dtype)
  let rest = lax.rem(lax.add(x, half), turn)
  let positive = lax.select(
    lax.lt(rest, Tensor(.zero, dtype: x.dtype)), lax.add(rest, turn), rest)
  return lax.sub(positive, half)
}
