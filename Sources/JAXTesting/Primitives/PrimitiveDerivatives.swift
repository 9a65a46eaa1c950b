// The derivatives of a primitive at a sample, all computed by one compiled program, and the laws they must obey.
//
// For f, a direction u and a cotangent v these are Ju by jvp and by linearize, Jᵀv by transposition, and f(x ± h·u).
// For second derivatives the same is done with g(x) = J(x)ᵀv of sin ∘ f, where the sine makes them differ from zero for
// linear operations too; as g is a gradient, its derivative is symmetric, and its transpose must give the same.

import JAXCore
import JAXLax
import JAXTransforms

/// The laws that derivatives of a primitive break at a sample, in words.
func derivativeFailures(_ sample: PrimitiveSample) throws -> [String] {
  try PrimitiveDerivatives(sample).failures()
}

private struct PrimitiveDerivatives {
  private static let step = 6e-6

  let sample: PrimitiveSample
  let point: [Tensor]
  /// The operands that derivatives are taken with respect to.
  let variables: [Int]
  let directions: [Tensor]
  let outputTypes: [ShapedArray]
  /// The results that have derivatives.
  let differentiable: [Int]
  let cotangents: [Tensor]

  init(_ sample: PrimitiveSample) throws {
    self.sample = sample
    point = sample.examples[0]
    let point = point
    variables =
      sample.differentiated ?? point.indices.filter { point[$0].dtype.isInexact }
    var generator = SplitMix64(seed: 11)
    directions = variables.map { generator.tensor(point[$0].shape, point[$0].dtype) }
    let types = try sample.resultTypes(point)
    outputTypes = types
    differentiable = types.indices.filter { types[$0].dtype.isInexact }
    cotangents = differentiable.map { generator.tensor(types[$0].shape, types[$0].dtype) }
  }

  /// The differentiable results as a function of the variables.
  private func values(_ variables: [Tensor], at point: [Tensor]) throws -> [Tensor] {
    var operands = point
    for (position, value) in zip(self.variables, variables) { operands[position] = value }
    let results = try sample.apply(operands)
    return differentiable.map { results[$0] }
  }

  private func shifted(_ x: [Tensor], _ u: [Tensor], _ step: Double) -> [Tensor] {
    zip(x, u).map {
      lax.add($0, lax.mul($1, lax.fullLike($0, Tensor(.float(step), dtype: $0.dtype))))
    }
  }

  private func filled(_ tangents: [Tensor?], like values: [Tensor]) -> [Tensor] {
    zip(tangents, values).map { $0 ?? lax.fullLike($1, 0) }
  }

  /// What is computed at a point, by groups.
  private enum Group: CaseIterable {
    case tangents, linearized, cotangents, high, low
    case secondTangents, secondCotangents, gradientHigh, gradientLow
  }

  private typealias Function = ([Tensor]) throws -> [Tensor]

  /// The cotangents of the variables of sin ∘ f.
  private func gradient(_ f: @escaping Function, _ x: [Tensor], _ v: [Tensor]) throws -> [Tensor] {
    let (_, pullback) = try vjpFlat({ try f($0).map { lax.sin($0) } }, x)
    return filled(try pullback(v), like: x)
  }

  /// Matrices made symmetric, if the sample's are; only then is a second derivative symmetric.
  private func symmetric(_ matrices: [Tensor]) -> [Tensor] {
    guard sample.isSymmetric else { return matrices }
    return matrices.map { matrix in
      let (row, column) = (matrix.ndim - 2, matrix.ndim - 1)
      let swapped = lax.transpose(matrix, permutation: Array(0..<row) + [column, row])
      return lax.mul(lax.add(matrix, swapped), lax.fullLike(matrix, 0.5))
    }
  }

  private func groups(_ point: [Tensor], _ u: [Tensor], _ v: [Tensor]) throws -> [Group: [Tensor]] {
    let u = symmetric(u)
    let x = variables.map { point[$0] }
    let f: Function = { try values($0, at: point) }
    let h = Self.step
    let (outputs, tangents) = try jvpFlat(f, x, u)
    guard sample.checks.contains(.derivatives) else {
      return [
        .tangents: filled(tangents, like: outputs), .high: try f(shifted(x, u, h)),
        .low: try f(shifted(x, u, -h)),
      ]
    }
    let linearization = try linearizeFlat(f, x, isDifferentiated: x.map { _ in true })
    var groups: [Group: [Tensor]] = [
      .tangents: filled(tangents, like: outputs),
      .linearized: filled(try linearization.pushforward(u), like: outputs),
      .cotangents: symmetric(filled(try linearization.pullback(v), like: x)),
      .high: try f(shifted(x, u, h)), .low: try f(shifted(x, u, -h)),
    ]
    if sample.checks.contains(.secondDerivatives) {
      let g: Function = { try gradient(f, $0, v) }
      let (_, second) = try jvpFlat(g, x, u)
      groups[.secondTangents] = symmetric(filled(second, like: x))
      let (_, pullback) = try vjpFlat(g, x)
      groups[.secondCotangents] = symmetric(filled(try pullback(u), like: x))
      groups[.gradientHigh] = symmetric(try g(shifted(x, u, h)))
      groups[.gradientLow] = symmetric(try g(shifted(x, u, -h)))
    }
    return groups
  }

