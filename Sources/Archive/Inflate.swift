// Decompression of DEFLATE data.
//
// Huffman codes are decoded by one look-up in a table indexed by the next bits of the stream, as many as the longest
// code has. Source: RFC 1951.

/// Decompresses DEFLATE data.
///
///     try Inflate.decompress(compressed)          // [UInt8]
///
/// - Source: RFC 1951.
public enum Inflate {
  /// The decompressed bytes.
  ///
  /// - Parameter sizeHint: the expected number of bytes, for which room is made at once.
  /// - Throws: ``ArchiveError`` if the data ends early or breaks the format.
  public static func decompress(_ bytes: some Sequence<UInt8>, sizeHint: Int = 0) throws
    -> [UInt8]
  {
    let input = ContiguousArray(bytes)
    return try input.withUnsafeBufferPointer { input in
      var reader = BitReader(input)
      return try decompress(&reader, sizeHint: sizeHint)
    }
  }

  private static func decompress(_ reader: inout BitReader, sizeHint: Int) throws -> [UInt8] {
    var output: [UInt8] = []
    // A hint read from a damaged file must not ask for more than the data could give.
    output.reserveCapacity(min(sizeHint, 1032 * reader.byteCount + 64))
    var isLast = false
    while !isLast {
      isLast = try reader.bits(1) == 1
      switch try reader.bits(2) {
      case 0: try copyStored(&reader, &output)
      case 1: try decode(&reader, &output, literals: .fixedLiterals, distances: .fixedDistances)
      case 2:
        let (literals, distances) = try readCodes(&reader)
        try decode(&reader, &output, literals: literals, distances: distances)
      default: throw ArchiveError("deflate: a block of the reserved type.")
      }
    }
    return output
  }

  private static func copyStored(_ reader: inout BitReader, _ output: inout [UInt8]) throws {
    reader.skipToByte()
    let count = try reader.bits(16)
    guard try reader.bits(16) == ~count & 0xFFFF else {
      throw ArchiveError("deflate: the length of a stored block does not match its complement.")
    }
    for _ in 0..<count { output.append(UInt8(try reader.bits(8))) }
  }

  private static let lengthBases: [Int] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let lengthBits: [Int] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
  ]
  private static let distanceBases: [Int] = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]
  private static let distanceBits: [Int] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
  ]

  private static func decode(
    _ reader: inout BitReader, _ output: inout [UInt8], literals: HuffmanCode,
    distances: HuffmanCode
  ) throws {
    while true {
      let symbol = try literals.next(&reader)
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      if symbol == 256 { return }
      guard symbol < 286 else { throw ArchiveError("deflate: a length code out of range.") }
      let length = lengthBases[symbol - 257] + (try reader.bits(lengthBits[symbol - 257]))
      let code = try distances.next(&reader)
      guard code < 30 else { throw ArchiveError("deflate: a distance code out of range.") }
      let distance = distanceBases[code] + (try reader.bits(distanceBits[code]))
      guard distance <= output.count else {
        throw ArchiveError("deflate: a distance that reaches before the start of the data.")
      }
      // The copied range may overlap what it produces, so it goes byte by byte.
      var source = output.count - distance
      for _ in 0..<length {
        output.append(output[source])
        source += 1
      }
    }
  }

  private static let codeLengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private static func readCodes(_ reader: inout BitReader) throws -> (HuffmanCode, HuffmanCode) {
    let literalCount = try reader.bits(5) + 257
    let distanceCount = try reader.bits(5) + 1
    let codeCount = try reader.bits(4) + 4
    var codeLengths = [UInt8](repeating: 0, count: 19)
    for place in codeLengthOrder.prefix(codeCount) {
      codeLengths[place] = UInt8(try reader.bits(3))
    }
    let code = try HuffmanCode(lengths: codeLengths)
    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try code.next(&reader)
      switch symbol {
      case 16:
        guard let last = lengths.last else {
          throw ArchiveError("deflate: a repetition without a code length before it.")
        }
        lengths += repeatElement(last, count: 3 + (try reader.bits(2)))
      case 17: lengths += repeatElement(0, count: 3 + (try reader.bits(3)))
      case 18: lengths += repeatElement(0, count: 11 + (try reader.bits(7)))
      default: lengths.append(UInt8(symbol))
      }
    }
    guard lengths.count == literalCount + distanceCount else {
      throw ArchiveError("deflate: code lengths run past their count.")
    }
    return (
      try HuffmanCode(lengths: Array(lengths.prefix(literalCount))),
      try HuffmanCode(lengths: Array(lengths.dropFirst(literalCount)))
    )
  }
}
