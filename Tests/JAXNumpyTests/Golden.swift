// Reading the tables under Golden/, which were exported from JAX by the commands in their first lines.

import Foundation
import JAXNumpy
import Testing

/// An array that JAX gave: the bits of its elements.
struct GoldenArray {
  let dtype: DType
  let shape: [Int]
  let bits: [UInt64]

  /// The arrays of a table kept beside the tests, by name.
  static func table(_ name: String) throws -> [String: GoldenArray] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden").appendingPathComponent(name)
    let text = try String(contentsOf: file, encoding: .utf8)
    var table: [String: GoldenArray] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      table[fields[0]] = GoldenArray(
        dtype: try #require(DType(name: fields[1])),
        shape: fields[2].split(separator: ",").compactMap { Int($0) },
        bits: fields[3].split(separator: " ").compactMap { UInt64($0, radix: 16) })
    }
    return table
  }

  /// The largest distance of an element of a tensor from JAX's, in units in the last place.
  func distance(from tensor: Tensor) -> UInt64 {
    let words = tensor.bitPatterns
    guard tensor.dtype == dtype, tensor.shape == shape, words.count == bits.count else {
      return .max
    }
    return zip(words, bits).map(distance).max() ?? 0
  }

  /// The largest difference of an element of a tensor from JAX's, relative to 1 + |JAX's|; NaN and infinities must agree.
  func difference(from tensor: Tensor) -> Double {
    guard tensor.dtype == dtype, tensor.shape == shape else { return .infinity }
    let expected = bits.map { bits in
      let bytes = (0..<dtype.byteWidth).map { UInt8(truncatingIfNeeded: bits >> UInt64(8 * $0)) }
      return bytes.withUnsafeBytes { ScalarValue($0, dtype).double }
    }
    return zip(tensor.scalars(as: Double.self), expected).map { value, expected in
      if value == expected || (value.isNaN && expected.isNaN) { return 0 }
      let difference = Swift.abs(value - expected) / (1 + Swift.abs(expected))
      return difference.isNaN ? .infinity : difference
    }.max() ?? 0
  }

  /// The number of numbers of the dtype from one to another.
  private func distance(_ a: UInt64, _ b: UInt64) -> UInt64 {
    guard dtype.isFloating else { return a == b ? 0 : .max }
    let sign = UInt64(1) << UInt64(dtype.bitWidth - 1)
    // Negative numbers count downwards from zero.
    func order(_ bits: UInt64) -> Int64 {
      bits & sign == 0 ? Int64(bits) : -Int64(bits & (sign - 1))
    }
    return order(a).distance(to: order(b)).magnitude.asUInt64
  }
}

extension UInt {
  fileprivate var asUInt64: UInt64 { UInt64(self) }
}

extension Tensor {
  /// The bits of the elements.
  fileprivate var bitPatterns: [UInt64] {
    if dtype.isBool { return lax.convertElementType(self, .uint8).scalars(as: UInt64.self) }
    if dtype.isUnsignedInteger { return scalars(as: UInt64.self) }
    guard dtype.isFloating else {
      return scalars(as: Int64.self).map {
        UInt64(bitPattern: $0) & (UInt64.max >> UInt64(64 - Swift.max(dtype.bitWidth, 8)))
      }
    }
    let word: DType =
      switch dtype.bitWidth {
      case 64: .uint64
      case 32: .uint32
      case 16: .uint16
      default: .uint8
      }
    return lax.bitcastConvertType(self, word).scalars(as: UInt64.self)
  }
}
