// Arithmetic of numbers that are no arrays yet: done on the host in 64 bits, as that of Swift's own numbers is.
//
// A bare number is a float32 until it meets an array of another dtype. On a device it would be rounded to that first, and
// `x * (1.0 / 3.0)` for a float64 x would have the digits of a float32.

/// What an operation makes of two bare numbers, a bare number again; nil for arrays and traced values, and where a whole
/// number is too large.
///
/// - Parameters:
///   - ofReals: the operation.
///   - ofIntegers: the operation on whole numbers; nil where its result is none.
package func arithmetic(
  _ x: Tensor, _ y: Tensor, _ ofReals: (Double, Double) -> Double,
  _ ofIntegers: ((Int64, Int64) -> (partialValue: Int64, overflow: Bool))? = nil
) -> Tensor? {
  guard x.weakType, y.weakType, let a = x.literalValue, let b = y.literalValue,
    let (dtype, _) = resultType([(x.dtype, true), (y.dtype, true)])
  else { return nil }
  switch (a, b) {
  case (.int(let a), .int(let b)):
    guard dtype == .int32 || dtype == .int64 else { return nil }
    guard let ofIntegers else { return real(ofReals(Double(a), Double(b)), .float32) }
    let (value, isTooLarge) = ofIntegers(a, b)
    guard !isTooLarge else { return nil }
    return Tensor(
      .int(value), dtype: dtype.widened(toHold: Int(clamping: value.magnitude)), weakType: true)
  case (.int, .float), (.float, .int), (.float, .float):
    return real(ofReals(a.double, b.double), dtype)
  default: return nil
  }
}

/// A bare number; nil where `debugNans` or `debugInfs` have to be told of it by an operation.
private func real(_ value: Double, _ dtype: DType) -> Tensor? {
  let number = ScalarValue.float(value)
  if let configuration = Configuration.made, configuration.isCheckingValues,
    !number.rounded(to: dtype).double.isFinite
  {
    return nil
  }
  return Tensor(number, dtype: dtype, weakType: true)
}
