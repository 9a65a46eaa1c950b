// Long sums: their error grows with the logarithm of the number of terms, and they are as exact as JAX's.
//
// JAX's errors on the same data: Golden/exact_sums.py. Extents of 10⁸ are tried with SWIFT_JAX_SLOW_TESTS=1.

import Foundation
import JAX
import JAXCore
import Testing

/// Numbers to add, the same as in Golden/exact_sums.py.
private enum Terms: String, CaseIterable {
  case tenths, uniform, signed, cancelling

  func make(_ count: Int) -> Tensor {
    let uniform = random.uniform(random.key(0), [count])
    switch self {
    case .tenths: return jnp.full([count], 0.1, dtype: .float32)
    case .uniform: return uniform
    case .signed: return 2 * uniform - 1
    case .cancelling:
      return (uniform + 1000) * (1 - 2 * (jnp.arange(count) % 2)).astype(.float32)
    }
  }
}

private typealias Program = @Sendable (Tensor) -> Tensor

private func ones(_ shape: [Int], like x: Tensor) -> Tensor { jnp.ones(shape, dtype: x.dtype) }

/// The sums over windows of an array, without padding.
private func windowSums(_ x: Tensor, _ size: [Int], strides: [Int]) -> Tensor {
  lax.reduceWindow(
    x, Tensor(.zero, dtype: x.dtype), windowDimensions: size, windowStrides: strides
  ) { lax.add($0, $1) }
}

private let programs: [(name: String, program: Program)] = [
  ("sum", { jnp.sum($0) }),
  ("sum of squares", { jnp.sum($0 * $0) }),
  ("one column", { jnp.sum($0.reshape([-1, 1]), axis: [0]) }),
  ("columns", { jnp.sum($0.reshape([-1, 8]), axis: [0]) }),
  ("wide columns", { jnp.sum($0.reshape([-1, 50]), axis: [0]) }),
  ("rows", { jnp.sum($0.reshape([8, -1]), axis: [1]) }),
  ("outer axes", { jnp.sum($0.reshape([100, -1, 100]), axis: [0, 1]) }),
  ("middle axis", { jnp.sum($0.reshape([10, -1, 10]), axis: [1]) }),
  ("first and last axis", { jnp.sum($0.reshape([-1, 10, 50]), axis: [0, 2]) }),
  ("dot", { jnp.dot($0, ones($0.shape, like: $0)) }),
  (
    "whole product",
    { jnp.einsum("ij,ij->", $0.reshape([8, -1]), ones([8, $0.size / 8], like: $0)) }
  ),
  (
    "products of rows",
    { jnp.einsum("bi,bi->b", $0.reshape([8, -1]), ones([8, $0.size / 8], like: $0)) }
  ),
  ("matrix times vector", { jnp.matmul($0.reshape([4, -1]), ones([$0.size / 4], like: $0)) }),
  (
    "transposed matrix times vector",
    { jnp.matmul(jnp.transpose($0.reshape([-1, 4])), ones([$0.size / 4], like: $0)) }
  ),
  ("vector times matrix", { jnp.matmul(ones([$0.size / 8], like: $0), $0.reshape([-1, 8])) }),
  ("thin product", { jnp.matmul($0.reshape([2, -1]), ones([$0.size / 2, 2], like: $0)) }),
  ("windows", { windowSums($0, [$0.size / 10], strides: [$0.size / 20]) }),
  ("pools", { windowSums($0.reshape([100, -1]), [50, 100], strides: [50, 100]) }),
  (
    "one cell",
    { jnp.zeros([1], dtype: $0.dtype).at[jnp.zeros([$0.size], dtype: .int32)].add($0) }
  ),
  ("ten cells", { jnp.zeros([10], dtype: $0.dtype).at[jnp.arange($0.size) % 10].add($0) }),
]

/// The largest difference of a result from one in float64, relative to the sum of magnitudes.
private func error(_ result: Tensor, of program: Program, _ x: Tensor) -> Double {
  let exact = program(x.astype(.float64))
  let magnitude = program(jnp.abs(x).astype(.float64))
  return jnp.max(jnp.abs(result.astype(.float64) - exact) / magnitude).item(as: Double.self)
}

