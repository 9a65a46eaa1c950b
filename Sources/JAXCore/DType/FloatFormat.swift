// The bit layout of a binary floating type, from which its limits and its codec both follow.
//
// Every floating dtype is sign, biased exponent and fraction; the small types differ in which codes they give up for
// infinity and NaN. Source: IEEE 754-2019 §3.4; OCP 8-bit Floating Point Specification (2023); OCP Microscaling
// Formats (2023) for E8M0 and E2M1; arXiv:2206.02915 for the FNUZ types.

/// The layout of a binary floating type.
package struct FloatFormat: Hashable, Sendable {
  /// Which codes stand for infinity and NaN.
  package enum Specials: Hashable, Sendable {
    /// The top exponent is infinity (fraction 0) or NaN, as in IEEE 754.
    case ieee
    /// No infinity; only the all-ones code is NaN (suffix `FN`).
    case finiteWithNaN
    /// No infinity, no negative zero; the code of negative zero is NaN (suffix `FNUZ`).
    case unsignedZero
    /// Neither infinity nor NaN: every code is a finite number.
    case finiteOnly
    /// Unsigned powers of two without zero; the all-ones code is NaN (`E8M0FNU`).
    case powersOfTwo
  }

  /// Bits of the exponent field.
  package let exponentBits: Int
  /// Bits of the fraction field, the leading one not counted.
  package let fractionBits: Int
  /// What is subtracted from the exponent field.
  package let bias: Int
  /// Which codes are not finite numbers.
  package let specials: Specials

  /// The total number of bits.
  package var bitWidth: Int { exponentBits + fractionBits + (specials == .powersOfTwo ? 0 : 1) }

  /// The largest exponent of a finite number.
  package var maxExponent: Int {
    let topField = (1 << exponentBits) - 1
    switch specials {
    case .ieee, .powersOfTwo: return topField - 1 - bias
    case .finiteWithNaN, .unsignedZero, .finiteOnly: return topField - bias
    }
  }

  /// The smallest exponent of a normal number.
  package var minExponent: Int { specials == .powersOfTwo ? -bias : 1 - bias }

  /// The largest finite number.
  package var greatestFinite: Double {
    let ulp = Double.powerOfTwo(-fractionBits)
    let significand: Double
    switch specials {
    case .powersOfTwo: significand = 1
    case .finiteWithNaN: significand = 2 - 2 * ulp
    case .ieee, .unsignedZero, .finiteOnly: significand = 2 - ulp
    }
    return significand * Double.powerOfTwo(maxExponent)
  }

  package static let float64 = FloatFormat(
    exponentBits: 11, fractionBits: 52, bias: 1023, specials: .ieee)
  package static let float32 = FloatFormat(
    exponentBits: 8, fractionBits: 23, bias: 127, specials: .ieee)
  package static let float16 = FloatFormat(
    exponentBits: 5, fractionBits: 10, bias: 15, specials: .ieee)
  package static let bfloat16 = FloatFormat(
    exponentBits: 8, fractionBits: 7, bias: 127, specials: .ieee)
  package static let float8E3M4 = FloatFormat(
    exponentBits: 3, fractionBits: 4, bias: 3, specials: .ieee)
  package static let float8E4M3 = FloatFormat(
    exponentBits: 4, fractionBits: 3, bias: 7, specials: .ieee)
  package static let float8E4M3FN = FloatFormat(
    exponentBits: 4, fractionBits: 3, bias: 7, specials: .finiteWithNaN)
  package static let float8E4M3B11FNUZ = FloatFormat(
    exponentBits: 4, fractionBits: 3, bias: 11, specials: .unsignedZero)
  package static let float8E4M3FNUZ = FloatFormat(
    exponentBits: 4, fractionBits: 3, bias: 8, specials: .unsignedZero)
  package static let float8E5M2 = FloatFormat(
    exponentBits: 5, fractionBits: 2, bias: 15, specials: .ieee)
  package static let float8E5M2FNUZ = FloatFormat(
    exponentBits: 5, fractionBits: 2, bias: 16, specials: .unsignedZero)
  package static let float8E8M0FNU = FloatFormat(
    exponentBits: 8, fractionBits: 0, bias: 127, specials: .powersOfTwo)
  package static let float4E2M1FN = FloatFormat(
    exponentBits: 2, fractionBits: 1, bias: 1, specials: .finiteOnly)
}

extension DType {
  /// The bit layout of a real floating dtype; nil for every other dtype.
  package var floatFormat: FloatFormat? {
    switch self {
    case .float8E3M4: .float8E3M4
    case .float8E4M3: .float8E4M3
    case .float8E4M3FN: .float8E4M3FN
    case .float8E4M3B11FNUZ: .float8E4M3B11FNUZ
    case .float8E4M3FNUZ: .float8E4M3FNUZ
    case .float8E5M2: .float8E5M2
    case .float8E5M2FNUZ: .float8E5M2FNUZ
    case .float8E8M0FNU: .float8E8M0FNU
    case .float4E2M1FN: .float4E2M1FN
    case .bfloat16: .bfloat16
    case .float16: .float16
    case .float32: .float32
    case .float64: .float64
    default: nil
    }
  }
}

extension Double {
  /// Two to the given power, exact from 2⁻¹⁰⁷⁴ to 2¹⁰²³.
  static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
