// The values that are part of the structure of a tree wherever a field has their type: Swift's own scalars.
//
// They change what a function computes, not with which data, so a function compiled by `jit` is compiled anew for each
// value. They are not trees themselves: a number handed to a transformed function becomes a tensor, which is traced.

/// A value that a field of a `@PyTree` type has without `@Static`, as part of the structure.
///
/// Swift's numbers, booleans and strings and ``DType`` are such values, and so are optionals and arrays of them. They are
/// not trees: they reach a transformed function inside of one, or captured. A number in the place of an argument is a
/// `Tensor`.
///
///     @PyTree struct Pool {
///       var scale: Tensor
///       var window: Int          // compiled anew for each value
///     }
///     jit { x in x * 2 }(3.0)    // x is a Tensor
///
/// A type of one's own joins them by declaring it, `extension Activation: StaticValue {}`.
public protocol StaticValue: Hashable, Sendable {
  /// Appends this value to the structure.
  func flatten(into flattener: inout TreeFlattener)

  /// Makes a value from the next part of a structure.
  ///
  /// - Throws: ``JAXError`` of kind `treeStructure` if it does not describe a value of this type.
  init(unflattening unflattener: inout TreeUnflattener) throws
}

extension StaticValue {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(value: self)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    self = try unflattener.static()
  }

  /// Does nothing, as there are no leaves; fields of all types are asked alike.
  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {}
}

extension StaticValue where Self: FixedWidthInteger {
  public func flatten(into flattener: inout TreeFlattener) {
    if Self.isSigned {
      flattener.append(.number(.int, UInt64(bitPattern: Int64(truncatingIfNeeded: self))))
    } else {
      flattener.append(.number(.uint, UInt64(truncatingIfNeeded: self)))
    }
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    self.init(truncatingIfNeeded: try unflattener.number(Self.isSigned ? .int : .uint, Self.self))
  }
}

extension StaticValue where Self: BinaryFloatingPoint {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.number(.float, Double(self).bitPattern))
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    self.init(Double(bitPattern: try unflattener.number(.float, Self.self)))
  }
}

extension Int: StaticValue {}
extension Int8: StaticValue {}
extension Int16: StaticValue {}
extension Int32: StaticValue {}
extension Int64: StaticValue {}
extension UInt: StaticValue {}
extension UInt8: StaticValue {}
extension UInt16: StaticValue {}
extension UInt32: StaticValue {}
extension UInt64: StaticValue {}
extension Float: StaticValue {}
extension Double: StaticValue {}

extension Bool: StaticValue {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.number(.bool, self ? 1 : 0))
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    self = try unflattener.number(.bool, Bool.self) != 0
  }
}

extension String: StaticValue {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.string)
    flattener.append(strings: [self])
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    guard case .string = try unflattener.token(), let string = try unflattener.strings(1).first
    else { throw unflattener.mismatch(String.self) }
    self = string
  }
}

extension DType: StaticValue {}

/// An array of static values is one.
extension Array: StaticValue where Element: StaticValue {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.array(count))
    for element in self { element.flatten(into: &flattener) }
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    guard case .array(let count) = try unflattener.token() else {
      throw unflattener.mismatch(Self.self)
    }
    self = []
    reserveCapacity(count)
    for _ in 0..<count { append(try Element(unflattening: &unflattener)) }
  }
}

/// An optional static value is one.
extension Optional: StaticValue where Wrapped: StaticValue {
  public func flatten(into flattener: inout TreeFlattener) {
    guard let wrapped = self else { return flattener.append(.absent) }
    flattener.append(.present)
    wrapped.flatten(into: &flattener)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    switch try unflattener.token() {
    case .absent: self = nil
    case .present: self = try Wrapped(unflattening: &unflattener)
    default: throw unflattener.mismatch(Self.self)
    }
  }
}

extension TreeUnflattener {
  /// The bits of the next static number, which is of the given kind.
  fileprivate mutating func number(_ kind: StaticNumber, _ type: Any.Type) throws -> UInt64 {
    guard case .number(kind, let bits) = try token() else { throw mismatch(type) }
    return bits
  }
}

extension StaticNumber {
  /// The number with the given bits, in JAX's notation, which is Python's.
  func description(of bits: UInt64) -> String {
    switch self {
    case .bool: bits == 0 ? "False" : "True"
    case .int: "\(Int64(bitPattern: bits))"
    case .uint: "\(bits)"
    case .float: "\(Double(bitPattern: bits))"
    }
  }
}
