// The operands of samples, as descriptions from which examples are made.

import JAXCore
import JAXLax

/// An operand of a sample: what its elements are, so that several examples of it can be made.
public struct SampleOperand: Sendable {
  /// The operand of the example with the given number.
  let make: @Sendable (_ example: Int) -> Tensor

  /// The operand that a function makes for each example; all must be of one type.
  public init(_ make: @escaping @Sendable (_ example: Int) -> Tensor) { self.make = make }

  /// Different numbers of a range, complex ones with both parts of it.
  ///
  ///     .numbers(-3...3, [2, 3])
  public static func numbers(
    _ range: ClosedRange<Double>, _ shape: [Int], _ dtype: DType = .float64
  ) -> SampleOperand {
    SampleOperand { example in
      // The seed tells operands of different shapes and ranges apart, so that they are not equal.
      let seed = shape.reduce(UInt64(example)) { $0 &* 31 &+ UInt64($1) &+ 7 }
      var generator = SplitMix64(seed: seed ^ range.upperBound.bitPattern)
      return generator.tensor(shape, dtype, in: range)
    }
  }

  /// The given numbers; further examples have them in other orders.
  ///
  ///     .values([0, -0.0, 1], dtype: .float32)
  public static func values(
    _ values: [Double], _ shape: [Int]? = nil, dtype: DType = .float64
  ) -> SampleOperand {
    SampleOperand { example in
      let moved = values.indices.map { ScalarValue.float(values[($0 + example) % values.count]) }
      return Tensor(moved, shape: shape ?? [values.count], dtype: dtype)
    }
  }

  /// The given integers; further examples have them in other orders.
  public static func integers(
    _ values: [Int], _ shape: [Int]? = nil, dtype: DType = .int32
  ) -> SampleOperand {
    SampleOperand { example in
      let moved = values.indices.map {
        ScalarValue.int(Int64(values[($0 + example) % values.count]))
      }
      return Tensor(moved, shape: shape ?? [values.count], dtype: dtype)
    }
  }

  /// The given booleans; further examples have them in other orders.
  public static func booleans(_ values: [Bool], _ shape: [Int]? = nil) -> SampleOperand {
    .integers(values.map { $0 ? 1 : 0 }, shape, dtype: .bool)
  }

  /// Pseudo-random keys.
  public static func keys(_ shape: [Int]) -> SampleOperand {
    SampleOperand { example in
      let seeds = (0..<shape.elementCount).map { ScalarValue.int(Int64(17 * example + $0)) }
      return lax.randomSeed(Tensor(seeds, shape: shape, dtype: .int32))
    }
  }
}
