// Decompositions agree up to signs, and no further.

import ConformanceSupport
import JAXCore
import Testing

@Suite struct ReconstructionTests {
  private func array(_ shape: [Int], _ values: [Double]) -> HostArray {
    HostArray(
      dtype: .float64, shape: shape,
      bytes: values.flatMap { ScalarValue.float($0).bytes(.float64) })
  }

  private func program(_ name: String, _ params: Jaxpr.Params, _ outputs: [[Int]]) -> Jaxpr {
    let avals = ([[2, 2]] + outputs).map { ShapedArray(shape: $0, dtype: .float64) }
    let variables = Array(1..<avals.count)
    let primitive = ForeignPrimitive(name, params: params, outputs: Array(avals.dropFirst()))
    return Jaxpr(
      avals: avals, inputs: [0],
      equations: [Jaxpr.Equation(primitive, inputs: [.variable(0)], outputs: variables)],
      outputs: variables.map(Jaxpr.Atom.variable))
  }

  @Test func eigenvectorsAgreeUpToSign() throws {
    let jaxpr = program("eigh", Jaxpr.Params([("lower", .bool(true))]), [[2, 2], [2]])
    let comparison = try #require(Reconstruction(jaxpr, Comparison()))
    let half = 0.5.squareRoot()
    // The upper triangle is not read.
    let matrix = array([2, 2], [2, 9, 1, 2])
    let expected = [array([2, 2], [half, half, -half, half]), array([2], [1, 3])]
    let flipped = [array([2, 2], [-half, half, half, half]), array([2], [1, 3])]
    let wrong = [array([2, 2], [half, half, half, half]), array([2], [1, 3])]
    let values = [array([2, 2], [half, half, -half, half]), array([2], [1, 4])]
    #expect(comparison.difference(flipped, expected, of: matrix) == nil)
    #expect(comparison.difference(wrong, expected, of: matrix) != nil)
    #expect(comparison.difference(values, expected, of: matrix) != nil)
  }

  @Test func orthogonalFactorsAgreeUpToSign() throws {
    let jaxpr = program("qr", Jaxpr.Params(), [[2, 2], [2, 2]])
    let comparison = try #require(Reconstruction(jaxpr, Comparison()))
    let matrix = array([2, 2], [3, 1, 4, 2])
    let expected = [array([2, 2], [0.6, -0.8, 0.8, 0.6]), array([2, 2], [5, 2.2, 0, 0.4])]
    let flipped = [array([2, 2], [-0.6, -0.8, -0.8, 0.6]), array([2, 2], [-5, -2.2, 0, 0.4])]
    let notUnitary = [array([2, 2], [3, 1, 4, 2]), array([2, 2], [1, 0, 0, 1])]
    #expect(comparison.difference(flipped, expected, of: matrix) == nil)
    #expect(comparison.difference(notUnitary, expected, of: matrix) != nil)
  }

  @Test func eigenvaluesOfGeneralMatricesAgreeInAnyOrder() throws {
    let jaxpr = program(
      "eig",
      Jaxpr.Params([
        ("compute_left_eigenvectors", .bool(false)), ("compute_right_eigenvectors", .bool(true)),
      ]), [[2], [2, 2]])
    let comparison = try #require(Reconstruction(jaxpr, Comparison()))
    let matrix = array([2, 2], [1, 0, 0, 2])
    let expected = [array([2], [1, 2]), array([2, 2], [1, 0, 0, 1])]
    let swapped = [array([2], [2, 1]), array([2, 2], [0, -1, 1, 0])]
    let wrong = [array([2], [1, 1]), array([2, 2], [1, 0, 0, 1])]
    #expect(comparison.difference(swapped, expected, of: matrix) == nil)
    #expect(comparison.difference(wrong, expected, of: matrix) != nil)
  }

  @Test func otherProgramsAreComparedAsTheyAre() {
    #expect(Reconstruction(program("sin", Jaxpr.Params(), [[2, 2]]), Comparison()) == nil)
  }
}
