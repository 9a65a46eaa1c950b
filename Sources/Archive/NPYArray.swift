// NumPy's file format for one array.
//
// A short header, which is the text of a Python dictionary, then the elements. Source: NumPy `numpy.lib.format`.

/// An array in NumPy's file format.
///
///     let array = try NPYArray(archive.contents(of: "a0.npy"))
///     array.shape                             // [2, 3]
///     array.type                              // "f4"
///
/// - Source: NumPy `numpy.lib.format`.
public struct NPYArray: Hashable, Sendable {
  /// The kind and width of the elements by NumPy's code, as in `"f4"`, `"i8"` or `"b1"`.
  public let type: String
  /// The sizes of the axes.
  public let shape: [Int]
  /// The elements, little endian, in row-major order.
  public let data: [UInt8]

  /// The array in the given bytes of a file.
  ///
  /// - Throws: ``ArchiveError`` if the header is damaged, the data ends early, or its order is not supported.
  public init(_ bytes: [UInt8]) throws {
    guard bytes.count >= 12, bytes[0] == 0x93, bytes[1...5].elementsEqual("NUMPY".utf8) else {
      throw ArchiveError("npy: the data does not begin as an array file does.")
    }
    let lengthWidth = bytes[6] == 1 ? 2 : 4
    let start = 8 + lengthWidth
    let end = start + Int(bytes.littleEndian(at: 8, count: lengthWidth))
    guard end <= bytes.count else { throw ArchiveError("npy: the header ends early.") }
    let header = String(decoding: bytes[start..<end], as: UTF8.self)
    guard let description = header.value(after: "'descr':", until: ",")?.trimmed,
      let shapeText = header.value(after: "'shape':", until: ")")?.trimmed,
      let order = header.value(after: "'fortran_order':", until: ",")?.trimmed
    else { throw ArchiveError("npy: the header '\(header)' lacks a field.") }
    let code = description.filter { $0 != "'" && $0 != "\"" }
    guard let byteOrder = code.first, let width = Int(code.dropFirst(2)), width >= 0 else {
      throw ArchiveError("npy: the element type \(description) is not supported.")
    }
    guard byteOrder != ">" else {
      throw ArchiveError("npy: big-endian elements (\(description)) are not supported.")
    }
    let sizes = shapeText.dropFirst().split(separator: ",").map { Int(String($0).trimmed) }
    let shape = sizes.compactMap { $0 }
    guard shape.count == sizes.count else {
      throw ArchiveError("npy: the shape \(shapeText)) is damaged.")
    }
    guard order == "False" || shape.count < 2 else {
      throw ArchiveError("npy: column-major order is not supported.")
    }
    var count = width
    for size in shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflows else {
        throw ArchiveError("npy: the shape \(shapeText)) is damaged.")
      }
      count = product
    }
    guard count <= bytes.count - end else { throw ArchiveError("npy: the elements end early.") }
    self.type = String(code.dropFirst())
    self.shape = shape
    data = Array(bytes[end..<(end + count)])
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = Substring(self)
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  /// What stands between a key and the next terminator.
  fileprivate func value(after key: String, until terminator: Character) -> String? {
    guard let found = firstRange(of: key) else { return nil }
    let rest = self[found...]
    guard let end = rest.firstIndex(of: terminator) else { return nil }
    return String(rest[..<end])
  }

  /// The index just after the first occurrence of a text.
  private func firstRange(of text: String) -> Index? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
