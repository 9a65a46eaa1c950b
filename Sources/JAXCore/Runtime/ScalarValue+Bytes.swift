// Numbers to and from the bytes that hold them on the host.

extension ScalarValue {
  /// The bytes of the number as one element of the given dtype, little endian.
  package func bytes(_ dtype: DType) -> [UInt8] {
    if dtype.isComplex {
      let part = dtype.realPart
      return ScalarValue.float(double).bytes(part) + ScalarValue.float(imaginary).bytes(part)
    }
    let bits: UInt64
    switch dtype {
    case .bool: bits = isTrue ? 1 : 0
    case .float64: bits = double.bitPattern
    case .float32: bits = UInt64(Float(double).bitPattern)
    default: bits = dtype.floatFormat?.encode(double) ?? integerBits
    }
    return (0..<dtype.byteWidth).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0))) }
  }

  /// The number in the bytes of one element of the given dtype.
  package init(_ bytes: UnsafeRawBufferPointer, _ dtype: DType) {
    if dtype.isComplex {
      let half = bytes.count / 2
      let part = dtype.realPart
      let real = ScalarValue(UnsafeRawBufferPointer(rebasing: bytes[..<half]), part)
      let imaginary = ScalarValue(UnsafeRawBufferPointer(rebasing: bytes[half...]), part)
      self = .complex(real.double, imaginary.double)
      return
    }
    var bits: UInt64 = 0
    for (position, byte) in bytes.enumerated() { bits |= UInt64(byte) << (8 * UInt64(position)) }
    switch dtype {
    case .bool: self = .bool(bits != 0)
    case .float64: self = .float(Double(bitPattern: bits))
    case .float32: self = .float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))))
    case _ where dtype.isSignedInteger:
      let shift = 64 - UInt64(dtype.bitWidth)
      self = .int(Int64(bitPattern: bits << shift) >> Int64(shift))
    default:
      if let format = dtype.floatFormat {
        self = .float(format.decode(bits))
      } else {
        let shift = 64 - UInt64(dtype.bitWidth == 0 ? 8 : dtype.bitWidth)
        self = .uint((bits << shift) >> shift)
      }
    }
  }
}
