// An array in the memory of the host, as the cases give it and as results are compared.

import Archive
import JAXCore

/// An array in the memory of the host, row-major, little endian.
package struct HostArray: Hashable, Sendable {
  package let dtype: DType
  package let shape: [Int]
  package let bytes: [UInt8]
  package let weakType: Bool

  package init(dtype: DType, shape: [Int], bytes: [UInt8], weakType: Bool = false) {
    self.dtype = dtype
    self.shape = shape
    self.bytes = bytes
    self.weakType = weakType
  }

  /// The same array, weakly typed or not.
  package func weaklyTyped(_ weakType: Bool) -> HostArray {
    HostArray(dtype: dtype, shape: shape, bytes: bytes, weakType: weakType)
  }

  /// An array of zeros.
  package init(zeros aval: ShapedArray) {
    self.init(
      dtype: aval.dtype, shape: aval.shape,
      bytes: [UInt8](repeating: 0, count: aval.size * aval.dtype.byteWidth),
      weakType: aval.weakType)
  }

  package var count: Int { shape.reduce(1, *) }
  package var aval: ShapedArray { ShapedArray(shape: shape, dtype: dtype, weakType: weakType) }

  /// The element at the given position in row-major order.
  package func element(_ position: Int) -> ScalarValue {
    let width = dtype.byteWidth
    return bytes.withUnsafeBytes { bytes in
      ScalarValue(
        UnsafeRawBufferPointer(rebasing: bytes[position * width..<(position + 1) * width]), dtype)
    }
  }

  /// The indices of the element at the given position in row-major order.
  package func indices(of position: Int) -> [Int] {
    var rest = position
    var indices: [Int] = []
    for size in shape.reversed() {
      indices.append(rest % size)
      rest /= size
    }
    return indices.reversed()
  }
}

/// The arrays that a file of cases names.
package struct ArrayStore: Sendable {
  private let archive: ZipArchive

  /// The arrays of the archive with the given bytes.
  package init(_ bytes: [UInt8]) throws { archive = try ZipArchive(bytes) }

  /// The array that a reference names.
  ///
  /// - Throws: ``CaseError`` or `ArchiveError` if it is missing, damaged, or not what the reference says.
  package func array(_ reference: JSONValue) throws -> HostArray {
    guard let key = reference["array"]?.string, let name = reference["dtype"]?.string,
      let shape = reference["shape"]?.ints
    else { throw CaseError("an array reference lacks a field: \(reference).") }
    guard let dtype = DType(name: name) else {
      throw CaseError("array '\(key)' is of the unknown dtype '\(name)'.")
    }
    let stored = try NPYArray(try archive.contents(of: key + ".npy"))
    let count = shape.reduce(1, *)
    guard stored.shape == shape, stored.data.count == count * dtype.byteWidth else {
      throw CaseError(
        "array '\(key)' holds \(stored.type)\(stored.shape); the case says \(name)\(shape).")
    }
    return HostArray(dtype: dtype, shape: shape, bytes: stored.data)
  }
}

extension JSONValue {
  package var string: String? { if case .string(let value) = self { value } else { nil } }
  package var int: Int? { if case .int(let value) = self { value } else { nil } }
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }

  package var ints: [Int]? {
    guard let items = array else { return nil }
    let ints = items.compactMap(\.int)
    return ints.count == items.count ? ints : nil
  }
}
