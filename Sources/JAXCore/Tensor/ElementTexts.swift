// The elements of an array as texts of one width, their points and exponents in columns.
//
// Source: NumPy `numpy._core.arrayprint`: FloatingFormat, ComplexFloatingFormat, IntegerFormat.

/// The texts of elements that are shown together.
enum ElementTexts {
  static func texts(_ values: [ScalarValue], _ dtype: DType, _ options: PrintOptions) -> [String] {
    if dtype == .bool { return values.map { $0.isTrue ? " True" : "False" } }
    if dtype.isComplex {
      let part = dtype.realPart
      let real = FloatColumn(values.map(\.double), part, options)
      let imaginary = FloatColumn(values.map(\.imaginary), part, options, sign: .plus)
      return values.map { value in
        let text = imaginary.text(value.imaginary)
        let trailing = text.reversed().prefix { $0 == " " }.count
        return real.text(value.double) + text.dropLast(trailing) + "j"
          + String(repeating: " ", count: trailing)
      }
    }
    if dtype.isFloating {
      guard dtype.hasNumPyFormat else { return values.map { NumberText.general($0.double) } }
      let column = FloatColumn(values.map(\.double), dtype, options)
      return values.map { column.text($0.double) }
    }
    // NumPy does not know integers of less than a byte.
    guard dtype.bitWidth >= 8 else { return values.map(\.integerText) }
    let isBlank = options.sign == .space && values.contains { $0.double < 0 }
    let sign = isBlank ? "" : options.sign.prefix
    let texts = values.map { value in
      let text = value.integerText
      return text.hasPrefix("-") ? text : sign + text
    }
    let width = texts.map(\.count).max() ?? 0
    return texts.map { $0.leftPadded(to: width) }
  }
}

extension DType {
  /// Whether NumPy itself knows the floating dtype; the others are printed element by element.
  var hasNumPyFormat: Bool { self == .float16 || self == .float32 || self == .float64 }
}

extension PrintOptions.Sign {
  /// What stands in front of a number that is not negative.
  var prefix: String { self == .minus ? "" : rawValue }
}

/// The form that floating numbers have in common so that they stand in a column.
private struct FloatColumn {
  private let dtype: DType
  private let options: PrintOptions
  private let sign: PrintOptions.Sign
  private let isScientific: Bool
  /// The digits after the point that are shown at most, and at least; nil for as many as it takes.
  private var most: Int?
  private var least = 0
  private var isUnique: Bool { options.floatmode != .fixed }
  private var whole = 0
  private var fraction = 0
  private var exponent = 0

  init(
    _ values: [Double], _ dtype: DType, _ options: PrintOptions, sign: PrintOptions.Sign? = nil
  ) {
    self.dtype = dtype
    self.options = options
    self.sign = sign ?? options.sign
    let finite = values.filter(\.isFinite)
    isScientific = FloatColumn.needsExponents(finite, dtype, suppress: options.suppress)
    most = options.floatmode == .unique ? nil : options.precision
    if options.floatmode == .fixed { least = options.precision }
    let texts = finite.map(parts)
    whole = texts.map(\.whole.count).max() ?? 0
    fraction = texts.map(\.fraction.count).max() ?? 0
    exponent = texts.map(\.exponent.count).max() ?? 0
    if isScientific || options.floatmode == .fixed || options.floatmode == .maxprecEqual {
      (most, least) = (fraction, fraction)
    }
    if self.sign == .space, !finite.contains(where: { $0.sign == .minus }) { whole += 1 }
    if finite.count < values.count {
      let hasSign = self.sign != .minus || values.contains(-.infinity)
      let rest = fraction + exponent + 1
      whole = max(
        whole, options.nanstr.count - rest, options.infstr.count + (hasSign ? 1 : 0) - rest)
    }
  }

  /// Whether the largest or smallest numbers, or their ratio, call for exponents, reckoned in the dtype.
  private static func needsExponents(_ values: [Double], _ dtype: DType, suppress: Bool) -> Bool {
    let magnitudes = values.lazy.filter { $0 != 0 }.map(\.magnitude)
    guard let largest = magnitudes.max(), let smallest = magnitudes.min() else { return false }
    func rounded(_ value: Double) -> Double { ScalarValue.float(value).rounded(to: dtype).double }
    let limit: Double = dtype == .float16 ? 1e3 : dtype == .float32 ? 1e6 : 1e8
    if largest >= limit { return true }
    return !suppress && (smallest < rounded(1e-4) || rounded(largest / smallest) > 1000)
  }

  private func parts(_ value: Double) -> NumberText {
    var text =
      isScientific
      ? NumberText.scientific(value, dtype, precision: most, least: least, isUnique: isUnique)
      : NumberText.positional(value, dtype, precision: most, least: least, isUnique: isUnique)
    if sign == .plus && value.sign == .plus { text.whole = "+" + text.whole }
    return text
  }

  func text(_ value: Double) -> String {
    guard value.isFinite else {
      let isNegative = value < 0
      let sign = isNegative ? "-" : sign == .plus ? "+" : ""
      let text = sign + (value.isNaN ? options.nanstr : options.infstr)
      return text.leftPadded(to: whole + fraction + exponent + 1)
    }
    let text = parts(value)
    let digits = text.fraction.padding(to: fraction)
    let power = text.exponent.dropFirst(2)
    let exponent =
      text.exponent.isEmpty
      ? ""
      : text.exponent.prefix(2) + String(repeating: "0", count: exponent - 2 - power.count) + power
    return text.whole.leftPadded(to: whole) + "." + digits + exponent
  }
}

extension ScalarValue {
  /// An integer's text.
  fileprivate var integerText: String {
    switch self {
    case .uint(let value): String(value)
    default: String(Int64(bitPattern: integerBits))
    }
  }

  /// The number on its own, as that of an array without axes.
  func text(_ dtype: DType) -> String {
    switch self {
    case .bool(let value): return value ? "True" : "False"
    case .int, .uint: return integerText
    case .float(let value):
      return dtype.hasNumPyFormat
        ? NumberText.alone(value, dtype) : NumberText.general(value)
    case .complex(let real, let imaginary):
      let part = dtype.realPart
      func text(_ value: Double) -> String {
        let text = NumberText.alone(value, part)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
      }
      if real == 0 && real.sign == .plus { return text(imaginary) + "j" }
      let sign = imaginary.isNaN || imaginary.sign == .plus ? "+" : ""
      return "(\(text(real))\(sign)\(text(imaginary))j)"
    }
  }
}

extension String {
  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(width - count, 0)) + self
  }

  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(width - count, 0))
  }
}
