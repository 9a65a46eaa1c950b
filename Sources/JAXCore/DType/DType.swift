// The element types of arrays, with their names, sizes and kinds.
//
// One enum stands for NumPy's dtypes, the small types of ml_dtypes and JAX's two extended types (`float0`, `key<fry>`).
// Everything that depends on a dtype alone is derived here once; mappings to StableHLO and PJRT live with their users.
// Source: jax/_src/dtypes.py; the ml_dtypes README for the small floats.

/// The type of the elements of an array.
///
/// The set is JAX's: booleans, integers of 2 to 64 bits, binary floats of 4 to 64 bits, the two complex types,
/// `float0` (the tangent type of integers and booleans) and the Threefry key type. 64-bit types need no switch.
///
///     DType.float32.name                        // "float32"
///     DType.bfloat16.shortName                  // "bf16"
///     DType(name: "float8_e4m3fn")              // .float8E4M3FN
///
/// - Source: `jax.dtypes`, jax/_src/dtypes.py.
public enum DType: UInt8, Hashable, Sendable, CaseIterable {
  case bool
  case int2, int4, int8, int16, int32, int64
  case uint2, uint4, uint8, uint16, uint32, uint64
  case float8E3M4, float8E4M3, float8E4M3FN, float8E4M3B11FNUZ, float8E4M3FNUZ
  case float8E5M2, float8E5M2FNUZ, float8E8M0FNU
  case float4E2M1FN
  case bfloat16, float16, float32, float64
  case complex64, complex128
  /// The tangent type of integer and boolean values: it carries no data.
  case float0
  /// A Threefry pseudo-random key; physically two `uint32` words.
  case keyThreefry

  /// The dtype with the given NumPy or JAX name, or nil if there is none.
  ///
  ///     DType(name: "key<fry>")                 // .keyThreefry
  public init?(name: String) {
    guard let match = DType.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// The NumPy or JAX name, as in `"float32"` or `"float8_e4m3fn"`.
  public var name: String {
    switch self {
    case .bool: "bool"
    case .int2: "int2"
    case .int4: "int4"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint2: "uint2"
    case .uint4: "uint4"
    case .uint8: "uint8"
    case .uint16: "uint16"
    case .uint32: "uint32"
    case .uint64: "uint64"
    case .float8E3M4: "float8_e3m4"
    case .float8E4M3: "float8_e4m3"
    case .float8E4M3FN: "float8_e4m3fn"
    case .float8E4M3B11FNUZ: "float8_e4m3b11fnuz"
    case .float8E4M3FNUZ: "float8_e4m3fnuz"
    case .float8E5M2: "float8_e5m2"
    case .float8E5M2FNUZ: "float8_e5m2fnuz"
    case .float8E8M0FNU: "float8_e8m0fnu"
    case .float4E2M1FN: "float4_e2m1fn"
    case .bfloat16: "bfloat16"
    case .float16: "float16"
    case .float32: "float32"
    case .float64: "float64"
    case .complex64: "complex64"
    case .complex128: "complex128"
    case .float0: "float0"
    case .keyThreefry: "key<fry>"
    }
  }

  /// The name JAX prints in jaxprs, as in `"f32"`, `"bf16"` or `"u8"`.
  public var shortName: String {
    switch self {
    case .bool: "bool"
    case .int2: "i2"
    case .int4: "i4"
    case .int8: "i8"
    case .int16: "i16"
    case .int32: "i32"
    case .int64: "i64"
    case .uint2: "u2"
    case .uint4: "u4"
    case .uint8: "u8"
    case .uint16: "u16"
    case .uint32: "u32"
    case .uint64: "u64"
    case .float8E3M4: "f8_e3m4"
    case .float8E4M3: "f8_e4m3"
    case .float8E4M3FN: "f8_e4m3fn"
    case .float8E4M3B11FNUZ: "f8_e4m3b11fnuz"
    case .float8E4M3FNUZ: "f8_e4m3fnuz"
    case .float8E5M2: "f8_e5m2"
    case .float8E5M2FNUZ: "f8_e5m2fnuz"
    case .float8E8M0FNU: "f8_e8m0fnu"
    case .float4E2M1FN: "f4_e2m1fn"
    case .bfloat16: "bf16"
    case .float16: "f16"
    case .float32: "f32"
    case .float64: "f64"
    case .complex64: "c64"
    case .complex128: "c128"
    case .float0: "float0"
    case .keyThreefry: "key<fry>"
    }
  }

  /// The number of bits that carry information; 0 for `float0`, 64 for a key, 8 for `bool`.
  public var bitWidth: Int {
    switch self {
    case .int2, .uint2: 2
    case .int4, .uint4, .float4E2M1FN: 4
    default: 8 * byteWidth
    }
  }

  /// The bytes one element takes in host memory: sub-byte types take one byte each, `float0` none.
  public var byteWidth: Int {
    switch self {
    case .float0: 0
    case .bool, .int2, .int4, .int8, .uint2, .uint4, .uint8: 1
    case .float8E3M4, .float8E4M3, .float8E4M3FN, .float8E4M3B11FNUZ, .float8E4M3FNUZ: 1
    case .float8E5M2, .float8E5M2FNUZ, .float8E8M0FNU, .float4E2M1FN: 1
    case .int16, .uint16, .bfloat16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64, .complex64, .keyThreefry: 8
    case .complex128: 16
    }
  }
}

extension DType: CustomStringConvertible {
  /// The dtype's ``name``.
  public var description: String { name }
}
