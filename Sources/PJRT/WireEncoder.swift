// An encoder of the protobuf wire format: tagged fields, each a varint, eight bytes, or a length and
// bytes (protobuf.dev/programming-guides/encoding).

/// Writes the fields of one message.
struct WireEncoder {
  private(set) var bytes: [UInt8] = []

  /// Writes an integer field; negative ones take ten bytes, as in protobuf.
  mutating func varint(_ field: Int, _ value: Int) {
    tag(field, wireType: 0)
    append(UInt64(bitPattern: Int64(value)))
  }

  /// Writes a double field.
  mutating func double(_ field: Int, _ value: Double) {
    tag(field, wireType: 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Writes a string field.
  mutating func string(_ field: Int, _ value: String) { delimited(field, Array(value.utf8)) }

  /// Writes a field that is itself a message.
  mutating func message(_ field: Int, _ value: WireEncoder) { delimited(field, value.bytes) }

  /// Writes a repeated integer field.
  mutating func packed(_ field: Int, _ values: [Int]) {
    var payload = WireEncoder()
    for value in values { payload.append(UInt64(bitPattern: Int64(value))) }
    message(field, payload)
  }

  /// Writes a repeated truth value field.
  mutating func packed(_ field: Int, _ values: [Bool]) { packed(field, values.map { $0 ? 1 : 0 }) }

  private mutating func delimited(_ field: Int, _ payload: [UInt8]) {
    tag(field, wireType: 2)
    append(UInt64(payload.count))
    bytes.append(contentsOf: payload)
  }

  private mutating func tag(_ field: Int, wireType: Int) { append(UInt64(field << 3 | wireType)) }

  /// Appends seven bits at a time, the low ones first; the top bit says that more follow.
  private mutating func append(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}
