// Arrays as text, in NumPy's layout: columns aligned at the point, long arrays abbreviated.
//
// Source: NumPy `numpy.array2string` with its default print options.

/// Lays out the elements of an array.
struct ArrayText {
  private let options: PrintOptions
  private let shape: [Int]
  private let isAbbreviated: Bool
  /// The text of each element shown, in row-major order.
  private var items: [String]
  private var next = 0

  /// The layout of the elements that a function gives for their places in row-major order; those not shown are not made.
  init(
    shape: [Int], dtype: DType, options: PrintOptions = .current, element: (Int) -> ScalarValue
  ) {
    self.shape = shape
    self.options = options
    isAbbreviated = shape.elementCount > options.threshold
    items = []
    var shown: [ScalarValue] = []
    collect(element, axis: 0, offset: 0, into: &shown)
    items = ElementTexts.texts(shown, dtype, options)
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
    guard isAbbreviated && size > 2 * options.edgeitems else { return (0..<size).map { $0 } }
    return (0..<options.edgeitems).map { $0 } + [nil]
      + (size - options.edgeitems..<size).map { $0 }
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
    if axis == shape.count - 1 { return row(indent: indent) }
    let blank = String(repeating: " ", count: indent)
    let separator = String(repeating: "\n", count: shape.count - 1 - axis) + blank
    var parts: [String] = []
    for position in positions(axis) {
      parts.append(position == nil ? "..." : layout(axis: axis + 1, indent: indent + 1))
    }
    return "[" + parts.joined(separator: separator) + "]"
  }

  /// The elements along the last axis, in lines.
  private mutating func row(indent: Int) -> String {
    // Each bracket that closes behind the row takes a place.
    let width = options.linewidth - shape.count
    let blank = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = blank
    for (number, position) in positions(shape.count - 1).enumerated() {
      if number > 0 { line += " " }
      var item = "..."
      if position != nil {
        item = items[next]
        next += 1
      }
      if line.count + item.count > width && line.count > indent {
        lines.append(line.trimmingTrailingBlanks)
        line = blank
      }
      line += item
    }
    lines.append(line)
    return "[" + lines.joined(separator: "\n").dropFirst(indent) + "]"
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    String(dropLast(reversed().prefix { $0 == " " }.count))
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
