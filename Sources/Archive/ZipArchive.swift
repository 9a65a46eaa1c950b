// Reading of zip files by their central directory.
//
// Entries are found by name and decompressed when asked for. Source: PKWARE APPNOTE 6.3.

/// A zip file in memory.
///
///     let archive = try ZipArchive(bytes)
///     try archive.contents(of: "a0.npy")      // [UInt8]
///
/// - Source: PKWARE APPNOTE 6.3.
public struct ZipArchive: Sendable {
  private struct Entry {
    let method: Int
    let checksum: UInt32
    let compressedSize: Int
    let size: Int
    let offset: Int
  }

  private let bytes: [UInt8]
  private let entries: [String: Entry]

  /// The archive with the given bytes.
  ///
  /// - Throws: ``ArchiveError`` if the directory is missing or damaged.
  public init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    let (count, start) = try ZipArchive.findDirectory(bytes)
    var entries: [String: Entry] = [:]
    var position = start
    for number in 0..<count {
      guard position + 46 <= bytes.count,
        bytes.littleEndian(at: position, count: 4) == 0x0201_4B50
      else { throw ArchiveError("zip: entry \(number) of the directory is damaged.") }
      func field(_ offset: Int, _ count: Int) -> Int {
        Int(bytes.littleEndian(at: position + offset, count: count))
      }
      let nameStart = position + 46
      let nameEnd = nameStart + field(28, 2)
      let extraEnd = nameEnd + field(30, 2)
      guard extraEnd <= bytes.count else {
        throw ArchiveError("zip: entry \(number) of the directory runs past the end of the file.")
      }
      var sizes = [field(24, 4), field(20, 4), field(42, 4)]
      ZipArchive.widen(&sizes, bytes, from: nameEnd, to: extraEnd)
      let name = String(decoding: bytes[nameStart..<nameEnd], as: UTF8.self)
      entries[name] = Entry(
        method: field(10, 2), checksum: UInt32(field(16, 4)), compressedSize: sizes[1],
        size: sizes[0], offset: sizes[2])
      position = extraEnd + field(32, 2)
    }
    self.entries = entries
  }

  /// The names of the entries, sorted.
  public var names: [String] { entries.keys.sorted() }

  /// The decompressed bytes of the entry with the given name.
  ///
  /// - Throws: ``ArchiveError`` if there is no such entry, or it is damaged.
  public func contents(of name: String) throws -> [UInt8] {
    guard let entry = entries[name] else { throw ArchiveError("zip: no entry '\(name)'.") }
    func fail(_ what: String) -> ArchiveError { ArchiveError("zip: entry '\(name)' \(what).") }
    guard entry.offset >= 0, entry.offset <= bytes.count - 30,
      bytes.littleEndian(at: entry.offset, count: 4) == 0x0403_4B50
    else { throw fail("does not begin where the directory says") }
    let start =
      entry.offset + 30 + Int(bytes.littleEndian(at: entry.offset + 26, count: 2))
      + Int(bytes.littleEndian(at: entry.offset + 28, count: 2))
    guard entry.compressedSize >= 0, entry.compressedSize <= bytes.count - start else {
      throw fail("runs past the end of the file")
    }
    let data = bytes[start..<(start + entry.compressedSize)]
    let output: [UInt8]
    switch entry.method {
    case 0: output = Array(data)
    case 8:
      do { output = try Inflate.decompress(data, sizeHint: entry.size) } catch {
        throw fail("cannot be decompressed (\(error))")
      }
    default: throw fail("is compressed by the unsupported method \(entry.method)")
    }
    guard output.count == entry.size, CRC32.checksum(output) == entry.checksum else {
      throw fail("does not match its checksum or length")
    }
    return output
  }

  /// The number of entries and the position of the first one of the directory.
  private static func findDirectory(_ bytes: [UInt8]) throws -> (count: Int, start: Int) {
    // The record is 22 bytes long, and a comment of up to 65535 bytes may follow.
    let lowest = max(bytes.count - 22 - 0xFFFF, 0)
    var position = bytes.count - 22
    while position >= lowest, bytes.littleEndian(at: position, count: 4) != 0x0605_4B50 {
      position -= 1
    }
    guard position >= lowest else {
      throw ArchiveError(
        "zip: no directory at the end: the file is not a zip file, or was cut off.")
    }
    var count = Int(bytes.littleEndian(at: position + 10, count: 2))
    var start = Int(bytes.littleEndian(at: position + 16, count: 4))
    let locator = position - 20
    if locator >= 0, bytes.littleEndian(at: locator, count: 4) == 0x0706_4B50 {
      let record = Int(truncatingIfNeeded: bytes.littleEndian(at: locator + 8, count: 8))
      guard record >= 0, record <= bytes.count - 56 else {
        throw ArchiveError("zip: the 64-bit directory lies outside of the file.")
      }
      count = Int(truncatingIfNeeded: bytes.littleEndian(at: record + 32, count: 8))
      start = Int(truncatingIfNeeded: bytes.littleEndian(at: record + 48, count: 8))
    }
    guard count >= 0, start >= 0, start <= bytes.count else {
      throw ArchiveError("zip: the directory lies outside of the file.")
    }
    return (count, start)
  }

  /// Replaces sizes that did not fit 32 bits by those of the 64-bit extra field.
  private static func widen(_ sizes: inout [Int], _ bytes: [UInt8], from start: Int, to end: Int) {
    var position = start
    while position + 4 <= end {
      let length = Int(bytes.littleEndian(at: position + 2, count: 2))
      if bytes.littleEndian(at: position, count: 2) == 1 {
        var field = position + 4
        for index in sizes.indices where sizes[index] == 0xFFFF_FFFF {
          sizes[index] = Int(truncatingIfNeeded: bytes.littleEndian(at: field, count: 8))
          field += 8
        }
      }
      position += 4 + length
    }
  }
}
