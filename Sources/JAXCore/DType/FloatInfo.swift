// The limits of floating dtypes, all derived from the bit layout.

/// The machine limits of a floating dtype, as NumPy's `finfo` gives them.
///
/// Every value is exact as a `Double`.
///
///     DType.float32.finfo?.eps        // 1.1920928955078125e-07
///     DType.float8E4M3FN.finfo?.max   // 448
///
/// - Source: NumPy `numpy.finfo`; ml_dtypes `finfo`.
public struct FloatInfo: Hashable, Sendable {
  /// The dtype described: of the parts, where a complex dtype was asked about.
  public let dtype: DType
  /// The bits the type takes.
  public let bits: Int
  /// The bits of the exponent field.
  public let nexp: Int
  /// The bits of the fraction field.
  public let nmant: Int
  /// The distance from 1 to the next larger number.
  public let eps: Double
  /// The distance from 1 to the next smaller number.
  public let epsneg: Double
  /// The largest finite number.
  public let max: Double
  /// The smallest finite number: `-max`, or the smallest power of two of the unsigned `float8_e8m0fnu`.
  public let min: Double
  /// The smallest positive number of full precision.
  public let smallestNormal: Double
  /// The smallest positive number.
  public let smallestSubnormal: Double

  /// The smallest positive number of full precision, by NumPy's older name.
  public var tiny: Double { smallestNormal }

  init(dtype: DType, format: FloatFormat) {
    self.dtype = dtype
    bits = format.bitWidth
    nexp = format.exponentBits
    nmant = format.fractionBits
    eps = .powerOfTwo(-format.fractionBits)
    // A format without numbers of full precision below 1 has its subnormal spacing there instead.
    epsneg = .powerOfTwo(
      Swift.max(-format.fractionBits - 1, format.minExponent - format.fractionBits))
    max = format.greatestFinite
    smallestNormal = .powerOfTwo(format.minExponent)
    smallestSubnormal = .powerOfTwo(format.minExponent - format.fractionBits)
    min = format.specials == .powersOfTwo ? smallestNormal : -format.greatestFinite
  }
}

extension DType {
  /// The machine limits of a floating dtype, or of a complex dtype's parts; nil for every other dtype.
  public var finfo: FloatInfo? {
    let part = realPart
    return part.floatFormat.map { FloatInfo(dtype: part, format: $0) }
  }
}
