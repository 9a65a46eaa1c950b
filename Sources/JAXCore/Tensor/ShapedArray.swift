// The abstract value of an array: everything a program may know of it before it runs.
//
// Equal abstract values are one object: comparing two is comparing pointers, which is what every cache look-up and
// every call of a compiled function does. Source: jax/_src/core.py `ShapedArray`.

import Synchronization

/// The shape, dtype and weak type of an array.
///
///     ShapedArray(shape: [2, 3], dtype: .float32).description     // "float32[2,3]"
///
/// - Source: `jax.core.ShapedArray`.
public struct ShapedArray: Sendable {
  package final class Storage: Sendable {
    let shape: [Int]
    let dtype: DType
    let weakType: Bool
    let size: Int

    init(_ key: Key) {
      shape = key.shape
      dtype = key.dtype
      weakType = key.weakType
      size = key.shape.elementCount
    }
  }

  struct Key: Hashable {
    let shape: [Int]
    let dtype: DType
    let weakType: Bool
  }

  /// The types in use, and some that were.
  private struct Table {
    var types: [Key: Storage] = [:]
    /// The number of types at which those that nothing refers to any more are looked for.
    var limit = 8192

    mutating func insert(_ new: Storage, for key: Key) {
      if types.count >= limit {
        for key in Array(types.keys) where isKnownUniquelyReferenced(&types[key]) {
          types[key] = nil
        }
        limit = max(8192, 2 * types.count)
      }
      types[key] = new
    }
  }

  private static let interned = Mutex(Table())

  /// The number of types that are kept.
  package static var internedCount: Int { interned.withLock { $0.types.count } }

  package let storage: Storage

  /// The abstract value with the given shape, dtype and weak type.
  public init(shape: [Int], dtype: DType, weakType: Bool = false) {
    let key = Key(shape: shape, dtype: dtype, weakType: weakType)
    storage = ShapedArray.interned.withLock { table in
      if let known = table.types[key] { return known }
      let new = Storage(key)
      table.insert(new, for: key)
      return new
    }
  }

  /// The sizes of the axes.
  public var shape: [Int] { storage.shape }
  /// The type of the elements.
  public var dtype: DType { storage.dtype }
  /// Whether the value came from bare literals, so that its dtype yields to others in promotion.
  public var weakType: Bool { storage.weakType }
  /// The number of axes.
  public var ndim: Int { storage.shape.count }
  /// The number of elements.
  public var size: Int { storage.size }

  /// The same value with another shape.
  public func with(shape: [Int]) -> ShapedArray {
    ShapedArray(shape: shape, dtype: dtype, weakType: weakType)
  }

  /// The same value with another dtype, strongly typed unless asked otherwise.
  public func with(dtype: DType, weakType: Bool = false) -> ShapedArray {
    ShapedArray(shape: shape, dtype: dtype, weakType: weakType)
  }

  /// The same value, strongly typed.
  public var strong: ShapedArray { weakType ? with(dtype: dtype) : self }

  /// The dtype-and-shape text of jaxprs, as in `"f32[2,3]"`.
  public var shortDescription: String { "\(dtype.shortName)[\(shape.commaSeparated)]" }
}

extension ShapedArray: Hashable {
  public static func == (a: ShapedArray, b: ShapedArray) -> Bool { a.storage === b.storage }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(storage)) }
}

extension ShapedArray: CustomStringConvertible {
  /// The dtype and shape, as in `"float32[2,3]"`.
  public var description: String { "\(dtype.name)[\(shape.commaSeparated)]" }
}

extension [Int] {
  /// The number of elements of an array with these sizes; the largest number if that cannot be counted.
  package var elementCount: Int {
    if contains(0) { return 0 }
    return reduce(1) { count, size in
      let (product, isTooLarge) = count.multipliedReportingOverflow(by: size)
      return isTooLarge ? Int.max : product
    }
  }

  /// The numbers with commas between, as in `"2,3"`.
  package var commaSeparated: String { map(String.init).joined(separator: ",") }

  /// The numbers as a Python tuple, as in `"(2, 3)"`, `"(2,)"` and `"()"`.
  package var tupleDescription: String {
    count == 1 ? "(\(self[0]),)" : "(" + map(String.init).joined(separator: ", ") + ")"
  }
}
