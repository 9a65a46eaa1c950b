// One number as text: the shortest digits that stand for it, in positional or scientific form.
//
// Source: NumPy `numpy.format_float_positional`, `numpy.format_float_scientific`.

import Glibc

/// The text of a floating-point number in parts, so that columns can be aligned at the point.
struct NumberText {
  /// Sign and digits before the point.
  var whole: String
  /// Digits after the point.
  var fraction: String
  /// The exponent with its `e`, or nothing.
  var exponent = ""

  /// The shortest decimal digits that stand for a finite number of the dtype, as in `("1.5", "e+10")`.
  private static func shortest(_ value: Double, _ dtype: DType) -> (digits: String, exponent: Int) {
    for precision in 0..<17 {
      let text = formatted("%.*e", precision, value)
      let parts = text.split(separator: "e")
      let isExact = strtod(text, nil).isSame(as: value, in: dtype)
      if isExact || precision == 16, parts.count == 2 {
        return (String(parts[0]), Int(parts[1]) ?? 0)
      }
    }
    return (formatted("%.*e", 16, value), 0)
  }

  private static func formatted(_ format: String, _ precision: Int, _ value: Double) -> String {
    var bytes = [CChar](repeating: 0, count: 400)
    let count = withVaList([Int32(precision), value]) { arguments in
      vsnprintf(&bytes, bytes.count, format, arguments)
    }
    return String(decoding: bytes.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The number with at most `precision` digits after the point, and no zeros at the end.
  static func positional(_ value: Double, _ dtype: DType, precision: Int) -> NumberText {
    let (digits, exponent) = shortest(value, dtype)
    let significant = digits.count(where: \.isNumber)
    let places = max(significant - 1 - exponent, 0)
    var text = formatted("%.*f", min(places, precision), value)
    if places == 0 { text += "." }
    while text.hasSuffix("0") && text.contains(".") { text.removeLast() }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return NumberText(whole: String(parts[0]), fraction: String(parts.last ?? ""))
  }

  /// The number in scientific form with at most `precision` digits after the point.
  static func scientific(_ value: Double, _ dtype: DType, precision: Int) -> NumberText {
    var (digits, exponent) = shortest(value, dtype)
    if digits.count(where: \.isNumber) - 1 > precision {
      let parts = formatted("%.*e", precision, value).split(separator: "e")
      digits = String(parts[0])
      exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    }
    let parts = digits.split(separator: ".")
    let magnitude = String(abs(exponent))
    return NumberText(
      whole: String(parts[0]), fraction: parts.count > 1 ? String(parts[1]) : "",
      exponent: "e" + (exponent < 0 ? "-" : "+") + (magnitude.count < 2 ? "0" : "") + magnitude)
  }

  /// The number on its own, as in `0.1`, `1.0` or `1e-05`.
  static func alone(_ value: Double, _ dtype: DType) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let magnitude = value.magnitude
    if magnitude != 0 && (magnitude < 1e-4 || magnitude >= 1e16) {
      let text = scientific(value, dtype, precision: 17)
      return text.whole + (text.fraction.isEmpty ? "" : "." + text.fraction) + text.exponent
    }
    let text = positional(value, dtype, precision: 25)
    return text.whole + "." + (text.fraction.isEmpty ? "0" : text.fraction)
  }
}

extension Double {
  /// Whether two numbers are the same element of a floating dtype.
  fileprivate func isSame(as other: Double, in dtype: DType) -> Bool {
    switch dtype {
    case .float64: self == other
    case .float32: Float(self) == Float(other)
    default: dtype.floatFormat.map { $0.encode(self) == $0.encode(other) } ?? (self == other)
    }
  }
}
