// The transformations on flat lists of tensors, where they meet: each against values known in closed form.

import Glibc
import JAXLax
import Testing

@testable import JAXTransforms

@Suite struct FlatTransformationTests {
  private let x = Tensor([0.5, -1.25, 2.0], dtype: .float64)

  private func f(_ arguments: [Tensor]) -> [Tensor] {
    [lax.reduceSum(lax.mul(lax.sin(arguments[0]), arguments[0]), axes: [0])]
  }

  private var expectedGradient: [Double] {
    x.scalars(as: Double.self).map { cos($0) * $0 + sin($0) }
  }

  private func expectClose(_ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-12) }
  }

  @Test func evaluates() {
    expectClose(
      f([x])[0].scalars(), [x.scalars(as: Double.self).map { sin($0) * $0 }.reduce(0, +)])
  }

  @Test func differentiatesForward() throws {
    let ones = Tensor([1, 1, 1], dtype: .float64)
    let (_, tangents) = try jvpFlat(f, [x], [ones])
    expectClose(try #require(tangents[0]).scalars(), [expectedGradient.reduce(0, +)])
  }

  @Test func differentiatesInReverse() throws {
    let (_, pullback) = try vjpFlat(f, [x])
    let gradient = try pullback([Tensor([1], shape: [], dtype: .float64)])[0]
    expectClose(try #require(gradient).scalars(), expectedGradient)
  }

  @Test func differentiatesACompiledFunction() throws {
    let (_, pullback) = try vjpFlat({ try jitFlat(f, $0) }, [x])
    let gradient = try pullback([Tensor([1], shape: [], dtype: .float64)])[0]
    expectClose(try #require(gradient).scalars(), expectedGradient)
  }

  @Test func mapsAGradient() throws {
    let batch = Tensor([0.5, -1.25, 2.0, 0.1, 0.2, 0.3], shape: [2, 3], dtype: .float64)
    let gradients = try jitFlat(
      { arguments in
        try vmapFlat(
          { row in
            let (_, pullback) = try vjpFlat(f, row)
            return try pullback([Tensor([1], shape: [], dtype: .float64)]).map { $0 ?? row[0] }
          }, arguments, inAxes: [0])
      }, [batch])
    #expect(gradients[0].shape == [2, 3])
    expectClose(Array(gradients[0].scalars()[..<3]), expectedGradient)
  }
}
