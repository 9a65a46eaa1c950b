// Numbers to and from the bits of any binary floating format.
//
// One codec serves all formats of at most 16 bits; rounding is to nearest, ties to even. Source: IEEE 754-2019 §4.3.1.

extension FloatFormat {
  /// The bits of the number nearest to a value.
  ///
  /// Values beyond the largest finite number become infinity, NaN, or the largest number, as the format has them.
  package func encode(_ value: Double) -> UInt64 {
    let signBit: UInt64 = specials == .powersOfTwo ? 0 : 1 << UInt64(exponentBits + fractionBits)
    let sign = value.sign == .minus ? signBit : 0
    if value.isNaN { return nanBits | (specials == .unsignedZero ? 0 : sign) }
    let magnitude = value.magnitude
    if magnitude == 0 {
      return specials == .unsignedZero || specials == .powersOfTwo ? 0 : sign
    }
    if specials == .powersOfTwo && value < 0 { return nanBits }
    if magnitude.isInfinite { return overflowBits(sign: sign) }
    let exponent = Swift.max(Int(magnitude.exponent), minExponent)
    let quantum = Double.powerOfTwo(exponent - fractionBits)
    let steps = (magnitude / quantum).rounded(.toNearestOrEven)
    if steps * quantum > greatestFinite { return overflowBits(sign: sign) }
    if specials == .powersOfTwo { return UInt64(Int((steps * quantum).exponent) + bias) }
    // Steps carry into the exponent by addition: the fields are adjacent, and subnormals have field 0.
    let field = exponent == minExponent ? 0 : UInt64(exponent + bias - 1) << UInt64(fractionBits)
    return sign | (field + UInt64(steps))
  }

  /// The value that the bits stand for.
  package func decode(_ bits: UInt64) -> Double {
    let fractionMask: UInt64 = (1 << UInt64(fractionBits)) - 1
    let field = Int((bits >> UInt64(fractionBits)) & ((1 << UInt64(exponentBits)) - 1))
    let fraction = Double(bits & fractionMask)
    if specials == .powersOfTwo { return bits == nanBits ? .nan : .powerOfTwo(field - bias) }
    let isNegative = (bits >> UInt64(exponentBits + fractionBits)) & 1 == 1
    let topField = (1 << exponentBits) - 1
    let magnitude: Double
    switch specials {
    case .ieee where field == topField: magnitude = fraction == 0 ? .infinity : .nan
    case .finiteWithNaN where field == topField && bits & fractionMask == fractionMask:
      magnitude = .nan
    case .unsignedZero where isNegative && field == 0 && fraction == 0: return .nan
    default:
      magnitude =
        field == 0
        ? fraction * .powerOfTwo(minExponent - fractionBits)
        : .powerOfTwo(field - bias) * (1 + fraction * .powerOfTwo(-fractionBits))
    }
    return isNegative ? -magnitude : magnitude
  }

  private var nanBits: UInt64 {
    let allButSign: UInt64 = (1 << UInt64(exponentBits + fractionBits)) - 1
    switch specials {
    case .ieee: return allButSign & ~(fractionBits > 1 ? (1 << UInt64(fractionBits - 1)) - 1 : 0)
    case .finiteWithNaN, .powersOfTwo: return allButSign
    case .unsignedZero: return 1 << UInt64(exponentBits + fractionBits)
    case .finiteOnly: return allButSign
    }
  }

  private func overflowBits(sign: UInt64) -> UInt64 {
    switch specials {
    case .ieee: sign | ((1 << UInt64(exponentBits)) - 1) << UInt64(fractionBits)
    case .finiteWithNaN: sign | nanBits
    case .unsignedZero, .powersOfTwo: nanBits
    case .finiteOnly: sign | nanBits
    }
  }
}
