// A function of leaves under vmap and in a loop: which leaves are mapped, along which axes, over how many examples.

import JAXCore
import JAXLax
import JAXTransforms

/// A function of leaves that is mapped over examples.
struct BatchingCheck {
  /// How many examples there are; the numbers of them that are mapped over.
  static let exampleCount = 3
  static let sizes = [0, 1, exampleCount]

  /// The mapped axis of each leaf, nil for those of which every example has the first's, and the number of examples.
  struct Mapping {
    let axes: [Int?]
    let size: Int
  }

  /// A result that is not the loop's.
  struct Failure {
    let place: String
    let found: String
    let expected: String
  }

  let examples: [[Tensor]]
  let places: [String]
  /// The leaves that are never mapped.
  let shared: [Int]
  let relativeTolerance: Double?
  let function: ([Tensor]) throws -> [Tensor]

  init(
    examples: [[Tensor]], places: [String], shared: [Int] = [], relativeTolerance: Double? = nil,
    _ function: @escaping ([Tensor]) throws -> [Tensor]
  ) {
    self.examples = examples
    self.places = places
    self.shared = shared
    self.relativeTolerance = relativeTolerance
    self.function = function
  }

  /// Every leaf alone at every axis, and all together at the first, at the last, and at different axes.
  var mappings: [Mapping] {
    let leaves = examples[0]
    var axes: [[Int?]] = []
    for (position, leaf) in leaves.enumerated() where !shared.contains(position) {
      for axis in 0...leaf.ndim {
        axes.append(leaves.indices.map { $0 == position ? axis : nil })
      }
    }
    if leaves.count - shared.count > 1 {
      axes.append(leaves.map { _ in 0 })
      axes.append(leaves.map { $0.ndim })
      axes.append(leaves.enumerated().map { $0.isMultiple(of: 2) ? $1.ndim : 0 })
    }
    return axes.flatMap { axes in
      Self.sizes.map { Mapping(axes: sharing(axes), size: $0) }
    }
  }

  /// All leaves together at the first axis.
  var mappingOfAll: Mapping {
    Mapping(axes: sharing(examples[0].map { _ in 0 }), size: Self.exampleCount)
  }

  private func sharing(_ axes: [Int?]) -> [Int?] {
    axes.enumerated().map { shared.contains($0) ? nil : $1 }
  }

  /// The leaves of the examples, side by side along the mapped axes.
  func operands(_ mapping: Mapping) -> [Tensor] {
    mapping.axes.enumerated().map { position, axis in
      guard let axis else { return examples[0][position] }
      return stack(examples.map { $0[position] }, size: mapping.size, axis: axis)
    }
  }

  /// The results of the function mapped over leaves that are side by side.
  func mapped(_ mapping: Mapping, _ operands: [Tensor]) throws -> [Tensor] {
    try vmapFlat(function, operands, inAxes: mapping.axes, axisSize: mapping.size)
  }

  /// The first difference between mapped results and those of a loop.
  func failure(
    _ mappings: [Mapping], _ results: (Mapping) throws -> [Tensor]
  ) throws -> Failure? {
    var loops: [[Bool]: [[Elements]]] = [:]
    for mapping in mappings {
      let isMapped = mapping.axes.map { $0 != nil }
      let loop = try loops[isMapped] ?? self.loop(isMapped)
      loops[isMapped] = loop
      let found = try results(mapping)
      guard found.count == loop[0].count else {
        return Failure(
          place: words(mapping), found: "\(found.count) results",
          expected: "\(loop[0].count) results")
      }
      for (position, result) in found.enumerated() {
        if let failure = compare(result, loop.map { $0[position] }, mapping, position) {
          return failure
        }
      }
    }
    return nil
  }

  /// The results for each example.
  private func loop(_ isMapped: [Bool]) throws -> [[Elements]] {
    try examples.map { example in
      let operands = isMapped.enumerated().map { $1 ? example[$0] : examples[0][$0] }
      return try function(operands).map(Elements.init)
    }
  }

  private func compare(
    _ result: Tensor, _ loop: [Elements], _ mapping: Mapping, _ position: Int
  ) -> Failure? {
    let place = "\(words(mapping)), result \(position)"
    let expected = ShapedArray(
      shape: [mapping.size] + loop[0].aval.shape, dtype: loop[0].aval.dtype)
    guard result.aval.strong == expected else {
      return Failure(place: place, found: "\(result.aval)", expected: "\(expected)")
    }
    let numbers = loop[..<mapping.size].flatMap(\.numbers)
    let rows = Elements(expected, numbers: numbers)
    let epsilon = relativeTolerance ?? expected.dtype.roundingTolerance
    let scale = rows.scale
    guard
      let (found, wanted) = Elements(result).mismatch(
        with: rows, acceptsNaN: true, tolerance: { epsilon * ($0.magnitude + scale) })
    else { return nil }
    return Failure(place: place, found: found, expected: wanted)
  }

  /// What is mapped, in words.
  private func words(_ mapping: Mapping) -> String {
    let parts = zip(places, mapping.axes).compactMap { place, axis in
      axis.map { "axis \($0) of \(place)" }
    }
    return "vmap of \(mapping.size) examples over \(parts.listed)"
  }
}

extension DType {
  /// By how much two ways of computing the same may differ, relative to the numbers computed with.
  var roundingTolerance: Double { realPart.finfo.map { 256 * $0.eps } ?? 0 }
}

extension Tensor {
  /// Another example like this one: elements moved along, and scaled if they are floating.
  func varied(_ number: Int) -> Tensor {
    guard number > 0, !dtype.isKey else { return self }
    let values = scalarValues(for: "checkBatching")
    let scale = 1 - Double(number) / 16
    let moved = values.indices.map { position -> ScalarValue in
      let value = values[(position + number) % values.count]
      return switch value {
      case .float(let x): .float(x * scale)
      case .complex(let x, let y): .complex(x * scale, y * scale)
      case .bool, .int, .uint: value
      }
    }
    return Tensor(moved, shape: shape, dtype: dtype)
  }
}

/// The first of some arrays side by side along a new axis, put together on the host, where nothing is compiled for it.
private func stack(_ examples: [Tensor], size: Int, axis: Int) -> Tensor {
  if examples[0].dtype.isKey {
    return lax.randomWrap(stack(examples.map { lax.randomUnwrap($0) }, size: size, axis: axis))
  }
  var shape = examples[0].shape
  shape.insert(size, at: axis)
  let rowLength = shape[(axis + 1)...].reduce(1, *)
  let rows = examples[..<size].map { $0.scalarValues(for: "checkBatching") }
  let values = (0..<shape[..<axis].reduce(1, *)).flatMap { outer in
    rows.flatMap { $0[outer * rowLength..<(outer + 1) * rowLength] }
  }
  return Tensor(values, shape: shape, dtype: examples[0].dtype)
}
