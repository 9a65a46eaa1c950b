// How dtypes and abstract values are represented in StableHLO.

import StableHLO

extension DType {
  /// The element type in StableHLO; a key is two `ui32` along one more axis, `float0` a boolean.
  public var elementType: HLO.ElementType {
    switch self {
    case .bool, .float0: .i1
    case .int2: .i2
    case .int4: .i4
    case .int8: .i8
    case .int16: .i16
    case .int32: .i32
    case .int64: .i64
    case .uint2: .ui2
    case .uint4: .ui4
    case .uint8: .ui8
    case .uint16: .ui16
    case .uint32, .keyThreefry: .ui32
    case .uint64: .ui64
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
    case .complex64: .complexF32
    case .complex128: .complexF64
    }
  }
}

extension ShapedArray {
  /// The array that holds the value on a device: keys are two `uint32` along a last axis, all else is itself.
  package var physical: ShapedArray {
    dtype == .keyThreefry ? ShapedArray(shape: shape + [2], dtype: .uint32) : self
  }

  /// The type in StableHLO.
  public var tensorType: HLO.TensorType {
    HLO.TensorType(dtype == .keyThreefry ? shape + [2] : shape, dtype.elementType)
  }
}
