// The limits of integer dtypes.

/// The range of an integer dtype, as NumPy's `iinfo` gives it.
///
///     DType.int8.iinfo?.min           // -128
///     DType.uint64.iinfo?.max         // 18446744073709551615
///
/// - Source: NumPy `numpy.iinfo`.
public struct IntegerInfo: Hashable, Sendable {
  /// The dtype described.
  public let dtype: DType
  /// The number of bits that carry information.
  public let bits: Int
  /// The smallest value.
  public let min: Int64
  /// The largest value, unsigned so that it can hold that of `uint64`.
  public let max: UInt64
}

extension DType {
  /// The range of an integer dtype; nil for every other dtype, `bool` included.
  public var iinfo: IntegerInfo? {
    let bits = bitWidth
    if isSignedInteger {
      return IntegerInfo(
        dtype: self, bits: bits, min: Int64.min >> (64 - bits), max: UInt64.max >> (65 - bits))
    }
    if isUnsignedInteger {
      return IntegerInfo(dtype: self, bits: bits, min: 0, max: UInt64.max >> (64 - bits))
    }
    return nil
  }
}
