// Decompression of every kind of block, and clear errors for damaged files.

import Archive
import Testing

@Suite struct ArchiveTests {
  @Test func everyKindOfBlockDecompresses() throws {
    #expect(try Inflate.decompress(Vectors.stored) == Vectors.text)
    #expect(try Inflate.decompress(Vectors.fixed) == Vectors.text)
    #expect(try Inflate.decompress(Vectors.dynamic) == Vectors.squares)
    // One literal, then a copy of length 258 that overlaps itself, by the fixed codes.
    #expect(
      try Inflate.decompress([0x4B, 0x4C, 0x1C, 0xF1, 0x00, 0x00])
        == [UInt8](repeating: 0x61, count: 259))
  }

  @Test func everyTruncationIsAnError() {
    for data in [Vectors.stored, Vectors.fixed, Vectors.dynamic] {
      for count in 0..<data.count - 1 {
        #expect(throws: ArchiveError.self) { try Inflate.decompress(data.prefix(count)) }
      }
    }
    for count in 0..<Vectors.gzip.count {
      #expect(throws: ArchiveError.self) { try Gzip.decompress(Array(Vectors.gzip.prefix(count))) }
    }
  }

  @Test func damagedBlocksAreErrors() {
    #expect(throws: ArchiveError("deflate: a block of the reserved type.")) {
      try Inflate.decompress([0x07])
    }
    #expect(
      throws: ArchiveError(
        "deflate: the length of a stored block does not match its complement.")
    ) { try Inflate.decompress([0x01, 0x01, 0x00, 0x00, 0x00, 0x41]) }
    #expect(
      throws: ArchiveError("deflate: a distance that reaches before the start of the data.")
    ) { try Inflate.decompress([0x03, 0x02, 0x00]) }
  }

  @Test func checksumIsThatOfTheStandard() {
    #expect(CRC32.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(CRC32.checksum([]) == 0)
  }

  @Test func gzipChecksItsData() throws {
    #expect(try Gzip.decompress(Vectors.gzip) == Vectors.text)
    var damaged = Vectors.gzip
    damaged[damaged.count - 5] ^= 1
    #expect(
      throws: ArchiveError("gzip: the checksum or the length does not match the data.")
    ) { try Gzip.decompress(damaged) }
    #expect(throws: ArchiveError("gzip: the data does not begin as a gzip file does.")) {
      try Gzip.decompress(Vectors.compressedArrays)
    }
  }

  @Test func arraysComeOutOfZipFiles() throws {
    let archive = try ZipArchive(Vectors.compressedArrays)
    #expect(archive.names == ["a0.npy", "a1.npy"])
    let matrix = try NPYArray(archive.contents(of: "a0.npy"))
    #expect(matrix.type == "f4")
    #expect(matrix.shape == [2, 3])
    #expect(
      matrix.data
        == (0..<6).flatMap { value in
          withUnsafeBytes(of: Float(value).bitPattern.littleEndian, Array.init)
        })
    let scalar = try NPYArray(archive.contents(of: "a1.npy"))
    #expect(scalar.type == "b1" && scalar.shape == [] && scalar.data == [1])
    let plain = try NPYArray(ZipArchive(Vectors.plainArrays).contents(of: "plain.npy"))
    #expect(plain.type == "i8")
    #expect(plain.shape == [3])
    #expect(plain.data[8...].elementsEqual([1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]))
  }

  @Test func damagedZipFilesSayWhatIsWrong() throws {
    #expect(
      throws: ArchiveError(
        "zip: no directory at the end: the file is not a zip file, or was cut off.")
    ) { try ZipArchive(Array(Vectors.plainArrays.dropLast(8))) }
    #expect(throws: ArchiveError("zip: no entry 'a9.npy'.")) {
      try ZipArchive(Vectors.compressedArrays).contents(of: "a9.npy")
    }
    var damaged = Vectors.plainArrays
    damaged[200] ^= 1
    #expect(
      throws: ArchiveError("zip: entry 'plain.npy' does not match its checksum or length.")
    ) { try ZipArchive(damaged).contents(of: "plain.npy") }
    // No bit that flips may crash the reader.
    for position in Vectors.compressedArrays.indices {
      for bit in 0..<8 {
        var flipped = Vectors.compressedArrays
        flipped[position] ^= 1 << UInt8(bit)
        guard let archive = try? ZipArchive(flipped) else { continue }
        for name in archive.names {
          if let contents = try? archive.contents(of: name) { _ = try? NPYArray(contents) }
        }
      }
    }
  }

  @Test func damagedArraysSayWhatIsWrong() throws {
    let file = try ZipArchive(Vectors.plainArrays).contents(of: "plain.npy")
    #expect(throws: ArchiveError("npy: the elements end early.")) {
      try NPYArray(Array(file.dropLast()))
    }
    func replacing(_ old: String, _ new: String) -> [UInt8] {
      let header = Array(file[10..<128])
      let changed = String(decoding: header, as: UTF8.self).replacing(old, with: new)
      return Array(file[..<10]) + Array(changed.utf8) + Array(file[128...])
    }
    #expect(throws: ArchiveError("npy: big-endian elements ('>i8') are not supported.")) {
      try NPYArray(replacing("<i8", ">i8"))
    }
    #expect(throws: ArchiveError.self) { try NPYArray(replacing("(3,)", "(x,)")) }
    #expect(throws: ArchiveError.self) { try NPYArray(replacing("'shape'", "'shope'")) }
    #expect(throws: ArchiveError("npy: the data does not begin as an array file does.")) {
      try NPYArray(Vectors.gzip)
    }
  }
}