@Suite struct ExactSumTests {
  /// JAX's errors, by program, terms and number of terms.
  private static func errorsOfJAX() throws -> [String: Double] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/exact_sums.tsv")
    var errors: [String: Double] = [:]
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    where !line.hasPrefix("#") {
      let fields = line.split(separator: "\t")
      errors[fields[..<3].joined(separator: "\t")] = Double(fields[3])
    }
    return errors
  }

  @Test(arguments: programs.map(\.name)) func isAsExactAsJAX(_ name: String) throws {
    let program = try #require(programs.first { $0.name == name }?.program)
    let errors = try Self.errorsOfJAX()
    let compiled = jit(program)
    for terms in Terms.allCases {
      for count in [100_000, 1_000_000] {
        let x = terms.make(count)
        let known = try #require(errors["\(name)\t\(terms)\t\(count)"])
        var bound = 2e-7 * Foundation.log2(Double(count))
        if known < 1e-6 { bound = 1e-6 }
        // Few updates for each of ten cells leave some in a row.
        if name == "ten cells" { bound = max(bound, known / 4) }
        #expect(error(compiled(x), of: compiled, x) <= bound, "\(terms) \(count)")
      }
    }
    // Run as single operations.
    let x = Terms.uniform.make(100_000)
    #expect(error(program(x), of: compiled, x) <= 1e-6)
  }

  @Test(arguments: [
    1, 2, 3, 31, 32, 33, 64, 127, 257, 1000, 1024, 1025, 2047, 4099, 16_385, 65_537, 100_003,
    2_000_003,
  ]) func everyExtentIsExact(_ count: Int) {
    let bound = 2e-7 * max(1, Foundation.log2(Double(count)))
    for terms in Terms.allCases {
      let x = terms.make(count)
      let column = { @Sendable (x: Tensor) -> Tensor in jnp.sum(x.reshape([-1, 1]), axis: [0]) }
      let dot = { @Sendable (x: Tensor) -> Tensor in jnp.dot(x, ones(x.shape, like: x)) }
      let pairs = { @Sendable (x: Tensor) -> Tensor in
        jnp.sum(jnp.stack([x, 2 * x], axis: 1), axis: [0])
      }
      for program: Program in [{ jnp.sum($0) }, column, dot, pairs] {
        #expect(error(program(x), of: program, x) <= bound, "\(terms)")
      }
    }
  }

  /// Prints the table in Documentation/HowExactAreSums.md.
  @Test(.enabled(if: isSlow)) func table() throws {
    let errors = try Self.errorsOfJAX()
    let text = { (error: Double) in String(format: "%.0e", error) }
    for (name, program) in programs {
      var line = "| \(name) |"
      for terms in [Terms.tenths, .uniform] {
        let x = terms.make(1_000_000)
        let ours = error(program(x), of: program, x)
        jax.clearCaches()
        let onePass = jax.portableLowerings { error(program(x), of: program, x) }
        jax.clearCaches()
        let known = errors["\(name)\t\(terms)\t1000000"] ?? .nan
        line += " \(text(ours)) | \(text(onePass)) | \(text(known)) |"
      }
      print(line)
    }
  }

  private static let isSlow = ProcessInfo.processInfo.environment["SWIFT_JAX_SLOW_TESTS"] != nil

  @Test(.enabled(if: isSlow), arguments: [10_000_000, 100_000_000])
  func manyMillions(_ count: Int) {
    let bound = 2e-7 * Foundation.log2(Double(count))
    for terms in Terms.allCases {
      let x = terms.make(count)
      for program: Program in [{ jnp.sum($0) }, { jnp.dot($0, ones($0.shape, like: $0)) }] {
        #expect(error(program(x), of: program, x) <= bound, "\(terms)")
      }
    }
  }

  @Test(arguments: [DType.float16, .bfloat16, .float64, .complex64, .complex128])
  func everyDTypeIsExact(_ dtype: DType) {
    let real = Terms.uniform.make(200_000).astype(dtype.isComplex ? .float32 : dtype)
    let x = dtype.isComplex ? lax.complex(real, 1 - real).astype(dtype) : real
    let wide = x.astype(dtype.isComplex ? .complex128 : .float64)
    let precision = dtype.realPart.finfo?.eps ?? 1
    for program: Program in [
      { lax.reduceSum($0, axes: [0]) }, { lax.reduceSum($0.reshape([-1, 20]), axes: [0]) },
      { lax.dot($0, ones($0.shape, like: $0)) },
    ] {
      let exact = program(wide)
      let sum = program(x).astype(wide.dtype)
      let error = jnp.max(jnp.abs(sum - exact) / jnp.abs(exact)).item(as: Double.self)
      // A sum beyond the greatest float16 is infinite, as it has to be.
      let isFinite = jnp.all(jnp.isfinite(exact.astype(dtype))).item(as: Bool.self)
      if isFinite { #expect(error <= 4 * precision, "\(dtype)") }
    }
    // Scaled down, the sum of float16 is finite too.
    let small = x * Tensor(.float(0.125), dtype: dtype)
    let exact = jnp.sum(small.astype(wide.dtype))
    let sum = lax.reduceSum(small, axes: [0]).astype(wide.dtype)
    #expect((jnp.abs(sum - exact) / jnp.abs(exact)).item(as: Double.self) <= 4 * precision)
  }

  @Test func longProductsRoundAtRandom() {
    // Factors near 1, so that the product stays finite; a hundred thousand roundings, each of either sign.
    let x = 1 + 1e-3 * Terms.signed.make(100_000)
    let exact = jnp.prod(x.astype(.float64)).item(as: Double.self)
    #expect(abs(jnp.prod(x).item(as: Double.self) / exact - 1) < 1e-4)
    #expect(jnp.prod(Tensor(0.0) * x).item(as: Float.self) == 0)
  }

  @Test func specialValuesStay() {
    let x = Terms.uniform.make(100_000)
    #expect(jnp.sum(x.at[77].set(Tensor(Float.nan))).item(as: Float.self).isNaN)
    #expect(jnp.sum(x.at[77].set(Tensor(Float.infinity))).item(as: Float.self) == .infinity)
    let both = x.at[77].set(Tensor(Float.infinity)).at[99_999].set(Tensor(-Float.infinity))
    #expect(jnp.sum(both).item(as: Float.self).isNaN)
    let infinite = x.at[99_998].set(Tensor(Float.infinity))
    #expect(jnp.dot(infinite, ones([100_000], like: x)).item(as: Float.self) == .infinity)
    #expect(jnp.max(x.at[5].set(Tensor(Float.nan))).item(as: Float.self).isNaN)
    #expect(jnp.sum(jnp.zeros([0, 5000]), axis: [1]).shape == [0])
    #expect(jnp.sum(jnp.zeros([5000, 0]), axis: [0]).shape == [0])
    #expect(jnp.sum(jnp.ones([1, 5000, 1, 1]), axis: [0, 1, 3]).item(as: Float.self) == 5000)
  }

  @Test func integersAndOrdersAreExact() {
    let x = jnp.arange(100_003, dtype: .int32)
    #expect(jnp.sum(x).item(as: Int32.self) == Int32(truncatingIfNeeded: 100_003 * 100_002 / 2))
    let table = jnp.arange(40_000, dtype: .int32).reshape([2000, 20])
    #expect(jnp.max(table, axis: [0])[3].item(as: Int.self) == 39_983)
    #expect(jnp.min(table, axis: [0])[3].item(as: Int.self) == 3)
    #expect(jnp.sum(table, axis: [0])[0].item(as: Int.self) == 20 * 2000 * 1999 / 2)
    #expect(jnp.any(table .> 39_998, axis: [0])[19].item(as: Bool.self))
    #expect(!jnp.any(table .> 39_998, axis: [0])[18].item(as: Bool.self))
    #expect(jnp.all(table .>= 0, axis: [0])[0].item(as: Bool.self))
    let complex = lax.complex(table.astype(.float32), -table.astype(.float32))
    #expect(lax.real(jnp.max(complex, axis: [0]))[3].item(as: Float.self) == 39_983)
  }

  @Test func derivativesAreExact() {
    let x = Terms.tenths.make(1_000_000)
    let total = jnp.sum(x.astype(.float64)).item(as: Double.self)
    // The cotangent of a number that was broadcast is a sum, that of a column of numbers as many.
    let scale = grad { w in jnp.sum(w * x) }(2.0)
    #expect(abs(scale.item(as: Double.self) / total - 1) < 1e-6)
    let bias = grad { (b: Tensor) in jnp.sum((b + jnp.zeros([125_000, 8])) * x.reshape([-1, 8])) }(
      jnp.zeros([8]))
    #expect(jnp.max(jnp.abs(bias * 8 / Tensor(total) - 1)).item(as: Double.self) < 1e-6)
    let product = grad { (w: Tensor) in jnp.dot(w * x, ones([1_000_000], like: x)) }(2.0)
    #expect(abs(product.item(as: Double.self) / total - 1) < 1e-6)
    let (_, tangent) = jvp({ w in jnp.sum(w * x) }, 2.0, 1.0)
    #expect(abs(tangent.item(as: Double.self) / total - 1) < 1e-6)
    let gradient = jit(grad { (x: Tensor) in jnp.mean(x * x) })(x)
    #expect(abs(jnp.sum(gradient).item(as: Double.self) / (2 * total / 1e6) - 1) < 1e-6)
  }

  @Test func transformedSumsAreExact() {
    let x = Terms.tenths.make(1_000_000)
    let total = jnp.sum(x.astype(.float64)).item(as: Double.self)
    let rows = vmap { (row: Tensor) in jnp.sum(row) }(x.reshape([4, -1]))
    #expect(jnp.max(jnp.abs(rows * 4 / Tensor(total) - 1)).item(as: Double.self) < 1e-6)
    let products = vmap { (row: Tensor) in jnp.dot(row, ones([250_000], like: row)) }(
      x.reshape([4, -1]))
    #expect(jnp.max(jnp.abs(products * 4 / Tensor(total) - 1)).item(as: Double.self) < 1e-6)
    let cells = vmap { (row: Tensor) in
      jnp.zeros([1]).at[jnp.zeros([250_000], dtype: .int32)].add(row)
    }(x.reshape([4, -1]))
    #expect(jnp.max(jnp.abs(cells * 4 / Tensor(total) - 1)).item(as: Double.self) < 4e-6)
    let looped = jit { (x: Tensor) in
      lax.foriLoop(0, 3, { _, s in s + jnp.sum(x * (1 + 0 * s)) }, 0.0)
    }(x)
    #expect(abs(looped.item(as: Double.self) / (3 * total) - 1) < 1e-6)
    let fromOne = lax.reduce(x, 1, dimensions: [0]) { lax.add($0, $1) }
    #expect(abs(fromOne.item(as: Double.self) / (total + 1) - 1) < 1e-6)
  }

  @Test func portableLoweringsAreOfOnePass() throws {
    let x = Terms.uniform.make(100_000)
    let count = { (text: String) in text.components(separatedBy: "\"stablehlo.reduce\"").count - 1 }
    let f: Program = { lax.reduceSum($0, axes: [0]) }
    #expect(try count(lower(f)(x).text) == 3)
    #expect(try count(jax.portableLowerings { try lower(f)(x).text }) == 1)
    // A small sum is the same everywhere.
    let small = Terms.uniform.make(1000)
    #expect(try lower(f)(small).text == jax.portableLowerings { try lower(f)(small).text })
    jax.clearCaches()
    let plain = jax.portableLowerings { f(x) }.item(as: Double.self)
    jax.clearCaches()
    #expect(abs(plain / f(x).item(as: Double.self) - 1) < 1e-4)
  }
}
