// Decompression of gzip files.
//
// Source: RFC 1952.

/// Decompresses gzip data.
///
///     try Gzip.decompress(Array(contentsOfFile))      // [UInt8]
///
/// - Source: RFC 1952.
public enum Gzip {
  /// The decompressed bytes of a file with one member.
  ///
  /// - Throws: ``ArchiveError`` if the data is damaged, or is not gzip.
  public static func decompress(_ bytes: [UInt8]) throws -> [UInt8] {
    guard bytes.count >= 18, bytes[0] == 0x1F, bytes[1] == 0x8B, bytes[2] == 8 else {
      throw ArchiveError("gzip: the data does not begin as a gzip file does.")
    }
    let flags = bytes[3]
    var position = 10
    func skipText() throws {
      guard let end = bytes[position...].firstIndex(of: 0) else { throw endsEarly }
      position = end + 1
    }
    if flags & 4 != 0 {
      position += 2 + Int(bytes.littleEndian(at: position, count: 2))
      guard position <= bytes.count else { throw endsEarly }
    }
    if flags & 8 != 0 { try skipText() }
    if flags & 16 != 0 { try skipText() }
    if flags & 2 != 0 { position += 2 }
    guard position + 8 <= bytes.count else { throw endsEarly }
    let size = Int(bytes.littleEndian(at: bytes.count - 4, count: 4))
    let output = try Inflate.decompress(bytes[position..<(bytes.count - 8)], sizeHint: size)
    guard CRC32.checksum(output) == UInt32(bytes.littleEndian(at: bytes.count - 8, count: 4)),
      output.count & 0xFFFF_FFFF == size
    else { throw ArchiveError("gzip: the checksum or the length does not match the data.") }
    return output
  }

  private static let endsEarly = ArchiveError("gzip: the data ends early.")
}

extension [UInt8] {
  /// The unsigned number in some bytes, the low one first; bytes after the end read as zero.
  func littleEndian(at position: Int, count: Int) -> UInt64 {
    (0..<count).reduce(0) { value, offset in
      let index = position + offset
      return indices.contains(index) ? value | UInt64(self[index]) << UInt64(8 * offset) : value
    }
  }
}
