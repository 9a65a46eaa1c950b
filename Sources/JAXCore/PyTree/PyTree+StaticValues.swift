// Swift's own values as trees without leaves: they are part of the structure.
//
// They change what a function computes, not with which data, so a function compiled by `jit` is compiled anew for each
// value. What changes from call to call is a `Tensor`.

extension PyTree where Self: FixedWidthInteger {
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

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {}
}

extension PyTree where Self: BinaryFloatingPoint {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.number(.float, Double(self).bitPattern))
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    self.init(Double(bitPattern: try unflattener.number(.float, Self.self)))
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {}
}

extension Int: PyTree {}
extension Int8: PyTree {}
extension Int16: PyTree {}
extension Int32: PyTree {}
extension Int64: PyTree {}
extension UInt: PyTree {}
extension UInt8: PyTree {}
extension UInt16: PyTree {}
extension UInt32: PyTree {}
extension UInt64: PyTree {}
extension Float: PyTree {}
extension Double: PyTree {}

extension Bool: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.number(.bool, self ? 1 : 0))
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    self = try unflattener.number(.bool, Bool.self) != 0
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {}
}

extension String: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(.string)
    flattener.append(strings: [self])
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    guard case .string = try unflattener.token(), let string = try unflattener.strings(1).first
    else { throw unflattener.mismatch(String.self) }
    self = string
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {}
}

extension DType: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.append(value: self)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    self = try unflattener.static()
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {}
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
