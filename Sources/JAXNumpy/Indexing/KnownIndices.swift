// The elements of index arrays and masks that are known now, looked at as bytes: there may be millions of them.

import JAXTransforms

extension Tensor {
  /// Positions along an axis of the given size, in a dtype that holds its size.
  init(positions: some Sequence<Int>, along size: Int) {
    self =
      DType.index(upTo: size) == .int32
      ? Tensor(positions.map { Int32(truncatingIfNeeded: $0) })
      : Tensor(positions.map { Int64(truncatingIfNeeded: $0) })
  }

  /// The first index that is not one of an axis of the given size, nil if all are, and whether none counts from the end.
  func range(within size: Int) throws -> (outside: Int?, areFromStart: Bool) {
    func range(of indices: [Int]) -> (outside: Int?, areFromStart: Bool) {
      (indices.first { !(-size..<size).contains($0) }, indices.allSatisfy { $0 >= 0 })
    }
    if let number = literalValue {
      return range(of: [Int(truncatingIfNeeded: number.integerBits)])
    }
    let bytes = try elementBytes(for: "subscript", isGuarded: true)
    func range<Index: FixedWidthInteger>(_ type: Index.Type) -> (outside: Int?, areFromStart: Bool)
    {
      bytes.withUnsafeBytes { bytes in
        let indices = bytes.bindMemory(to: Index.self)
        var (least, greatest) = (Index.max, Index.min)
        for index in indices {
          least = Swift.min(least, index)
          greatest = Swift.max(greatest, index)
        }
        // The bounds are compared as they are: a narrow dtype may not hold them.
        if indices.isEmpty || least >= -size && greatest < size { return (nil, least >= 0) }
        return (indices.first { $0 < -size || $0 >= size }.map { Int(clamping: $0) }, false)
      }
    }
    return switch dtype {
    case .int8: range(Int8.self)
    case .uint8: range(UInt8.self)
    case .int16: range(Int16.self)
    case .uint16: range(UInt16.self)
    case .int32: range(Int32.self)
    case .uint32: range(UInt32.self)
    case .int64: range(Int64.self)
    case .uint64: range(UInt64.self)
    default:
      range(
        of: scalarValues(for: "subscript").map { Int(truncatingIfNeeded: $0.integerBits) })
    }
  }

  /// The positions where a mask is true, one index for each of its axes.
  func positionsOfTrue(for operation: String) throws -> [Tensor] {
    let mask = try elementBytes(for: operation, isGuarded: true)
    return DType.index(upTo: size) == .int32
      ? positions(ofOnesIn: mask, as: Int32.self) : positions(ofOnesIn: mask, as: Int64.self)
  }

  private func positions<Index: FixedWidthInteger & TensorScalar>(
    ofOnesIn mask: [UInt8], as type: Index.Type
  ) -> [Tensor] {
    var rest = Tensor.offsets(ofOnesIn: mask, as: Index.self)
    if ndim == 1 { return [Tensor(rest)] }
    return shape.reversed().map { size in
      let size = Index(truncatingIfNeeded: size)
      return Tensor(
        rest.indices.map { place in
          let (quotient, remainder) = rest[place].quotientAndRemainder(dividingBy: size)
          rest[place] = quotient
          return remainder
        })
    }.reversed()
  }

  /// The places of the bytes that are 1 among bytes that are 0 or 1.
  ///
  /// Eight bytes without a 1 are passed over at once. Of others each place is written, and kept if its byte is 1: that takes
  /// less time than a branch, which the processor cannot foresee.
  private static func offsets<Index: FixedWidthInteger>(
    ofOnesIn bytes: [UInt8], as type: Index.Type
  ) -> [Index] {
    let count = bytes.reduce(0) { $0 &+ Int($1 & 1) }
    return [Index](unsafeUninitializedCapacity: count + 1) { offsets, initialized in
      guard let offsets = offsets.baseAddress else { return }
      bytes.withUnsafeBytes { bytes in
        var found = 0
        func look(at place: Int) {
          (offsets + found).initialize(to: Index(truncatingIfNeeded: place))
          found &+= Int(bytes[place] & 1)
        }
        let wordEnd = bytes.count & ~7
        for start in Swift.stride(from: 0, to: wordEnd, by: 8)
        where bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self) != 0 {
          for place in start..<start + 8 { look(at: place) }
        }
        for place in wordEnd..<bytes.count { look(at: place) }
        initialized = found
      }
    }
  }
}
