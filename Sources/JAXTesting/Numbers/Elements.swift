// The elements of arrays as numbers on the host, and how far they are from others.

import JAXCore
import JAXLax

/// The elements of an array, or of something computed from one, as numbers on the host.
///
/// A complex element is two numbers, its parts; so is a pseudo-random key, its words.
package struct Elements: Sendable {
  /// The type of the array.
  package let aval: ShapedArray
  /// The numbers.
  package var numbers: [Double]

  /// How many numbers make one element.
  private var width: Int { aval.dtype.isComplex || aval.dtype.isKey ? 2 : 1 }

  package init(_ aval: ShapedArray, numbers: [Double]) {
    self.aval = aval
    self.numbers = numbers
  }

  /// The elements of an array that has values.
  package init(_ tensor: Tensor) {
    aval = tensor.aval
    if tensor.dtype.isKey {
      numbers = lax.randomUnwrap(tensor).scalars(as: Double.self)
    } else if tensor.dtype.isComplex {
      numbers = tensor.scalarValues(for: "checking").flatMap { [$0.double, $0.imaginary] }
    } else {
      numbers = tensor.scalars(as: Double.self)
    }
  }

  /// The sum of the products with the elements of another array: Re Σ aᵢ bᵢ, in which derivatives are transposed.
  package func pairing(_ other: Elements) -> Double {
    var sum = 0.0
    if width == 1 {
      for (a, b) in zip(numbers, other.numbers) { sum += a * b }
    } else {
      for start in stride(from: 0, to: numbers.count, by: 2) {
        sum += numbers[start] * other.numbers[start]
        sum -= numbers[start + 1] * other.numbers[start + 1]
      }
    }
    return sum
  }

  /// The sum of the absolute values of the products with the elements of another array: the scale of rounding errors.
  package func pairingScale(_ other: Elements) -> Double {
    zip(numbers, other.numbers).reduce(0) { $0 + ($1.0 * $1.1).magnitude }
  }

  /// The largest finite magnitude of a number.
  package var scale: Double {
    numbers.reduce(0) { $1.isFinite ? Swift.max($0, $1.magnitude) : $0 }
  }

  /// The numbers divided by one.
  package func divided(by divisor: Double) -> Elements {
    Elements(aval, numbers: numbers.map { $0 / divisor })
  }

  /// The differences from the numbers of another array of the same type.
  package func minus(_ other: Elements) -> Elements {
    Elements(aval, numbers: zip(numbers, other.numbers).map { $0 - $1 })
  }

  /// The first place where the numbers are not those expected, in words; nil if there is none.
  ///
  /// - Parameters:
  ///   - tolerance: how much a number may differ, given the one expected.
  ///   - acceptsNaN: whether NaN agrees with NaN.
  package func mismatch(
    with expected: Elements, acceptsNaN: Bool, tolerance: (Double) -> Double
  ) -> (found: String, expected: String)? {
    guard expected.numbers.count == numbers.count else {
      return ("\(numbers.count) numbers", "\(expected.numbers.count) numbers")
    }
    for (position, (a, b)) in zip(numbers, expected.numbers).enumerated() {
      if a == b || (acceptsNaN && a.isNaN && b.isNaN) { continue }
      if (a - b).magnitude <= tolerance(b) { continue }
      let element = position / width
      return (text(element) + place(of: element), expected.text(element))
    }
    return nil
  }

  /// An element as text.
  private func text(_ element: Int) -> String {
    width == 1
      ? "\(numbers[element])" : "\(numbers[2 * element]) + \(numbers[2 * element + 1])i"
  }

  /// The index of an element as text; empty for a number.
  private func place(of element: Int) -> String {
    guard aval.ndim > 0 else { return "" }
    var rest = element
    var index: [Int] = []
    for size in aval.shape.reversed() {
      index.append(rest % size)
      rest /= size
    }
    return " at [\(index.reversed().map(String.init).joined(separator: ", "))]"
  }
}
