// Arithmetic on sizes that users give, which may be too large to count, and arrays that are too large to exist.

/// A whole number computed from sizes, or the note that it is too large to count.
///
///     try (CheckedSize(low) + size + (size - 1) * interior).value(for: "pad")
package struct CheckedSize: ExpressibleByIntegerLiteral {
  private let known: Int?

  /// The given number.
  package init(_ number: Int) { known = number }

  package init(integerLiteral number: Int) { known = number }

  private init(known: Int?) { self.known = known }

  private static func combined(
    _ a: CheckedSize, _ b: CheckedSize, _ operation: (Int, Int) -> (Int, Bool)
  ) -> CheckedSize {
    guard let a = a.known, let b = b.known else { return CheckedSize(known: nil) }
    let (result, isTooLarge) = operation(a, b)
    return CheckedSize(known: isTooLarge ? nil : result)
  }

  package static func + (a: CheckedSize, b: CheckedSize) -> CheckedSize {
    combined(a, b) { $0.addingReportingOverflow($1) }
  }

  package static func - (a: CheckedSize, b: CheckedSize) -> CheckedSize {
    combined(a, b) { $0.subtractingReportingOverflow($1) }
  }

  package static func * (a: CheckedSize, b: CheckedSize) -> CheckedSize {
    combined(a, b) { $0.multipliedReportingOverflow(by: $1) }
  }

  /// The number, for the operation with the given name.
  package func value(for operation: String) throws(JAXError) -> Int {
    guard let known else {
      throw JAXError(
        .shape, operation, found: "sizes that are too large to count.",
        expected: "sizes below 2⁶³, and results that are")
    }
    return known
  }
}

extension Sequence<Int> {
  /// The sum of sizes, for the operation with the given name.
  package func checkedSum(for operation: String) throws(JAXError) -> Int {
    try reduce(0 as CheckedSize) { $0 + CheckedSize($1) }.value(for: operation)
  }
}

/// The products of the sizes of two shapes, axis by axis, for the operation with the given name.
package func checkedProducts(_ a: [Int], _ b: [Int], for operation: String) throws(JAXError)
  -> [Int]
{
  var products: [Int] = []
  for (a, b) in zip(a, b) {
    products.append(try (CheckedSize(a) * CheckedSize(b)).value(for: operation))
  }
  return products
}

extension [Int] {
  /// Distances between elements that there are so many of along each axis: 1 where there are no two, since XLA computes
  /// with distances that do not matter, and may leave 64 bits.
  package func between(_ counts: [Int]) -> [Int] {
    zip(self, counts).map { distance, count in count > 1 ? distance : 1 }
  }

  /// Strides over axes of the given sizes: none is longer than its axis, as a longer one leads out of it all the same.
  package func within(_ sizes: [Int]) -> [Int] {
    zip(self, sizes).map { stride, size in Swift.min(stride, Swift.max(size, 1)) }
  }
}

extension ShapedArray {
  /// Throws if there can be no array of this type: none anywhere with so many elements, and where nothing is traced none
  /// that the device has no memory for.
  ///
  /// What makes arrays asks before it computes with their size: a product of several sizes that passes is far from the
  /// largest number.
  package func checkSize(for operation: String) throws(JAXError) {
    if currentTrace == nil { try Placement.current().backend.checkMemory(for: [self], operation) }
    guard size <= Int.max >> 16 else {
      throw JAXError(
        .shape, operation, found: "a result of \(self), which has too many elements.",
        expected: "arrays with fewer than 2⁴⁷ elements")
    }
  }
}
