// How an array is padded before a window slides over it.
//
// Source: jax/_src/lax/lax.py `padtype_to_pads`.

extension lax {
  /// How an array is padded before a window slides over it.
  public enum Padding: Hashable, Sendable {
    /// No padding: windows lie wholly inside.
    case valid
    /// As many windows as the array has elements, divided by the stride; odd padding goes behind.
    case same
    /// As `same`, but odd padding goes in front.
    case sameLower
    /// The given padding in front and behind, for each axis.
    case explicit([Pair])

    /// The padding in front of and behind one axis.
    public struct Pair: Hashable, Sendable {
      /// The padding in front.
      public let low: Int
      /// The padding behind.
      public let high: Int

      /// The given padding in front and behind.
      public init(_ low: Int, _ high: Int) {
        self.low = low
        self.high = high
      }
    }

    /// The padding in front of and behind each axis of an array, for windows whose elements are set apart by a distance.
    package func pairs(
      _ shape: [Int], baseDilation: [Int]? = nil, window: [Int], windowDilation: [Int],
      strides: [Int], _ operation: String
    ) throws -> [[Int]] {
      switch self {
      case .valid: return shape.map { _ in [0, 0] }
      case .explicit(let pairs): return pairs.map { [$0.low, $0.high] }
      case .same, .sameLower:
        let counts = [window.count, windowDilation.count, strides.count]
        guard counts.allSatisfy({ $0 == shape.count }), strides.allSatisfy({ $0 > 0 }) else {
          throw JAXError(
            .argument, operation,
            found: "a window of size \(window.tupleDescription), window dilation "
              + "\(windowDilation.tupleDescription) and strides \(strides.tupleDescription) for axes "
              + "of sizes \(shape.tupleDescription).",
            expected: "a positive number of each for each axis")
        }
        return try shape.indices.map { axis in
          let size = try CheckedSize(dilating: shape[axis], baseDilation?[axis] ?? 1).value(
            for: operation)
          // The last window begins at the last multiple of the stride that is inside.
          let last = CheckedSize(size == 0 ? -strides[axis] : size - 1 - (size - 1) % strides[axis])
          let total = Swift.max(
            0,
            try
              (last + CheckedSize(dilating: window[axis], windowDilation[axis])
              - CheckedSize(size)).value(for: operation))
          let less = total / 2
          return self == .same ? [less, total - less] : [total - less, less]
        }
      }
    }
  }
}

extension lax.Padding: ExpressibleByStringLiteral {
  /// JAX's name: `"VALID"`, `"SAME"` or `"SAME_LOWER"`.
  public init(stringLiteral name: String) {
    switch name.uppercased() {
    case "VALID": self = .valid
    case "SAME": self = .same
    case "SAME_LOWER": self = .sameLower
    default:
      raise(
        JAXError(
          .argument, "padding", found: "padding \"\(name)\".",
          expected: "\"VALID\", \"SAME\", \"SAME_LOWER\", or a pair for each axis"))
      self = .valid
    }
  }
}

extension lax.Padding: ExpressibleByArrayLiteral {
  /// The padding in front of and behind each axis, as in `[(0, 1), (2, 2)]`.
  public init(arrayLiteral pairs: (Int, Int)...) {
    self = .explicit(pairs.map { Pair($0.0, $0.1) })
  }
}
