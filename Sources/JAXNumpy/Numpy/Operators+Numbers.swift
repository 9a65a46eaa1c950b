// Powers and remainders of tensors and Swift's own numbers, and of these among themselves.

import JAXTransforms
import RealModule

extension TensorValue {
  /// Element-wise power, of a tensor and a number.
  @_disfavoredOverload
  public static func ** (x: Self, y: some TensorNumber) -> Tensor { x.tensor ** y.tensor }
  /// Element-wise power, of a number and a tensor.
  @_disfavoredOverload
  public static func ** (x: some TensorNumber, y: Self) -> Tensor { x.tensor ** y.tensor }
  /// Element-wise remainder with the divisor's sign, of a tensor and a number.
  @_disfavoredOverload
  public static func % (x: Self, y: some TensorNumber) -> Tensor { x.tensor % y.tensor }
  /// Element-wise remainder with the divisor's sign, of a number and a tensor.
  @_disfavoredOverload
  public static func % (x: some TensorNumber, y: Self) -> Tensor { x.tensor % y.tensor }
}

extension Double {
  /// The power of two numbers, which is a number.
  public static func ** (x: Double, y: Double) -> Double {
    Int(exactly: y).map { Double.pow(x, $0) } ?? Double.pow(x, y)
  }
}

extension Float {
  /// The power of two numbers, which is a number.
  public static func ** (x: Float, y: Float) -> Float {
    Int(exactly: y).map { Float.pow(x, $0) } ?? Float.pow(x, y)
  }
}

extension Int {
  /// The power of two whole numbers; as in the rest of Swift, one that is too large stops the program.
  ///
  /// - Precondition: The exponent is not negative: the result would be no whole number.
  public static func ** (x: Int, y: Int) -> Int {
    guard y >= 0 else {
      raiseWithoutValue(
        JAXError(
          .argument, "**", found: "the whole number \(x) to the power of \(y).",
          expected: "an exponent that is not negative",
          remedy: "write Double(x) ** Double(y) for a number that is not whole."))
    }
    var (result, square, rest) = (1, x, y)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      rest >>= 1
      if rest > 0 { square *= square }
    }
    return result
  }
}
