// An append-only buffer of UTF-8 text, with the few writers that MLIR's syntax needs.
//
// Modules are written straight into bytes: no intermediate strings, so lowering costs little beside compiling.

/// An append-only buffer of UTF-8 text.
struct TextBuffer: Sendable {
  private(set) var bytes: [UInt8] = []

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  @_disfavoredOverload
  mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func write(_ value: Int) {
    if value >= 0 && value < 10 {
      bytes.append(UInt8(ascii: "0") + UInt8(value))
      return
    }
    var magnitude = value.magnitude
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { scratch in
      var start = scratch.count
      repeat {
        start -= 1
        scratch[start] = UInt8(ascii: "0") + UInt8(magnitude % 10)
        magnitude /= 10
      } while magnitude != 0
      if value < 0 {
        start -= 1
        scratch[start] = UInt8(ascii: "-")
      }
      bytes.append(contentsOf: scratch[start...])
    }
  }

  mutating func write(quoted text: String) {
    write("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x20..<0x7f: bytes.append(byte)
      default:
        bytes.append(UInt8(ascii: "\\"))
        write(digitsOf: byte)
      }
    }
    write("\"")
  }

  /// Writes `"0x…"`, two digits for each byte.
  mutating func write(hexadecimal data: [UInt8]) {
    bytes.reserveCapacity(bytes.count + 2 * data.count + 4)
    write("\"0x")
    for byte in data { write(digitsOf: byte) }
    write("\"")
  }

  private mutating func write(digitsOf byte: UInt8) {
    func digit(_ value: UInt8) -> UInt8 {
      value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
    bytes.append(digit(byte >> 4))
    bytes.append(digit(byte & 15))
  }

  mutating func write<Items: Collection>(
    list items: Items, _ writeItem: (inout TextBuffer, Items.Element) -> Void
  ) {
    var first = true
    for item in items {
      if !first { write(", ") }
      first = false
      writeItem(&self, item)
    }
  }

  mutating func write(dimensions: [Int], element: String) {
    write("tensor<")
    for dimension in dimensions {
      write(dimension)
      write("x")
    }
    write(element)
    write(">")
  }

  mutating func write(_ type: HLO.TensorType) {
    if type == .token {
      write("!stablehlo.token")
      return
    }
    write(dimensions: type.shape, element: type.element.rawValue)
  }

  mutating func write(_ value: HLO.Value) {
    write("%")
    write(value.id)
  }

  mutating func append(_ other: TextBuffer) { bytes.append(contentsOf: other.bytes) }
}
