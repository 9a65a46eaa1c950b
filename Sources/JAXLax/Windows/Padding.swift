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

    /// The padding in front of and behind each axis.
    package func pairs(_ shape: [Int], window: [Int], strides: [Int]) -> [[Int]] {
      switch self {
      case .valid: return shape.map { _ in [0, 0] }
      case .explicit(let pairs): return pairs.map { [$0.low, $0.high] }
      case .same, .sameLower:
        return shape.indices.map { axis in
          let count = (shape[axis] + strides[axis] - 1) / strides[axis]
          let total = Swift.max(0, (count - 1) * strides[axis] + window[axis] - shape[axis])
          let less = total / 2
          return self == .same ? [less, total - less] : [total - less, less]
        }
      }
    }
  }
}
