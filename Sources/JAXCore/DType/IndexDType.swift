// The dtypes of numbers that count steps or number elements: as narrow as JAX's, unless there are too many.

extension DType {
  /// The dtype of whole numbers from 0 up to a limit: `int32`, or `int64` where it is too narrow.
  package static func index(upTo limit: Int) -> DType {
    limit <= Int(Int32.max) ? .int32 : .int64
  }

  /// This integer dtype, or a wider one if it does not hold the limit.
  package func widened(toHold limit: Int) -> DType {
    guard let range = iinfo, range.max < UInt64(Swift.max(limit, 0)) else { return self }
    return .index(upTo: limit)
  }
}