  private func evaluate() throws -> [Group: [Elements]] {
    let (count, directionCount) = (point.count, directions.count)
    var widths: [(Group, Int)] = []
    let outputs = try withConfiguration({ $0.compilerFlags = CompilerFlags.quick }) {
      try jitFlat(
        { leaves in
          let found = try groups(
            Array(leaves[..<count]), Array(leaves[count..<count + directionCount]),
            Array(leaves[(count + directionCount)...]))
          let present = Group.allCases.compactMap { group in found[group].map { (group, $0) } }
          widths = present.map { ($0, $1.count) }
          return present.flatMap(\.1)
        }, point + directions + cotangents)
    }
    var results: [Group: [Elements]] = [:]
    var start = 0
    for (group, width) in widths {
      results[group] = outputs[start..<start + width].map(Elements.init)
      start += width
    }
    return results
  }

  func failures() throws -> [String] {
    if case .undefined = sample.primitive.derivative { return try undefinedFailures() }
    let groups = try evaluate()
    func group(_ name: Group) -> [Elements] { groups[name] ?? [] }
    var failures =
      typeFailures(
        group(.tangents), differentiable.map { outputTypes[$0] }, "the tangent of result")
      + typeFailures(
        group(.cotangents), variables.map { point[$0].aval }, "the cotangent of operand")
    guard failures.isEmpty else { return failures }
    failures += compare(
      group(.tangents), differences(group(.high), group(.low)), "the tangent of result",
      "by central differences")
    guard sample.checks.contains(.derivatives) else { return failures }
    failures += compareExactly(
      group(.linearized), group(.tangents), "the linearized tangent of result", "by jvp")
    failures += pairing(group(.tangents), group(.cotangents))
    guard sample.checks.contains(.secondDerivatives) else { return failures }
    failures += compare(
      group(.secondTangents), differences(group(.gradientHigh), group(.gradientLow)),
      "the second derivative, forward over reverse, for operand", "by central differences")
    failures += compareExactly(
      group(.secondCotangents), group(.secondTangents),
      "the second derivative, reverse over reverse, for operand", "forward over reverse")
    return failures
  }

  /// A primitive without derivative must say so.
  private func undefinedFailures() throws -> [String] {
    do {
      try catchingErrors {
        _ = try jvpFlat({ try values($0, at: point) }, variables.map { point[$0] }, directions)
      }
    } catch let error as JAXError where error.kind == .differentiation { return [] }
    return ["it has no derivative, but jvp does not say so"]
  }

  private func differences(_ high: [Elements], _ low: [Elements]) -> [Elements] {
    zip(high, low).map { $0.minus($1).divided(by: 2 * Self.step) }
  }

  private func typeFailures(
    _ found: [Elements], _ expected: [ShapedArray], _ name: String
  ) -> [String] {
    zip(found, expected).enumerated().compactMap { position, pair in
      let (found, expected) = (pair.0.aval.strong, pair.1.strong)
      return found == expected ? nil : "\(name) \(position) is \(found) instead of \(expected)"
    }
  }

  private func compare(
    _ found: [Elements], _ expected: [Elements], _ name: String, _ origin: String
  ) -> [String] {
    zip(found, expected).enumerated().compactMap { position, pair in
      pair.0.mismatch(
        with: pair.1, acceptsNaN: false, tolerance: { sample.tolerance * (1 + $0.magnitude) }
      ).map { "\(name) \(position) is \($0.found), \(origin) \($0.expected)" }
    }
  }

  private func compareExactly(
    _ found: [Elements], _ expected: [Elements], _ name: String, _ origin: String
  ) -> [String] {
    zip(found, expected).enumerated().compactMap { position, pair in
      let scale = 1 + pair.1.scale
      return pair.0.mismatch(
        with: pair.1, acceptsNaN: false, tolerance: { 1e-10 * ($0.magnitude + scale) }
      ).map { "\(name) \(position) is \($0.found), \(origin) \($0.expected)" }
    }
  }

  private func pairing(_ tangents: [Elements], _ pulled: [Elements]) -> [String] {
    var (forward, backward, scale) = (0.0, 0.0, 1.0)
    for (tangent, cotangent) in zip(tangents, cotangents.map(Elements.init)) {
      forward += tangent.pairing(cotangent)
      scale += tangent.pairingScale(cotangent)
    }
    for (cotangent, direction) in zip(pulled, directions.map(Elements.init)) {
      backward += cotangent.pairing(direction)
      scale += cotangent.pairingScale(direction)
    }
    let isEqual = (forward - backward).magnitude <= 1e-11 * scale
    return isEqual ? [] : ["⟨Ju, v⟩ is \(forward), ⟨u, Jᵀv⟩ \(backward)"]
  }
}
