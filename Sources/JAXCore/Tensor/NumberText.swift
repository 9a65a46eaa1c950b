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

  /// The number in positional form.
  ///
  /// - Parameters:
  ///   - precision: how many digits there are after the point at most; nil for no limit.
  ///   - least: how many there are at least.
  ///   - isUnique: whether there are no more digits than tell the number from others, and no zeros at the end.
  static func positional(
    _ value: Double, _ dtype: DType, precision: Int?, least: Int = 0, isUnique: Bool = true
  ) -> NumberText {
    var places = precision ?? 0
    if isUnique {
      let (digits, exponent) = shortest(value, dtype)
      let unique = max(digits.count(where: \.isNumber) - 1 - exponent, 0)
      places = max(min(unique, precision ?? unique), least)
    }
    var text = formatted("%.*f", places, value)
    if places == 0 { text += "." }
    while places > least && isUnique && text.hasSuffix("0") {
      text.removeLast()
      places -= 1
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return NumberText(whole: String(parts[0]), fraction: String(parts.last ?? ""))
  }

  /// The number in scientific form.
  ///
  /// - Parameters:
  ///   - precision: how many digits there are after the point at most; nil for no limit.
  ///   - least: how many there are at least.
  ///   - isUnique: whether there are no more digits than tell the number from others.
  static func scientific(
    _ value: Double, _ dtype: DType, precision: Int?, least: Int = 0, isUnique: Bool = true
  ) -> NumberText {
    var (digits, exponent) = shortest(value, dtype)
    let unique = digits.count(where: \.isNumber) - 1
    var places = max(isUnique ? min(unique, precision ?? unique) : precision ?? unique, least)
    if places != unique {
      let parts = formatted("%.*e", places, value).split(separator: "e")
      digits = String(parts[0])
      exponent = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
    }
    while places > least && isUnique && digits.hasSuffix("0") {
      digits.removeLast()
      places -= 1
    }
    let parts = digits.split(separator: ".")
    let magnitude = String(abs(exponent))
    return NumberText(
      whole: String(parts[0]), fraction: parts.count > 1 ? String(parts[1]) : "",
      exponent: "e" + (exponent < 0 ? "-" : "+") + (magnitude.count < 2 ? "0" : "") + magnitude)
  }

  /// The number with six digits, as the dtypes that NumPy does not know print their elements.
  static func general(_ value: Double) -> String {
    value.isNaN ? "nan" : formatted("%.*g", 6, value)
  }

  /// The number on its own, as in `0.1`, `1.0` or `1e-05`.
  static func alone(_ value: Double, _ dtype: DType) -> String {
    if value.isNaN { return "nan" }
    if value.isInfinite { return value < 0 ? "-inf" : "inf" }
    let magnitude = value.magnitude
    let limit: Double = dtype == .float16 ? 1e3 : dtype == .float32 ? 1e6 : 1e16
    if magnitude != 0 && (magnitude < 1e-4 || magnitude >= limit) {
      let text = scientific(value, dtype, precision: nil)
      return text.whole + (text.fraction.isEmpty ? "" : "." + text.fraction) + text.exponent
    }
    let text = positional(value, dtype, precision: nil)
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
