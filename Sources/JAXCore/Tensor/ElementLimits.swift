// Which numbers an element of a dtype has a place for.

/// The range of the elements of a dtype.
struct ElementLimits {
  private let dtype: DType
  private let integers: IntegerInfo?
  private let largest: Double

  init(_ dtype: DType) {
    self.dtype = dtype
    integers = dtype.iinfo
    largest = dtype.realPart.finfo?.max ?? .infinity
  }

  /// Throws if the dtype has no place for a number: an integer out of range, or a finite number that would be infinite.
  func check(_ value: ScalarValue) throws {
    if let integers {
      guard !ElementLimits.holds(value, integers) else { return }
      let isNegative = value.double < 0
      throw JAXError(
        .argument, "Tensor", found: "the element \(value.plainText) for dtype \(dtype).",
        expected: "elements from \(integers.min) to \(integers.max)",
        remedy: integers.max == Int64.max || integers.min == 0 && isNegative
          ? "give another dtype or other elements." : "give a wider dtype, as in dtype: .int64.")
    }
    guard value.double.magnitude > largest || value.imaginary.magnitude > largest,
      value.isFinite, !value.rounded(to: dtype).isFinite
    else { return }
    throw JAXError(
      .argument, "Tensor",
      found: "the element \(value.plainText) for dtype \(dtype), in which it would be infinite.",
      expected: "numbers of a magnitude up to \(largest)",
      remedy: dtype.isComplex
        ? "give a wider dtype, as in dtype: .complex128."
        : "give a wider dtype, as in dtype: .float64.")
  }

  private static func holds(_ value: ScalarValue, _ range: IntegerInfo) -> Bool {
    switch value {
    case .bool: true
    case .int(let number): number >= range.min && (number < 0 || UInt64(number) <= range.max)
    case .uint(let number): number <= range.max
    case .float(let number), .complex(let number, _):
      // A fraction is dropped, so that what lies less than 1 beyond the ends is held too.
      number > Double(range.min) - 1 && number < Double(range.max) + 1
        || number == Double(range.min)
    }
  }
}

extension ScalarValue {
  /// Whether the value is neither infinite nor NaN.
  var isFinite: Bool { double.isFinite && imaginary.isFinite }

  /// The value as Swift prints it.
  var plainText: String {
    switch self {
    case .bool(let value): "\(value)"
    case .int(let value): "\(value)"
    case .uint(let value): "\(value)"
    case .float(let value): "\(value)"
    case .complex(let real, let imaginary):
      "\(real)" + (imaginary.sign == .minus ? "" : "+") + "\(imaginary)j"
    }
  }
}
