// Arrays as text, in NumPy's layout: columns aligned at the point, long arrays abbreviated.
//
// Source: NumPy `numpy.array2string` with its default print options.

/// Lays out the elements of an array.
struct ArrayText {
  private static let precision = 8
  private static let threshold = 1000
  private static let edgeItems = 3
  private static let lineWidth = 75

  private let shape: [Int]
  private let isAbbreviated: Bool
  /// The text of each element shown, in row-major order.
  private var items: [String]
  private var next = 0

  /// The layout of the elements that a function gives for their places in row-major order; those not shown are not made.
  init(shape: [Int], dtype: DType, element: (Int) -> ScalarValue) {
    self.shape = shape
    isAbbreviated = shape.elementCount > ArrayText.threshold
    items = []
    var shown: [ScalarValue] = []
    collect(element, axis: 0, offset: 0, into: &shown)
    items = ArrayText.aligned(shown, dtype)
  }

  /// The whole text.
  var text: String {
    mutating get {
      next = 0
      return shape.isEmpty ? items.first ?? "" : layout(axis: 0, indent: 1)
    }
  }

  /// The positions shown along an axis; nil stands for the dots.
  private func positions(_ axis: Int) -> [Int?] {
    let size = shape[axis]
    guard isAbbreviated && size > 2 * ArrayText.edgeItems else { return (0..<size).map { $0 } }
    return (0..<ArrayText.edgeItems).map { $0 } + [nil]
      + (size - ArrayText.edgeItems..<size).map { $0 }
  }

  private func collect(
    _ element: (Int) -> ScalarValue, axis: Int, offset: Int, into shown: inout [ScalarValue]
  ) {
    guard axis < shape.count else {
      shown.append(element(offset))
      return
    }
    for position in positions(axis).compactMap({ $0 }) {
      collect(element, axis: axis + 1, offset: offset * shape[axis] + position, into: &shown)
    }
  }

  private mutating func layout(axis: Int, indent: Int) -> String {
    let isInnermost = axis == shape.count - 1
    var text = "["
    var column = indent
    for (number, position) in positions(axis).enumerated() {
      let item: String
      if position == nil {
        item = "..."
      } else if isInnermost {
        item = items[next]
        next += 1
      } else {
        item = layout(axis: axis + 1, indent: indent + 1)
      }
      if number > 0 {
        let mustWrap = isInnermost && column + 1 + item.count > ArrayText.lineWidth - 1
        let blankLines = isInnermost ? 1 : shape.count - 1 - axis
        if isInnermost && !mustWrap {
          text += " "
          column += 1
        } else {
          text += String(repeating: "\n", count: blankLines) + String(repeating: " ", count: indent)
          column = indent
        }
      }
      text += item
      column += item.count
    }
    return text + "]"
  }

  /// The elements' texts, all of one width.
  private static func aligned(_ values: [ScalarValue], _ dtype: DType) -> [String] {
    if dtype == .bool { return values.map { $0.isTrue ? " True" : "False" } }
    if dtype.isComplex {
      let part = dtype.realPart
      let real = floats(values.map(\.double), part, signed: false)
      let imaginary = floats(values.map(\.imaginary), part, signed: true)
      return zip(real, imaginary).map { real, imaginary in
        let digits = imaginary.prefix { $0 != " " }
        return real + digits + "j" + imaginary.dropFirst(digits.count)
      }
    }
    if dtype.isFloating { return floats(values.map(\.double), dtype, signed: false) }
    let texts = values.map { $0.integerText }
    let width = texts.map(\.count).max() ?? 0
    return texts.map { $0.leftPadded(to: width) }
  }

  private static func floats(_ values: [Double], _ dtype: DType, signed: Bool) -> [String] {
    let magnitudes = values.filter { $0.isFinite && $0 != 0 }.map(\.magnitude)
    let largest = magnitudes.max() ?? 0
    let smallest = magnitudes.min() ?? 1
    let isScientific = largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000
    let texts = values.map { value -> NumberText? in
      guard value.isFinite else { return nil }
      var text =
        isScientific && !magnitudes.isEmpty
        ? NumberText.scientific(value, dtype, precision: precision)
        : NumberText.positional(value, dtype, precision: precision)
      if signed && value.sign == .plus { text.whole = "+" + text.whole }
      return text
    }
    let whole = texts.compactMap { $0?.whole.count }.max() ?? 0
    let fraction = texts.compactMap { $0?.fraction.count }.max() ?? 0
    let exponent = texts.compactMap { $0?.exponent.count }.max() ?? 0
    // In scientific form fractions are filled up with zeros, in positional form with blanks.
    let filler: Character = exponent > 0 ? "0" : " "
    let finite = zip(values, texts).map { value, text -> String in
      guard let text else {
        let sign = value.sign == .minus && !value.isNaN ? "-" : signed ? "+" : ""
        return sign + (value.isNaN ? "nan" : "inf")
      }
      let digits = text.fraction.padding(to: fraction, with: filler)
      return text.whole.leftPadded(to: whole) + "." + digits + text.exponent
    }
    let width = finite.map(\.count).max() ?? 0
    return finite.map { $0.leftPadded(to: width) }
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

  /// The number on its own.
  fileprivate func text(_ dtype: DType) -> String {
    switch self {
    case .bool(let value): return value ? "True" : "False"
    case .int, .uint: return integerText
    case .float(let value): return NumberText.alone(value, dtype)
    case .complex(let real, let imaginary):
      let sign = imaginary.sign == .minus ? "" : "+"
      return "(\(NumberText.alone(real, dtype.realPart))\(sign)"
        + "\(NumberText.alone(imaginary, dtype.realPart))j)"
    }
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(width - count, 0)) + self
  }

  fileprivate func padding(to width: Int, with filler: Character) -> String {
    self + String(repeating: filler, count: max(width - count, 0))
  }
}

extension Tensor: CustomStringConvertible {
  /// The elements in NumPy's layout, abbreviated when there are more than 1000; a traced value's type.
  ///
  /// Waits until the elements are computed.
  public var description: String {
    switch content {
    case let tracer as Tracer: return "Traced<\(aval)> under \(tracer.trace.transformation)"
    case is Placeholder: return "Placeholder<\(aval)>"
    default: break
    }
    if dtype.isKey { return "Array(\(shape.tupleDescription), dtype=key<fry>)" }
    return reading {
      try withElements(for: "description") { bytes in
        if shape.isEmpty { return element(0, of: bytes).text(dtype) }
        if size == 0 { return "[]" }
        var layout = ArrayText(shape: shape, dtype: dtype) { element($0, of: bytes) }
        return layout.text
      }
    }
  }
}
