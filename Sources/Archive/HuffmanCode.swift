// Canonical Huffman codes, and the bits they are read from.
//
// Source: RFC 1951 §3.2.2.

/// Reads bits from bytes, the low bit of each first.
struct BitReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var buffer: UInt64 = 0
  private(set) var available = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var byteCount: Int { bytes.count }

  /// Fills the buffer with at least `count` bits where the data has that many.
  private mutating func fill(_ count: Int) {
    while available < count, position < bytes.count {
      buffer |= UInt64(bytes[position]) << UInt64(available)
      position += 1
      available += 8
    }
  }

  /// The next bits without taking them; zeros after the end.
  mutating func peek(_ count: Int) -> Int {
    fill(count)
    return Int(buffer & ((1 << UInt64(count)) - 1))
  }

  mutating func take(_ count: Int) throws {
    guard count <= available else { throw ArchiveError("deflate: the data ends early.") }
    buffer >>= UInt64(count)
    available -= count
  }

  mutating func bits(_ count: Int) throws -> Int {
    let value = peek(count)
    try take(count)
    return value
  }

  /// Drops the bits left of a byte already begun.
  mutating func skipToByte() {
    let rest = available % 8
    buffer >>= UInt64(rest)
    available -= rest
  }
}

/// A canonical Huffman code, as a table from the next bits to a symbol and its length.
struct HuffmanCode: Sendable {
  private struct Entry {
    var symbol: UInt16 = 0
    var length: UInt8 = 0
  }

  private let width: Int
  private let table: [Entry]

  /// The code in which each symbol has the given length; 0 for symbols that do not occur.
  init(lengths: [UInt8]) throws {
    let width = max(Int(lengths.max() ?? 0), 1)
    var counts = [Int](repeating: 0, count: width + 1)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var nextCodes = [Int](repeating: 0, count: width + 1)
    var code = 0
    for length in 1...width {
      code = (code + counts[length - 1]) << 1
      nextCodes[length] = code
      guard code + counts[length] <= 1 << length else {
        throw ArchiveError("deflate: more codes than their lengths allow.")
      }
    }
    var table = [Entry](repeating: Entry(), count: 1 << width)
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let length = Int(length)
      let bits = HuffmanCode.reversed(nextCodes[length], count: length)
      nextCodes[length] += 1
      for index in stride(from: bits, to: table.count, by: 1 << length) {
        table[index] = Entry(symbol: UInt16(symbol), length: UInt8(length))
      }
    }
    self.width = width
    self.table = table
  }

  /// The next symbol of the stream.
  func next(_ reader: inout BitReader) throws -> Int {
    let entry = table[reader.peek(width)]
    guard entry.length > 0 else { throw ArchiveError("deflate: bits that are no code.") }
    try reader.take(Int(entry.length))
    return Int(entry.symbol)
  }

  private static func reversed(_ code: Int, count: Int) -> Int {
    (0..<count).reduce(0) { $0 << 1 | (code >> $1) & 1 }
  }

  private init(fixed lengths: [UInt8]) {
    // The lengths of the fixed codes form a complete code, so the table is as the throwing initializer builds it.
    self = (try? HuffmanCode(lengths: lengths)) ?? HuffmanCode()
  }

  private init() {
    width = 1
    table = [Entry(), Entry()]
  }

  static let fixedLiterals = HuffmanCode(
    fixed: [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
      + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8))
  static let fixedDistances = HuffmanCode(fixed: [UInt8](repeating: 5, count: 30))
}
