// How a number is written as a StableHLO constant: exactly, and readably where that is exact.

import StableHLO

extension ScalarValue {
  /// The number's literal in MLIR's syntax, for an element of the given dtype.
  package func literal(_ dtype: DType) -> String {
    if dtype == .bool { return isTrue ? "true" : "false" }
    if dtype.isSignedInteger {
      let shift = 64 - UInt64(dtype.bitWidth)
      return String(Int64(bitPattern: integerBits << shift) >> Int64(shift))
    }
    if dtype.isInteger || dtype.isKey {
      let shift = 64 - UInt64(dtype.bitWidth)
      return String((integerBits << shift) >> shift)
    }
    if dtype.isComplex {
      let part = dtype.realPart
      return "(\(ScalarValue.float(double).literal(part)), "
        + "\(ScalarValue.float(imaginary).literal(part)))"
    }
    return ScalarValue.floatLiteral(double, dtype)
  }

  private static func floatLiteral(_ value: Double, _ dtype: DType) -> String {
    if value.isFinite {
      // MLIR wants a decimal point before an exponent.
      let text = dtype == .float32 ? Float(value).description : value.description
      if text != "inf" && text != "-inf" {
        guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
      }
    }
    let bits: UInt64
    switch dtype {
    case .float64: bits = value.bitPattern
    case .float32: bits = UInt64(Float(value).bitPattern)
    default: bits = dtype.floatFormat.map { $0.encode(value) } ?? 0
    }
    let digits = String(bits, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: dtype.byteWidth * 2 - digits.count) + digits
  }
}
