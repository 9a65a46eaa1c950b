// Tensors from literals in source code.
//
// A number in source code is weakly typed, as in JAX: it takes the dtype of what it meets. An array literal is not.

extension Tensor: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral
{
  /// A weakly typed integer: `int32`, or `int64` if it does not fit.
  public init(integerLiteral value: Int) { self.init(value) }

  /// A weakly typed `float32`.
  public init(floatLiteral value: Double) { self.init(value) }

  /// A boolean.
  public init(booleanLiteral value: Bool) { self.init(value) }
}

extension Tensor {
  /// A weakly typed integer: `int32`, or `int64` if it does not fit.
  public init(_ value: Int) {
    self.init(
      .int(Int64(value)), dtype: Int32(exactly: value) == nil ? .int64 : .int32, weakType: true)
  }

  /// A weakly typed `float32`; it keeps its full precision when it meets a `float64`.
  public init(_ value: Double) { self.init(.float(value), dtype: .float32, weakType: true) }

  /// A boolean.
  public init(_ value: Bool) { self.init(.bool(value), dtype: .bool) }

  /// A `float32`.
  public init(_ value: Float) { self.init(.float(Double(value)), dtype: .float32) }
}

/// A number or a nest of numbers in an array literal.
///
///     let x: Tensor = [[1, 2], [3, 4.5]]
public indirect enum TensorLiteral: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, Sendable
{
  case scalar(ScalarValue)
  case list([TensorLiteral])

  public init(integerLiteral value: Int) { self = .scalar(.int(Int64(value))) }
  public init(floatLiteral value: Double) { self = .scalar(.float(value)) }
  public init(booleanLiteral value: Bool) { self = .scalar(.bool(value)) }
  public init(arrayLiteral elements: TensorLiteral...) { self = .list(elements) }

  /// The lengths of the nested lists along the first elements.
  fileprivate var shape: [Int] {
    guard case .list(let items) = self else { return [] }
    return [items.count] + (items.first?.shape ?? [])
  }

  /// Appends the numbers in row-major order; false if the nest is ragged.
  fileprivate func append(to numbers: inout [ScalarValue], shape: ArraySlice<Int>) -> Bool {
    switch self {
    case .scalar(let value):
      numbers.append(value)
      return shape.isEmpty
    case .list(let items):
      guard items.count == shape.first else { return false }
      return items.allSatisfy { $0.append(to: &numbers, shape: shape.dropFirst()) }
    }
  }
}

extension Tensor: ExpressibleByArrayLiteral {
  /// An array of numbers: `float32` if one of them has a fraction or exponent, else `int32`, or `bool`.
  public init(arrayLiteral elements: TensorLiteral...) {
    let literal = TensorLiteral.list(elements)
    var numbers: [ScalarValue] = []
    guard literal.append(to: &numbers, shape: literal.shape[...]) else {
      raise(
        JAXError(
          .shape, "array literal", found: "lists of different lengths or depths.",
          expected: "a rectangular nest of lists"))
      self.init(Placeholder(ShapedArray(shape: literal.shape, dtype: .float32)))
      return
    }
    self.init(numbers, shape: literal.shape, dtype: ScalarValue.commonDType(numbers))
  }
}

extension ScalarValue {
  /// The dtype of an array of literals: that of the widest kind among them.
  fileprivate static func commonDType(_ values: [ScalarValue]) -> DType {
    var dtype = DType.bool
    for value in values {
      switch value {
      case .bool: continue
      case .int(let value):
        if Int32(exactly: value) == nil && dtype != .float32 { dtype = .int64 }
        if dtype == .bool { dtype = .int32 }
      default: dtype = .float32
      }
    }
    return values.isEmpty ? .float32 : dtype
  }
}
