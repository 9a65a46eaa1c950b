// The real functions that sine and cosine of a complex number are made of.

/// The circular functions of the real part of a number and the hyperbolic functions of its imaginary part.
struct ComplexAngle {
  let sin: Tensor
  let cos: Tensor
  let sinh: Tensor
  let cosh: Tensor
  /// Whether the real part is 0.
  let isImaginary: Tensor

  init(_ x: Tensor) {
    let (a, b) = (lax.real(x), lax.imag(x))
    let two = constant(2, like: a)
    sin = lax.sin(a)
    cos = lax.cos(a)
    // Of eᵇ − 1 rather than eᵇ, so that nothing cancels where b is small.
    let (growing, falling) = (lax.expm1(b), lax.expm1(lax.neg(b)))
    sinh = lax.div(lax.sub(growing, falling), two)
    cosh = lax.div(lax.add(lax.add(growing, falling), two), two)
    isImaginary = lax.eq(a, constant(0, like: a))
  }
}
