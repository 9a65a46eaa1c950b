// The rules by which results are compared.

import ConformanceSupport
import JAXCore
import JAXLax
import Testing

@Suite struct ComparisonTests {
  private func array(_ dtype: DType, _ values: [ScalarValue]) -> HostArray {
    HostArray(dtype: dtype, shape: [values.count], bytes: values.flatMap { $0.bytes(dtype) })
  }

  private func floats(_ dtype: DType, _ values: [Double]) -> HostArray {
    array(dtype, values.map(ScalarValue.float))
  }

  @Test func aSumOfProductsLimitsWhatIsComputedFromIt() throws {
    let vector = ShapedArray(shape: [2], dtype: .float32)
    let program = try traceToJaxpr([vector, vector], name: "test") {
      [lax.convertElementType(lax.dot($0[0], $0[1]), .float64)]
    }
    #expect(Comparison(of: program.jaxpr).tolerance(.float64) == 2e-5)
    #expect(Comparison(of: program.jaxpr).tolerance(.float32) == 2e-5)
    #expect(Comparison(of: program.jaxpr).tolerance(.bfloat16) == 2e-2)
    #expect(Comparison(of: program.jaxpr).tolerance(.int32) == nil)
  }

  @Test(
    arguments: [
      (DType.float64, 1e-12), (.complex128, 1e-12), (.float32, 2e-5), (.complex64, 2e-5),
      (.float16, 2e-2), (.bfloat16, 2e-2), (.float8E4M3FN, 1.3e-1), (.float8E5M2, 1.3e-1),
    ])
  func tolerancesAreThoseOfTheFormat(_ dtype: DType, _ tolerance: Double) {
    #expect(Comparison().tolerance(dtype) == tolerance)
    #expect(Comparison(factor: 10).tolerance(dtype) == tolerance * 10)
  }

  @Test func toleranceGrowsWithTheValue() {
    let expected = floats(.float64, [0, 1000])
    #expect(Comparison().difference(floats(.float64, [0.9e-12, 1000]), expected) == nil)
    #expect(Comparison().difference(floats(.float64, [0, 1000 + 0.9e-9]), expected) == nil)
    #expect(
      Comparison().difference(floats(.float64, [0, 1000 + 1.1e-9]), expected)
        == "at [1]: 1000.0000000011 where JAX has 1000.0 (tolerance 1e-12)")
    #expect(
      Comparison(factor: 10).difference(floats(.float64, [0, 1000 + 1.1e-9]), expected) == nil)
  }

  @Test func zerosOfValuesHaveASign() {
    let (plus, minus) = (floats(.float32, [0, 1]), floats(.float32, [-0.0, 1]))
    #expect(
      Comparison().difference(minus, plus)
        == "at [0]: -0.0 where JAX has 0.0 (tolerance 2e-05)")
    #expect(Comparison().difference(plus, minus) != nil)
    #expect(Comparison().difference(floats(.float32, [-1e-9, 1]), plus) == nil)
    // Sums in derivatives are formed in another order.
    #expect(Comparison(factor: 10).difference(minus, plus) == nil)
    let complex = array(.complex64, [.complex(1, 0)])
    #expect(Comparison().difference(array(.complex64, [.complex(1, -0.0)]), complex) != nil)
  }

  @Test func weakTypesAgree() {
    let strong = floats(.float32, [1])
    let weak = strong.weaklyTyped(true)
    #expect(
      Comparison().difference(weak, strong) == "is weakly typed where JAX's is strongly typed")
    #expect(Comparison().difference(weak, weak) == nil)
    #expect(Comparison(factor: 10).difference([strong], [weak], label: "tangent") != nil)
  }

  @Test func integersAgreeExactly() {
    #expect(Comparison().tolerance(.int32) == nil)
    #expect(Comparison().tolerance(.bool) == nil)
    let ours = array(.int64, [.int(9_007_199_254_740_993)])
    let expected = array(.int64, [.int(9_007_199_254_740_992)])
    #expect(
      Comparison().difference(ours, expected)
        == "at [0]: 9007199254740993 where JAX has 9007199254740992")
    #expect(
      Comparison().difference(array(.bool, [.bool(true)]), array(.bool, [.bool(false)])) != nil)
    // The upper bits of a sub-byte integer's byte carry nothing.
    let four = HostArray(dtype: .int4, shape: [1], bytes: [0x0D])
    #expect(Comparison().difference(four, array(.int4, [.int(-3)])) == nil)
  }

  @Test func notANumberEqualsItselfAndInfinitiesTheirSign() {
    let expected = floats(.float32, [.nan, .infinity, -.infinity])
    let otherNaN = HostArray(
      dtype: .float32, shape: [3],
      bytes: [1, 0, 0xC0, 0xFF, 0, 0, 0x80, 0x7F, 0, 0, 0x80, 0xFF])
    #expect(Comparison().difference(otherNaN, expected) == nil)
    #expect(Comparison().difference(floats(.float32, [0, .infinity, -.infinity]), expected) != nil)
    #expect(
      Comparison().difference(floats(.float32, [.nan, -.infinity, -.infinity]), expected)
        == "at [1]: -inf where JAX has inf (tolerance 2e-05)")
    #expect(Comparison().difference(floats(.float32, [.nan, 3e38, -.infinity]), expected) != nil)
    #expect(Comparison().difference(floats(.float32, [.nan]), floats(.float32, [1])) != nil)
  }

  @Test func complexNumbersCompareByDistance() {
    let expected = array(.complex64, [.complex(3, 4), .complex(.nan, 1)])
    let close = array(.complex64, [.complex(3.00005, 4.00005), .complex(.nan, 1)])
    let far = array(.complex64, [.complex(3.0001, 4.0001), .complex(.nan, 1)])
    #expect(Comparison().difference(close, expected) == nil)
    #expect(Comparison().difference(far, expected) != nil)
    #expect(
      Comparison().difference(array(.complex64, [.complex(3, 4), .complex(1, 1)]), expected) != nil)
  }

  @Test func bitsOfSmallFloatsAreDecoded() {
    // 1.0 and 1.0078125 in bfloat16 differ by one unit in the last place, which is within the tolerance.
    let one = HostArray(dtype: .bfloat16, shape: [], bytes: [0x80, 0x3F])
    let next = HostArray(dtype: .bfloat16, shape: [], bytes: [0x81, 0x3F])
    let far = HostArray(dtype: .bfloat16, shape: [], bytes: [0x88, 0x3F])
    #expect(Comparison().difference(next, one) == nil)
    #expect(
      Comparison().difference(far, one) == "at []: 1.0625 where JAX has 1.0 (tolerance 0.02)")
  }

  @Test func shapesDtypesAndCountsAgree() {
    let a = floats(.float32, [1, 2])
    #expect(
      Comparison().difference(a, floats(.float64, [1, 2]))
        == "is float32[2] where JAX has float64[2]")
    #expect(
      Comparison().difference(a, HostArray(dtype: .float32, shape: [1, 2], bytes: a.bytes)) != nil)
    #expect(Comparison().difference([a], [a, a]) == "1 outputs where JAX has 2")
    #expect(
      Comparison().difference([a, a], [a, floats(.float32, [1, 3])])
        == "output 1 at [1]: 2.0 where JAX has 3.0 (tolerance 2e-05)")
  }
}
