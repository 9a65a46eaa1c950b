// Named values: how PJRT passes options to plugins and attributes back.

import CPJRT

/// The value of a client option, or of an attribute of a plugin or device.
///
/// ```swift
/// let client = try plugin.makeClient(options: ["cpu_device_count": 2])
/// ```
public enum AttributeValue: Sendable, Hashable {
  case string(String)
  case int(Int64)
  case ints([Int64])
  case float(Float)
  case bool(Bool)
}

extension AttributeValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  /// Creates a string.
  public init(stringLiteral value: String) { self = .string(value) }

  /// Creates an integer.
  public init(integerLiteral value: Int64) { self = .int(value) }

  /// Creates a floating-point number.
  public init(floatLiteral value: Float) { self = .float(value) }

  /// Creates a truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }

  /// Creates a list of integers.
  public init(arrayLiteral elements: Int64...) { self = .ints(elements) }
}

extension AttributeValue {
  /// Copies a value that the plugin owns.
  init(_ value: PJRT_NamedValue) {
    switch value.type {
    case PJRT_NamedValue_kString:
      self = .string(String(bytes: value.string_value, count: value.value_size))
    case PJRT_NamedValue_kInt64List:
      self = .ints(
        Array(UnsafeBufferPointer(start: value.int64_array_value, count: value.value_size)))
    case PJRT_NamedValue_kFloat: self = .float(value.float_value)
    case PJRT_NamedValue_kBool: self = .bool(value.bool_value)
    default: self = .int(value.int64_value)
    }
  }

  /// Copies a list of named values that the plugin owns.
  static func dictionary(
    _ values: UnsafePointer<PJRT_NamedValue>?, count: Int
  ) -> [String: AttributeValue] {
    var result: [String: AttributeValue] = [:]
    for value in UnsafeBufferPointer(start: values, count: values == nil ? 0 : count) {
      result[String(bytes: value.name, count: value.name_size)] = AttributeValue(value)
    }
    return result
  }
}

/// Calls `body` with options in PJRT's form, which live until it returns.
func withNamedValues<Result>(
  _ options: [String: AttributeValue],
  _ body: (UnsafePointer<PJRT_NamedValue>?, Int) -> Result
) -> Result {
  var allocations: [UnsafeMutableRawPointer] = []
  defer { allocations.forEach { $0.deallocate() } }

  func copy<Element: BitwiseCopyable>(_ elements: some Collection<Element>) -> UnsafePointer<
    Element
  > {
    let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    _ = memory.initialize(fromContentsOf: elements)
    let start = memory.baseAddress.unsafelyUnwrapped
    allocations.append(UnsafeMutableRawPointer(start))
    return UnsafePointer(start)
  }

  let values = options.sorted { $0.key < $1.key }.map { name, value in
    var result = PJRT_NamedValue_make()
    result.name = copy(name.utf8.map(CChar.init(bitPattern:)))
    result.name_size = name.utf8.count
    result.value_size = 1
    switch value {
    case .string(let string):
      result.type = PJRT_NamedValue_kString
      result.string_value = copy(string.utf8.map(CChar.init(bitPattern:)))
      result.value_size = string.utf8.count
    case .int(let int):
      result.type = PJRT_NamedValue_kInt64
      result.int64_value = int
    case .ints(let ints):
      result.type = PJRT_NamedValue_kInt64List
      result.int64_array_value = copy(ints)
      result.value_size = ints.count
    case .float(let float):
      result.type = PJRT_NamedValue_kFloat
      result.float_value = float
    case .bool(let bool):
      result.type = PJRT_NamedValue_kBool
      result.bool_value = bool
    }
    return result
  }
  return values.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
}
