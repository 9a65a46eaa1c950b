// The Swift types of single elements, and which dtype each stands for.

import ComplexModule

/// A Swift type that an element of a tensor can be given or read as.
///
/// `Int` and `Double` are the types of bare literals: they stand for `int32` and `float32` unless a dtype is given.
public protocol TensorScalar: Sendable {
  /// The dtype that arrays of this type become.
  static var dtype: DType { get }
  /// The dtype whose elements have the same bytes as this type, which holds nothing but them.
  static var layout: DType { get }
  /// The nearest value of this type, fractions dropped for integers; nil if this type has no place for the number.
  init?(_ value: ScalarValue)
  /// The value as a number of any dtype.
  var scalarValue: ScalarValue { get }
}

extension TensorScalar {
  public static var layout: DType { dtype }
}

extension TensorScalar where Self: FixedWidthInteger {
  public init?(_ value: ScalarValue) {
    switch value {
    case .bool(let value): self = value ? 1 : 0
    case .int(let value): self.init(exactly: value)
    case .uint(let value): self.init(exactly: value)
    case .float(let value): self.init(exactly: value.rounded(.towardZero))
    case .complex(let real, let imaginary):
      guard imaginary == 0 else { return nil }
      self.init(exactly: real.rounded(.towardZero))
    }
  }
  public var scalarValue: ScalarValue {
    Self.isSigned ? .int(Int64(truncatingIfNeeded: self)) : .uint(UInt64(truncatingIfNeeded: self))
  }
}

extension TensorScalar where Self: BinaryFloatingPoint {
  public init?(_ value: ScalarValue) {
    let number = value.double
    self.init(number)
    if isInfinite && number.isFinite || value.imaginary != 0 { return nil }
  }
  public var scalarValue: ScalarValue { .float(Double(self)) }
}

extension Bool: TensorScalar {
  public static var dtype: DType { .bool }
  public init?(_ value: ScalarValue) { self = value.isTrue }
  public var scalarValue: ScalarValue { .bool(self) }
}
extension Int: TensorScalar {
  public static var dtype: DType { .int32 }
  public static var layout: DType { .int64 }
}
extension Int8: TensorScalar { public static var dtype: DType { .int8 } }
extension Int16: TensorScalar { public static var dtype: DType { .int16 } }
extension Int32: TensorScalar { public static var dtype: DType { .int32 } }
extension Int64: TensorScalar { public static var dtype: DType { .int64 } }
extension UInt: TensorScalar {
  public static var dtype: DType { .uint32 }
  public static var layout: DType { .uint64 }
}
extension UInt8: TensorScalar { public static var dtype: DType { .uint8 } }
extension UInt16: TensorScalar { public static var dtype: DType { .uint16 } }
extension UInt32: TensorScalar { public static var dtype: DType { .uint32 } }
extension UInt64: TensorScalar { public static var dtype: DType { .uint64 } }
extension Float16: TensorScalar { public static var dtype: DType { .float16 } }
extension Float: TensorScalar { public static var dtype: DType { .float32 } }
extension Double: TensorScalar {
  public static var dtype: DType { .float32 }
  public static var layout: DType { .float64 }
}
extension Complex: TensorScalar where RealType: TensorScalar & BinaryFloatingPoint {
  public static var dtype: DType { RealType.layout.complexed }
  public init?(_ value: ScalarValue) {
    guard let real = RealType(.float(value.double)),
      let imaginary = RealType(.float(value.imaginary))
    else { return nil }
    self.init(real, imaginary)
  }
  public var scalarValue: ScalarValue { .complex(Double(real), Double(imaginary)) }
}
