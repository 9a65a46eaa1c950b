// The Threefry-2x32 hash in StableHLO: 20 rounds of add, rotate and xor on pairs of 32-bit words.
//
// Written without a loop, so that XLA fuses all rounds into one pass over the counters.
// Source: J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011);
// jax/_src/random/threefry2x32.py `_threefry2x32_lowering`.

import StableHLO

extension LoweringContext {
  /// The hash of pairs of words under keys; all operands have one shape.
  mutating func threefry(key: (Value, Value), _ counter: (Value, Value)) -> (Value, Value) {
    let shape = counter.0.type.shape
    let rotations: [[UInt64]] = [[13, 15, 26, 6], [17, 29, 16, 24]]
    let parity = word(0x1BD1_1BDA, shape)
    let mixed = elementwise(
      "stablehlo.xor", [elementwise("stablehlo.xor", [key.0, key.1]), parity])
    let schedule = [key.0, key.1, mixed]

    var x = elementwise("stablehlo.add", [counter.0, key.0])
    var y = elementwise("stablehlo.add", [counter.1, key.1])
    for group in 0..<5 {
      for distance in rotations[group % 2] {
        x = elementwise("stablehlo.add", [x, y])
        y = elementwise("stablehlo.xor", [x, rotatedLeft(y, by: distance)])
      }
      let injected = elementwise(
        "stablehlo.add", [schedule[(group + 2) % 3], word(UInt64(group + 1), shape)])
      x = elementwise("stablehlo.add", [x, schedule[(group + 1) % 3]])
      y = elementwise("stablehlo.add", [y, injected])
    }
    return (x, y)
  }

  /// The hash of the 64-bit numbers 0, 1, 2, … in an array of the given shape under each key.
  ///
  /// - Parameters:
  ///   - keys: the words of the keys, of shape (…, 2).
  ///   - shape: the shape of the counters; the results have shape (…) + `shape`.
  mutating func threefry(keys: Value, countersOfShape shape: [Int]) -> (Value, Value) {
    let leading = Array(keys.type.shape.dropLast())
    let full = leading + shape
    let (first, second) = words(of: keys, shape: full)
    let counters = countersOfShape(shape, leading: leading)
    return threefry(key: (first, second), counters)
  }

  /// The two words of keys, each stretched to a shape that begins with the keys' own.
  mutating func words(of keys: Value, shape: [Int]) -> (Value, Value) {
    let leading = Array(keys.type.shape.dropLast())
    let parts = (0..<2).map { position -> Value in
      let part = slice(keys, lastAxis: position..<position + 1)
      let flat = operation(
        "stablehlo.reshape", [part], result: HLO.TensorType(leading, keys.type.element))
      return broadcast(flat, to: shape, dimensions: Array(leading.indices))
    }
    return (parts[0], parts[1])
  }

  /// New keys with the given words, computed once: fused into what uses them, they would be hashed again for each element.
  mutating func newKeys(_ first: Value, _ second: Value) -> Value {
    let keys = pairs(first, second)
    return operation("stablehlo.optimization_barrier", [keys], result: keys.type)
  }

  /// Pairs of words along one more, last axis.
  mutating func pairs(_ first: Value, _ second: Value) -> Value {
    let shape = first.type.shape
    let parts = [first, second].map {
      operation("stablehlo.reshape", [$0], result: $0.type.with(shape: shape + [1]))
    }
    return operation(
      "stablehlo.concatenate", parts, result: first.type.with(shape: shape + [2]),
      attributes: [("dimension", .int(shape.count))])
  }

  /// The high and low words of the numbers 0, 1, 2, … in row-major order, repeated along the leading axes.
  ///
  /// The sum over axes of index times stride, rather than a reshaped row, can be partitioned along any axis.
  mutating func countersOfShape(_ shape: [Int], leading: [Int] = []) -> (Value, Value) {
    let full = leading + shape
    let isWide = shape.elementCount > Int(UInt32.max)
    let type = HLO.TensorType(full, isWide ? .ui64 : .ui32)
    let dtype: DType = isWide ? .uint64 : .uint32
    var low: Value?
    var stride = 1
    for (axis, size) in shape.enumerated().reversed() where size != 1 {
      var index = operation(
        "stablehlo.iota", [], result: type,
        attributes: [("iota_dimension", .int(leading.count + axis))])
      if stride != 1 {
        let factor = constant(.uint(UInt64(stride)), shape: full, dtype)
        index = elementwise("stablehlo.multiply", [index, factor])
      }
      low = low.map { elementwise("stablehlo.add", [$0, index]) } ?? index
      stride *= max(size, 1)
    }
    guard let low else { return (word(0, full), word(0, full)) }
    guard isWide else { return (word(0, full), low) }
    let shift = constant(.uint(32), shape: full, .uint64)
    let high = elementwise("stablehlo.shift_right_logical", [low, shift])
    return (convert(high, to: .ui32), convert(low, to: .ui32))
  }

  /// A constant array of 32-bit words.
  private mutating func word(_ value: UInt64, _ shape: [Int]) -> Value {
    constant(.uint(value), shape: shape, .uint32)
  }

  private mutating func rotatedLeft(_ x: Value, by distance: UInt64) -> Value {
    let left = elementwise("stablehlo.shift_left", [x, word(distance, x.type.shape)])
    let right = elementwise(
      "stablehlo.shift_right_logical", [x, word(32 - distance, x.type.shape)])
    return elementwise("stablehlo.or", [left, right])
  }

  /// Part of an array along its last axis.
  private mutating func slice(_ x: Value, lastAxis range: Range<Int>) -> Value {
    let shape = x.type.shape
    let leading = Array(shape.dropLast())
    return operation(
      "stablehlo.slice", [x], result: x.type.with(shape: leading + [range.count]),
      attributes: [
        ("limit_indices", .ints(leading + [range.upperBound])),
        ("start_indices", .ints(leading.map { _ in 0 } + [range.lowerBound])),
        ("strides", .ints(shape.map { _ in 1 })),
      ])
  }
}
