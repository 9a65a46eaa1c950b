// JSON as it stands in the file: with the order of an object's members and the difference between 1, 1.0 and true.
//
// The fields of a record print in their order, which dictionaries lose. Source: RFC 8259.

/// A JSON value.
package indirect enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  /// A number with a fraction or an exponent, or too large for an integer.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A name and its value.
  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: JSONValue
  }

  /// The value of the member with the given name; nil if there is none, or the value is no object.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text with the given bytes as a value.
  ///
  /// - Throws: ``CaseError`` that says at which byte the text is damaged.
  package init(parsing bytes: [UInt8]) throws {
    self = try bytes.withUnsafeBufferPointer { bytes in
      var parser = JSONParser(bytes)
      return try parser.parse()
    }
  }
}

/// A damaged conformance file, or one this program cannot read.
package struct CaseError: Error, Hashable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// A recursive-descent parser of JSON text.
private struct JSONParser {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  mutating func parse() throws -> JSONValue {
    let value = try parseValue()
    skipSpace()
    guard position == bytes.count else { throw damaged("text after the value") }
    return value
  }

  private func damaged(_ what: String) -> CaseError {
    CaseError("JSON: \(what) at byte \(position).")
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func next() throws -> UInt8 {
    skipSpace()
    guard position < bytes.count else { throw damaged("the text ends") }
    return bytes[position]
  }

  private mutating func take(_ character: Unicode.Scalar) throws {
    guard try next() == UInt8(ascii: character) else { throw damaged("no '\(character)'") }
    position += 1
  }

  private mutating func takeIfNext(_ character: Unicode.Scalar) throws -> Bool {
    guard try next() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func parseValue() throws -> JSONValue {
    switch try next() {
    case UInt8(ascii: "{"): return .object(try parseObject())
    case UInt8(ascii: "["): return .array(try parseArray())
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try parseNumber()
    }
  }

  private mutating func word(_ text: String, _ value: JSONValue) throws -> JSONValue {
    let end = position + text.utf8.count
    guard end <= bytes.count, bytes[position..<end].elementsEqual(text.utf8) else {
      throw damaged("no value")
    }
    position = end
    return value
  }

  private mutating func parseObject() throws -> [JSONValue.Member] {
    try take("{")
    var members: [JSONValue.Member] = []
    if try takeIfNext("}") { return members }
    repeat {
      guard try next() == UInt8(ascii: "\"") else { throw damaged("no name") }
      let name = try parseString()
      try take(":")
      members.append(JSONValue.Member(name: name, value: try parseValue()))
    } while try takeIfNext(",")
    try take("}")
    return members
  }

  private mutating func parseArray() throws -> [JSONValue] {
    try take("[")
    var items: [JSONValue] = []
    if try takeIfNext("]") { return items }
    repeat { items.append(try parseValue()) } while try takeIfNext(",")
    try take("]")
    return items
  }

  private mutating func parseNumber() throws -> JSONValue {
    let start = position
    while position < bytes.count, "+-.0123456789eE".utf8.contains(bytes[position]) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let value = Int(text) { return .int(value) }
    guard let value = Double(text) else {
      position = start
      throw damaged("no value")
    }
    return .number(value)
  }

  private mutating func parseString() throws -> String {
    position += 1
    var text: [UInt8] = []
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: try parseEscape())
      default: text.append(byte)
      }
    }
    throw damaged("a text without end")
  }

  private mutating func parseEscape() throws -> [UInt8] {
    guard position < bytes.count else { throw damaged("a text without end") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "u"):
      var units = [try parseHex()]
      if UTF16.isLeadSurrogate(units[0]), position + 6 <= bytes.count,
        bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
      {
        position += 2
        units.append(try parseHex())
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    default: throw damaged("an unknown escape")
    }
  }

  private mutating func parseHex() throws -> UInt16 {
    guard position + 4 <= bytes.count,
      let value = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
    else { throw damaged("an unknown escape") }
    position += 4
    return value
  }
}
