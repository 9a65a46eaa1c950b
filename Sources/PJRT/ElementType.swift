// The element types that buffers hold.
//
// Names and raw values are those of PJRT_Buffer_Type in the PJRT C API, so a value crosses the
// boundary unchanged.

/// The type of a buffer's elements, named as in the PJRT C API.
///
/// ```swift
/// ElementType.f32.bitWidth  // 32
/// ```
public enum ElementType: UInt32, Sendable, Hashable, CaseIterable {
  case pred = 1
  case s8, s16, s32, s64
  case u8, u16, u32, u64
  case f16, f32, f64, bf16
  case c64, c128
  case f8E5M2, f8E4M3FN, f8E4M3B11FNUZ, f8E5M2FNUZ, f8E4M3FNUZ
  case s4, u4
  case token
  case s2, u2
  case f8E4M3, f8E3M4, f8E8M0FNU
  case f4E2M1FN
}

extension ElementType {
  /// The number of bits that carry an element's value; 0 for a token.
  public var bitWidth: Int {
    switch self {
    case .token: 0
    case .s2, .u2: 2
    case .s4, .u4, .f4E2M1FN: 4
    case .pred, .s8, .u8, .f8E5M2, .f8E4M3FN, .f8E4M3B11FNUZ, .f8E5M2FNUZ, .f8E4M3FNUZ, .f8E4M3,
      .f8E3M4, .f8E8M0FNU:
      8
    case .s16, .u16, .f16, .bf16: 16
    case .s32, .u32, .f32: 32
    case .s64, .u64, .f64, .c64: 64
    case .c128: 128
    }
  }

  /// The number of bytes an element takes in host memory, where narrow types take a whole byte.
  @inlinable
  public var byteWidth: Int { (bitWidth + 7) / 8 }
}
