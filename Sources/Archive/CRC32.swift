// The checksum of gzip and zip.
//
// The reflected CRC with polynomial 0xEDB88320, a byte at a time from a table. Source: RFC 1952 §8.

/// The CRC-32 checksum of gzip and zip.
public enum CRC32 {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  /// The checksum of some bytes.
  ///
  ///     CRC32.checksum(Array("123456789".utf8))     // 0xCBF4_3926
  public static func checksum(_ bytes: [UInt8]) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~bytes.reduce(UInt32.max) { value, byte in
        table[Int((value ^ UInt32(byte)) & 0xFF)] ^ (value >> 8)
      }
    }
  }
}
