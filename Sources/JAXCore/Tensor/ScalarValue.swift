// One number of any dtype, held on the host: the value of a literal in a program.

/// One number of any dtype.
///
/// Equality is that of bits, as numbers are parts of programs: 0.0 and -0.0 differ, and a NaN equals itself.
public enum ScalarValue: Sendable {
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case float(Double)
  case complex(Double, Double)

  /// The value with which sums begin.
  public static let zero = ScalarValue.int(0)
  /// The value with which products begin.
  public static let one = ScalarValue.int(1)
}

extension ScalarValue: Hashable {
  public static func == (a: ScalarValue, b: ScalarValue) -> Bool {
    switch (a, b) {
    case (.bool(let a), .bool(let b)): a == b
    case (.int(let a), .int(let b)): a == b
    case (.uint(let a), .uint(let b)): a == b
    case (.float(let a), .float(let b)): a.bitPattern == b.bitPattern
    case (.complex(let a, let b), .complex(let c, let d)):
      a.bitPattern == c.bitPattern && b.bitPattern == d.bitPattern
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    switch self {
    case .bool(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .uint(let value): hasher.combine(value)
    case .float(let value): hasher.combine(value.bitPattern)
    case .complex(let real, let imaginary):
      hasher.combine(real.bitPattern)
      hasher.combine(imaginary.bitPattern)
    }
  }
}

extension ScalarValue {
  /// The value as a real number; the real part of a complex one.
  package var double: Double {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): Double(value)
    case .uint(let value): Double(value)
    case .float(let value): value
    case .complex(let real, _): real
    }
  }

  /// The imaginary part; 0 for a real number.
  package var imaginary: Double {
    if case .complex(_, let imaginary) = self { return imaginary }
    return 0
  }

  /// The two's-complement bits of the value as a 64-bit integer; a fraction is dropped, values out of range wrap or saturate.
  package var integerBits: UInt64 {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .int(let value): UInt64(bitPattern: value)
    case .uint(let value): value
    case .float(let value), .complex(let value, _):
      if value.isNaN {
        0
      } else if value >= 0 {
        value >= 0x1p64 ? UInt64.max : UInt64(value)
      } else {
        UInt64(bitPattern: value <= -0x1p63 ? Int64.min : Int64(value))
      }
    }
  }

  /// Whether the value is not zero.
  package var isTrue: Bool {
    switch self {
    case .bool(let value): value
    case .int(let value): value != 0
    case .uint(let value): value != 0
    case .float(let value): value != 0
    case .complex(let real, let imaginary): real != 0 || imaginary != 0
    }
  }
}

extension ScalarValue {
  /// The value as an element of the given dtype holds it.
  package func rounded(to dtype: DType) -> ScalarValue {
    switch dtype {
    // The most usual ones, which every literal in a traced function takes.
    case .float32: .float(Double(Float(double)))
    case .float64: .float(double)
    default: bytes(dtype).withUnsafeBytes { ScalarValue($0, dtype) }
    }
  }
}
