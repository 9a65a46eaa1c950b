// Directions and examples for checks: numbers that look random and are the same in every run.
//
// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.

import JAXCore

/// A generator of numbers that are the same for the same seed.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number of the given range.
  package mutating func number(in range: ClosedRange<Double>) -> Double {
    let unit = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + unit * (range.upperBound - range.lowerBound)
  }

  /// An array with elements of the given range, complex ones with both parts of it.
  package mutating func tensor(
    _ shape: [Int], _ dtype: DType, in range: ClosedRange<Double> = -1...1
  ) -> Tensor {
    let values = (0..<shape.elementCount).map { _ -> ScalarValue in
      dtype.isComplex
        ? .complex(number(in: range), number(in: range)) : .float(number(in: range))
    }
    return Tensor(values, shape: shape, dtype: dtype)
  }
}
