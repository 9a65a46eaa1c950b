// How dtypes are represented in buffers.

import PJRT

extension DType {
  /// The element type of buffers that hold the dtype; a key is two `u32` along one more axis.
  package var bufferType: PJRT.ElementType {
    switch self {
    case .bool, .float0: .pred
    case .int2: .s2
    case .int4: .s4
    case .int8: .s8
    case .int16: .s16
    case .int32: .s32
    case .int64: .s64
    case .uint2: .u2
    case .uint4: .u4
    case .uint8: .u8
    case .uint16: .u16
    case .uint32, .keyThreefry: .u32
    case .uint64: .u64
    case .float8E3M4: .f8E3M4
    case .float8E4M3: .f8E4M3
    case .float8E4M3FN: .f8E4M3FN
    case .float8E4M3B11FNUZ: .f8E4M3B11FNUZ
    case .float8E4M3FNUZ: .f8E4M3FNUZ
    case .float8E5M2: .f8E5M2
    case .float8E5M2FNUZ: .f8E5M2FNUZ
    case .float8E8M0FNU: .f8E8M0FNU
    case .float4E2M1FN: .f4E2M1FN
    case .bfloat16: .bf16
    case .float16: .f16
    case .float32: .f32
    case .float64: .f64
    case .complex64: .c64
    case .complex128: .c128
    }
  }
}
