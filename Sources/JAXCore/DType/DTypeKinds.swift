// Which family a dtype belongs to, and its neighbours in that family.
//
// Source: jax/_src/dtypes.py `_dtype_kinds` and `issubdtype`.

extension DType {
  /// Whether the dtype is `bool`.
  public var isBool: Bool { self == .bool }

  /// Whether the dtype is a signed or unsigned integer; false for `bool`.
  public var isInteger: Bool { isSignedInteger || isUnsignedInteger }

  /// Whether the dtype is one of `int2` … `int64`.
  public var isSignedInteger: Bool {
    switch self {
    case .int2, .int4, .int8, .int16, .int32, .int64: true
    default: false
    }
  }

  /// Whether the dtype is one of `uint2` … `uint64`.
  public var isUnsignedInteger: Bool {
    switch self {
    case .uint2, .uint4, .uint8, .uint16, .uint32, .uint64: true
    default: false
    }
  }

  /// Whether the dtype is a real floating type, of any width; false for `float0`.
  public var isFloating: Bool { floatFormat != nil }

  /// Whether the dtype is `complex64` or `complex128`.
  public var isComplex: Bool { self == .complex64 || self == .complex128 }

  /// Whether the dtype is floating or complex.
  public var isInexact: Bool { isFloating || isComplex }

  /// Whether the dtype is a pseudo-random key type.
  public var isKey: Bool { self == .keyThreefry }

  /// Whether the dtype is an integer, floating or complex type; false for `bool`, `float0` and keys.
  public var isNumeric: Bool { isInteger || isInexact }

  /// The dtype of the real and imaginary parts; the dtype itself when it is not complex.
  public var realPart: DType {
    switch self {
    case .complex64: .float32
    case .complex128: .float64
    default: self
    }
  }

  /// The complex dtype able to hold a value of this dtype as its real part.
  ///
  /// `float64`, `complex128` and the 64-bit integers give `complex128`; every other dtype gives `complex64`.
  public var complexed: DType {
    switch self {
    case .float64, .complex128, .int64, .uint64: .complex128
    default: .complex64
    }
  }
}
