// Derivatives of element-wise primitives at the places where a convention decides them, and errors in full.
//
// The values are those of JAX 0.10.2.

import JAXLax
import Testing

@testable import JAXTransforms

@Suite struct ElementwiseDerivativeTests {
  private func numbers(_ values: [Double]) -> Tensor { Tensor(values, dtype: .float64) }

  private func number(_ value: Double) -> Tensor { Tensor([value], shape: [], dtype: .float64) }

  /// The derivative of each element of a function's result with respect to the same element of one argument.
  private func slope(
    _ arguments: [Tensor], of position: Int = 0, _ function: @escaping ([Tensor]) -> Tensor
  ) throws -> [Double] {
    let (_, tangents) = try jvpFlat(
      { x in
        var all = arguments
        all[position] = x[0]
        return [function(all)]
      }, [arguments[position]], [lax.fullLike(arguments[position], 1)])
    guard let tangent = tangents[0] else {
      return arguments[0].scalars(as: Double.self).map { _ in 0 }
    }
    return tangent.scalars()
  }

  @Test func sharesTheDerivativeOfATie() throws {
    let (x, y) = (numbers([1, 2, 3]), numbers([2, 2, 2]))
    #expect(try slope([x, y]) { lax.max($0[0], $0[1]) } == [0, 0.5, 1])
    #expect(try slope([x, y], of: 1) { lax.max($0[0], $0[1]) } == [1, 0.5, 0])
    #expect(try slope([x, y]) { lax.min($0[0], $0[1]) } == [1, 0.5, 0])
    #expect(try slope([x, y], of: 1) { lax.min($0[0], $0[1]) } == [0, 0.5, 1])
  }

  @Test func clampsWithoutDerivativeAtTies() throws {
    let x = numbers([-2, -1, 0, 1, 2])
    let (low, high) = (numbers([-1, -1, -1, -1, -1]), numbers([1, 1, 1, 1, 1]))
    func clamp(_ x: [Tensor]) -> Tensor { lax.clamp(x[0], x[1], x[2]) }
    #expect(try slope([low, x, high], of: 0, clamp) == [1, 0, 0, 0, 0])
    #expect(try slope([low, x, high], of: 1, clamp) == [0, 0, 1, 0, 0])
    #expect(try slope([low, x, high], of: 2, clamp) == [0, 0, 0, 0, 1])
  }

  @Test func clampsBetweenScalars() throws {
    let x = numbers([-2, 0, 2])
    let slopes = try slope([x]) { lax.clamp(self.number(-1), $0[0], self.number(1)) }
    #expect(slopes == [0, 1, 0])
  }

  @Test func guardsThePowersOfZero() throws {
    let (zero, two) = (numbers([0]), numbers([2]))
    func pow(_ x: [Tensor]) -> Tensor { lax.pow(x[0], x[1]) }
    #expect(try slope([zero, two], of: 0, pow) == [0])
    #expect(try slope([zero, two], of: 1, pow) == [0])
    #expect(try slope([zero, Tensor([0] as [Int32])], of: 0, pow) == [0])
    #expect(try slope([zero]) { lax.integerPow($0[0], 0) } == [0])
    #expect(try slope([zero]) { lax.integerPow($0[0], 1) } == [1])
  }

  @Test func followsJAXAtSingularities() throws {
    let zero = numbers([0])
    #expect(try slope([zero]) { lax.sqrt($0[0]) } == [.infinity])
    #expect(try slope([zero]) { lax.abs($0[0]) } == [1])
    #expect(try slope([zero]) { lax.sign($0[0]) } == [0])
    #expect(try slope([numbers([1])]) { lax.asin($0[0]) } == [.infinity])
    #expect(try slope([zero]) { lax.besselI1e($0[0]) } == [0.5])
  }

  @Test func differentiatesTheRemainder() throws {
    let (x, y) = (numbers([7, -7]), numbers([2, 2]))
    #expect(try slope([x, y]) { lax.rem($0[0], $0[1]) } == [1, 1])
    #expect(try slope([x, y], of: 1) { lax.rem($0[0], $0[1]) } == [-3, 3])
  }

  @Test func stopsGradients() throws {
    let slopes = try slope([numbers([3])]) { lax.mul($0[0], lax.stopGradient($0[0])) }
    #expect(slopes == [3])
  }

  @Test func selectsByAScalar() throws {
    let (x, y) = (numbers([1, 2]), numbers([3, 4]))
    #expect(try slope([x, y]) { lax.select(true, $0[0], $0[1]) } == [1, 1])
    #expect(try slope([x, y], of: 1) { lax.select(true, $0[0], $0[1]) } == [0, 0])
  }

  @Test func computesAsAccuratelyAsAskedFor() throws {
    let x = numbers([0.5])
    let bounded = lax.Accuracy.tolerance(.init(atol: 1e-5, ulps: 10))
    #expect(lax.exp(x, accuracy: bounded).scalars() == lax.exp(x).scalars(as: Double.self))
    let found = try slope([x]) { lax.tanh($0[0], accuracy: .highest) }
    let expected = try slope([x]) { lax.tanh($0[0]) }
    #expect(abs(found[0] - expected[0]) < 1e-15)
  }

  private func text(_ body: () -> Tensor) throws -> String {
    let error = try #require(
      #expect(throws: JAXError.self) { try catchingErrors { _ = body() } })
    return JAXError(
      error.kind, error.operation, found: error.found, expected: error.expected,
      remedy: error.remedy
    ).description
  }

  @Test func saysWhichDTypesAreTaken() throws {
    #expect(
      try text { lax.exp(Tensor([1] as [Int32])) } == """
        exp: the operand has dtype int32.
          expected: a dtype that is floating or complex
          to do: convert it first, as with lax.convertElementType.
        """)
    #expect(
      try text { lax.bitwiseAnd(numbers([1]), numbers([1])) } == """
        bitwiseAnd: the operand has dtype float64.
          expected: a dtype that is integer or boolean
          to do: convert it first, as with lax.convertElementType.
        """)
    #expect(
      try text { lax.sub(numbers([1]), Tensor([1] as [Int32])) } == """
        sub: operands of dtypes float64 and int32.
          expected: operands of one dtype
          to do: convert them first, as jnp's functions and the operators do.
        """)
    #expect(
      try text { lax.integerPow(Tensor([1] as [Int32]), -1) } == """
        integerPow: an operand of dtype int32 and the exponent -1.
          expected: an exponent that is not negative, for integers
          to do: convert the operand to a floating dtype first.
        """)
  }

  @Test func saysWhichShapesFit() throws {
    #expect(
      try text { lax.atan2(numbers([1, 2]), numbers([1, 2, 3])) } == """
        atan2: operands of shapes (2,) and (3,).
          expected: equal shapes, up to axes of size 1
          to do: reshape or broadcast the operands, as jnp's functions and the operators do.
        """)
    #expect(
      try text { lax.bitcastConvertType(numbers([1, 2]), .complex128) } == """
        bitcastConvertType: a conversion of bits from float64 to complex128.
          expected: two integer or floating dtypes
          to do: convert booleans to uint8 first, and complex numbers with lax.real and lax.imag.
        """)
  }

  @Test func refusesDerivativesThatDoNotExist() throws {
    let x = numbers([0.5])
    let error = #expect(throws: JAXError.self) {
      try catchingErrors { try jvpFlat({ [lax.polygamma($0[0], x)] }, [x], [x]) }
    }
    #expect(
      error?.found == "there is no derivative with respect to the order m.")
  }
}
