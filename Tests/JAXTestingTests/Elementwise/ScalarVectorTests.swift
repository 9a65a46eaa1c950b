// The same function of the same number is the same number, whatever the shape that the number stands in.

import Foundation
import JAX
import JAXCore
import Testing

/// Whether all dtypes, shapes and functions are tried, which takes minutes.
private let isThorough = ProcessInfo.processInfo.environment["SWIFT_JAX_SLOW_TESTS"] != nil

/// Functions with programs so long that one dtype must do.
private let long: Set<String> = [
  "igamma", "igammac", "igammaGradA", "randomGammaGrad", "polygamma",
]

/// Functions made of several roundings that are magnified: by the slope of eˣ at -50, for example.
///
/// Which of them the compiler joins to one depends on the loop that it builds.
private let steep: [String: Double] = ["nn.gelu exact": 1024]

@Suite struct ScalarVectorTests {
  private static let numbers: [Double] = [
    0, -0.0, 1, -1, 0.5, 0.1, -2.5, 3.3, 3.7, 5, -5, 20, -30, 0.99, 1e-3, -1e-5, 100, 27.1, 1e4,
    1e30, -1e-30, .infinity, -.infinity, .nan,
  ]
  private static let integers: [Double] = [0, 1, 2, 3, 5, 7, 100, 127, 13, 64, 31, 12]
  private static let dtypes: [DType] =
    isThorough
    ? [.float32, .float64, .float16, .bfloat16, .complex64, .complex128, .int32, .uint8, .int64]
    : [.float32]

  /// 1000 numbers, beginning at one of the table.
  private static func array(_ dtype: DType, from start: Int) -> Tensor {
    func values(_ start: Int) -> [Double] {
      let table = dtype.isInteger ? integers : numbers
      return (0..<1000).map { table[($0 + start) % table.count] }
    }
    guard dtype.isComplex else {
      let signed = values(start).enumerated().map { dtype == .int32 && $0 % 3 == 2 ? -$1 : $1 }
      return jnp.array(signed, dtype: .float64).astype(dtype)
    }
    return lax.complex(
      jnp.array(values(start), dtype: dtype.realPart),
      jnp.array(values(3 * start + 5), dtype: dtype.realPart))
  }

  private func compare(_ functions: [ElementwiseFunction], _ dtype: DType, compiled: Bool) {
    let apply = { @Sendable (x: Tensor, y: Tensor) -> [Tensor] in
      functions.map { $0.apply([x, y]) }
    }
    let results = compiled ? jit(apply) : apply
    let (x, y) = (Self.array(dtype, from: 0), Self.array(dtype, from: 7))
    let expected = results(x, y).map { $0.scalarValues(for: "test") }
    for shape in isThorough ? [[], [1], [3]] : [[]] {
      let size = shape.elementCount
      for start in stride(from: 0, to: compiled ? 24 : 3, by: size) {
        func part(_ x: Tensor) -> Tensor { x[start..<start + size].reshape(shape) }
        for (number, result) in results(part(x), part(y)).enumerated() {
          for (place, found) in result.scalarValues(for: "test").enumerated() {
            let wanted = expected[number][start + place]
            #expect(
              isEqual(found.double, wanted.double, result.dtype, functions[number].name)
                && isEqual(found.imaginary, wanted.imaginary, result.dtype, functions[number].name),
              "\(functions[number].name) of \(dtype), number \(start + place) in shape \(shape): \(found), in a long array \(wanted)"
            )
          }
        }
      }
    }
  }

  /// Whether two numbers are one, or neighbours.
  private func isEqual(_ a: Double, _ b: Double, _ dtype: DType, _ name: String) -> Bool {
    if a == b && a.sign == b.sign || a.isNaN && b.isNaN { return true }
    guard let info = dtype.finfo, a.isFinite, b.isFinite, a.sign == b.sign else { return false }
    return Swift.abs(a - b) <= (steep[name] ?? 1) * 1.001 * info.eps * Swift.abs(b)
  }

  @Test(arguments: dtypes) func compiled(_ dtype: DType) {
    compare(
      ElementwiseFunction.all.filter {
        $0.dtypes.contains(dtype)
          && (isThorough && dtype == .float32 || !long.contains($0.name))
      }, dtype, compiled: true)
  }

  @Test(.enabled(if: isThorough), arguments: [DType.float32, .complex64, .int32])
  func oneByOne(_ dtype: DType) {
    compare(
      ElementwiseFunction.primitives.filter {
        $0.dtypes.contains(dtype) && !long.contains($0.name)
      }, dtype, compiled: false)
  }

  /// Closer than the distance of the numbers themselves.
  @Test func cubeRootsAndErrorFunctionsAreExact() {
    let magnitudes = (0..<2000).map { Foundation.exp(Float($0 - 1000) * 0.085) }
    let x = Tensor(magnitudes + magnitudes.map { -$0 })
    let roots = lax.cbrt(x).scalars(as: Float.self)
    let exact = lax.cbrt(x.astype(.float64))
    let cubes = (exact * exact * exact / x.astype(.float64)).scalars(as: Double.self)
    #expect(cubes.allSatisfy { Swift.abs($0 - 1) < 2e-15 })
    for (root, wanted) in zip(roots, exact.scalars(as: Double.self)) {
      #expect(Swift.abs(Double(root) - wanted) <= Double(Float(wanted).ulp))
    }
    let special: [Float] = [0, -0.0, .infinity, -.infinity]
    let kept = lax.cbrt(Tensor(special)).scalars(as: Float.self).map(\.bitPattern)
    #expect(kept == special.map(\.bitPattern))
    // Numbers below the normal ones.
    let least = lax.cbrt(Tensor([0x1p-141, -0x1p-147] as [Float])).scalars(as: Float.self)
    #expect(least == [0x1p-47, -0x1p-49])
    #expect(Double(lax.cbrt(Tensor([0x1p-1050], dtype: .float64))[0]) == 0x1p-350)
    for place in 0..<200 {
      let x = 3 + Float(place) / 100
      let values = lax.erf(Tensor([x, -x])).scalars(as: Float.self)
      #expect(values[0] <= 1 && values[1] == -values[0])
      #expect(Swift.abs(Double(values[0]) - Foundation.erf(Double(x))) < 3.1e-7)
    }
  }

  @Test func squaresOfLargeComplexNumbersAreInfinite() {
    let x = Tensor([.complex(1e30, -1e30), .complex(2e30, 1e30)], shape: [2], dtype: .complex64)
    for square in [jnp.square(x), jit { jnp.square($0) }(x)] {
      let values = square.scalarValues(for: "test")
      #expect(
        values == [.complex(0, -.infinity), .complex(.infinity, .infinity)])
    }
  }
}
