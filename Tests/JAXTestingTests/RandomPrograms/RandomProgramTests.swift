// The laws of transformations, over programs made at random.
//
// All that is computed for one program is computed by one compiled program, whose results are compared on the host: that
// takes a third of the time that the same steps take one by one.

import Foundation
import JAX
import JAXTesting
import Testing

@testable import JAXCore
@testable import JAXTransforms

/// What a program shows: two ways to compute the same, and how far they may differ.
private struct Law {
  let name: String
  let found: [Tensor]
  let expected: [Tensor]
  /// Whether one side is a difference quotient.
  var isDifference = false
}

private struct RandomProgramCheck {
  private static let step = 6e-6

  let seed: UInt64
  let program: RandomProgram
  let dtype: DType
  let hasSecondOrder: Bool

  init(_ seed: UInt64, _ palette: RandomProgram.Palette) {
    var generator = SplitMix64(seed: seed)
    self.seed = seed
    program = RandomProgram(
      argumentCount: 2, resultCount: 1, isVector: true, palette, &generator)
    dtype = seed.isMultiple(of: 5) ? .float32 : .float64
    hasSecondOrder = seed.isMultiple(of: 4)
  }

  private func function(_ x: [Tensor]) -> [Tensor] { program(x) }

  private func shifted(_ x: [Tensor], _ u: [Tensor], _ step: Double) -> [Tensor] {
    zip(x, u).map { lax.add($0, lax.mul($1, lax.fullLike($0, Tensor(.float(step), dtype: dtype)))) }
  }

  private func filled(_ values: [Tensor?], like others: [Tensor]) -> [Tensor] {
    zip(values, others).map { $0 ?? lax.zeros($1.aval) }
  }

  private func gradient(
    _ f: @escaping ([Tensor]) throws -> [Tensor], _ x: [Tensor], _ v: [Tensor]
  ) throws -> [Tensor] {
    let (_, pullback) = try vjpFlat(f, x)
    return filled(try pullback(v), like: x)
  }

  private func pairing(_ a: [Tensor], _ b: [Tensor]) -> Tensor {
    zip(a, b).reduce(Tensor(.zero, dtype: dtype)) { $0 + jnp.sum($1.0 * $1.1) }
  }

  private func difference(_ high: [Tensor], _ low: [Tensor]) -> [Tensor] {
    zip(high, low).map { ($0 - $1) / Tensor(.float(2 * Self.step), dtype: dtype) }
  }

  /// Both sides of every law, for a point, another point, a direction and a cotangent.
  private func laws(
    _ x: [Tensor], _ other: [Tensor], _ u: [Tensor], _ v: [Tensor]
  ) throws -> [Law] {
    let (outputs, changes) = try jvpFlat(function, x, u)
    let tangents = filled(changes, like: outputs)
    let linearization = try linearizeFlat(function, x, isDifferentiated: x.map { _ in true })
    let linearized = filled(try linearization.pushforward(u), like: v)
    let pulled = filled(try linearization.pullback(v), like: x)
    var laws = [
      Law(name: "linearize = jvp", found: linearized, expected: tangents),
      Law(
        name: "⟨u, Jᵀv⟩ = ⟨Ju, v⟩", found: [pairing(u, pulled)], expected: [pairing(tangents, v)]),
    ]
    let stacked = zip(x, other).map { jnp.stack([$0, $1]) }
    let directions = u.map { jnp.stack([$0, $0]) }
    let axes = x.map { _ in Int?.some(0) }
    func rows(_ a: [Tensor], _ b: [Tensor]) -> [Tensor] { zip(a, b).map { jnp.stack([$0, $1]) } }
    let (values, mappedTangents) = try jvpFlat(
      { try vmapFlat(function, $0, inAxes: axes) }, stacked, directions)
    let both = try vmapFlat(
      { leaves in
        let (values, tangents) = try jvpFlat(
          function, Array(leaves[..<x.count]), Array(leaves[x.count...]))
        return values + filled(tangents, like: values)
      }, stacked + directions, inAxes: axes + axes)
    laws.append(
      Law(name: "vmap = loop", found: values, expected: rows(outputs, function(other))))
    laws.append(
      Law(
        name: "vmap ∘ jvp = jvp ∘ vmap", found: both,
        expected: values + filled(mappedTangents, like: values)))
    let throughJit = try gradient({ try jitFlat(function, $0) }, x, v)
    let inJit = try jitFlat({ try gradient(function, $0, v) }, x)
    laws.append(Law(name: "grad ∘ jit = jit ∘ grad", found: throughJit, expected: inJit))
    laws.append(Law(name: "grad ∘ jit = grad", found: throughJit, expected: pulled))
    guard dtype == .float64 else { return laws }
    laws.append(
      Law(
        name: "jvp = central differences", found: tangents,
        expected: difference(
          function(shifted(x, u, Self.step)), function(shifted(x, u, -Self.step))),
        isDifference: true))
    guard hasSecondOrder else { return laws }
    let (gradients, second) = try jvpFlat({ try gradient(function, $0, v) }, x, u)
    laws.append(
      Law(
        name: "second order = central differences", found: filled(second, like: gradients),
        expected: difference(
          try gradient(function, shifted(x, u, Self.step), v),
          try gradient(function, shifted(x, u, -Self.step), v)),
        isDifference: true))
    let reverse = try gradient({ try gradient(function, $0, v) }, x, u)
    laws.append(
      Law(
        name: "reverse ∘ reverse = forward ∘ reverse", found: reverse,
        expected: filled(second, like: x)))
    return laws
  }

  /// What the program breaks, in words.
  func failures() throws -> [String] {
    var generator = SplitMix64(seed: seed &* 77 &+ 1)
    let arguments = (0..<7).map { _ in generator.tensor([3], dtype) }
    var laws: [Law] = []
    let outputs = try withConfiguration({ $0.compilerFlags = CompilerFlags.quick }) {
      try jitFlat(
        { a in
          laws = try self.laws(Array(a[..<2]), Array(a[2..<4]), Array(a[4..<6]), [a[6]])
          return laws.flatMap { $0.found + $0.expected }
        }, arguments)
    }
    var rest = outputs[...]
    return laws.compactMap { law in
      let found = rest.prefix(law.found.count)
      rest = rest.dropFirst(law.found.count)
      let expected = rest.prefix(law.expected.count)
      rest = rest.dropFirst(law.expected.count)
      return difference(law, Array(found), Array(expected))
    }
  }

  private func difference(_ law: Law, _ found: [Tensor], _ expected: [Tensor]) -> String? {
    let tolerance = law.isDifference ? 1e-6 : dtype == .float64 ? 1e-10 : 1e-3
    for (position, (a, b)) in zip(found, expected).enumerated() {
      guard a.shape == b.shape, a.dtype == b.dtype else {
        return "\(law.name), result \(position): \(a.aval) and \(b.aval)"
      }
      let (a, b) = (a.scalars(as: Double.self), b.scalars(as: Double.self))
      let scale = 1 + (b.map { Swift.abs($0) }.max() ?? 0)
      if !zip(a, b).allSatisfy({ Swift.abs($0 - $1) <= tolerance * scale }) {
        return "\(law.name), result \(position): \(a) and \(b)"
      }
    }
    return nil
  }
}

@Suite struct RandomProgramTests {
  private static let straight = RandomProgram.Palette(
    blocks: [.jit, .sharedJit, .vmap, .checkpoint], depth: 2, stepCount: 2...5)
  private static let controlled = RandomProgram.Palette(
    blocks: RandomStep.Block.allCases, depth: 1, stepCount: 2...3)
  private static let nested = RandomProgram.Palette(
    blocks: RandomStep.Block.allCases, depth: 2, stepCount: 2...3)
  /// How many times as many programs are made as in the quick run.
  private static let factor =
    ProcessInfo.processInfo.environment["JAX_RANDOM_PROGRAMS"].flatMap { Int($0) } ?? 1
  private static let groupCount = 10

  private func check(
    _ group: Int, of count: Int, from first: Int, _ palette: RandomProgram.Palette
  ) {
    for seed in stride(from: group, to: count * Self.factor, by: Self.groupCount) {
      let check = RandomProgramCheck(UInt64(first + seed), palette)
      do {
        for failure in try catchingErrors({ try check.failures() }) {
          Issue.record("program \(first + seed): \(failure)")
        }
      } catch { Issue.record("program \(first + seed): \(error)") }
    }
  }

  @Test(arguments: 0..<groupCount) func straightPrograms(_ group: Int) {
    check(group, of: 250, from: 0, Self.straight)
  }

  @Test(arguments: 0..<groupCount) func programsWithControlFlow(_ group: Int) {
    check(group, of: 180, from: 100_000, Self.controlled)
  }

  @Test(arguments: 0..<groupCount) func programsWithNestedControlFlow(_ group: Int) {
    check(group, of: 70, from: 200_000, Self.nested)
  }
}
