// Every sampler against JAX's values, bit for bit where only integers and exact operations are involved.

import JAXNumpy
import Testing

@Suite struct SamplerTests {
  private static let key = random.key(7)
  private static let logits = lax.div(
    lax.reshape(lax.convertElementType(lax.iota(.int32, 12), .float32), [3, 4]),
    Tensor(.int(3), dtype: .float32))

  private static func mapped(
    _ keys: Tensor, _ function: @escaping (Tensor) -> Tensor
  ) throws -> Tensor {
    try vmapFlat({ [function($0[0])] }, [keys], inAxes: [0])[0]
  }

  @Test func keysAndBits() throws {
    let key = Self.key
    try check(
      [
        "key 0": random.keyData(random.key(0)),
        "key -1": random.keyData(random.key(-1)),
        "key uint8": random.keyData(random.key(scalar(200, .uint8))),
        "key int8": random.keyData(random.key(scalar(-3, .int8))),
        "key int16": random.keyData(random.key(scalar(-300, .int16))),
        "key uint32": random.keyData(random.key(scalar(4_000_000_000, .uint32))),
        "key int64 x64": random.keyData(random.key(-12_345_678_901_234)),
        "key uint64 x64": random.keyData(
          random.key(Tensor(.uint(1 << 63 + 5), dtype: .uint64))),
        "split": random.keyData(random.split(key)),
        "split 5": random.keyData(random.split(key, 5)),
        "split 2x3": random.keyData(random.split(key, [2, 3])),
        "foldIn": random.keyData(random.foldIn(key, 123456)),
        "foldIn large": random.keyData(random.foldIn(key, 4_000_000_000)),
        "bits": random.bits(key, [3, 5]),
        "bits scalar": random.bits(key),
        "bits uint8": random.bits(key, [9], dtype: .uint8),
        "bits uint16": random.bits(key, [9], dtype: .uint16),
        "bits uint64 x64": random.bits(key, [2, 2, 2], dtype: .uint64),
        "bits vmap": try Self.mapped(random.split(key, 4)) { random.bits($0, [2, 3]) },
        "split vmap": random.keyData(
          try Self.mapped(random.split(key, 3)) { random.split($0, 2) }),
        "foldIn vmap": random.keyData(
          try Self.mapped(lax.iota(.int32, 4)) { random.foldIn(Self.key, $0) }),
      ])
  }

  @Test func uniform() throws {
    let key = Self.key
    let high = lax.reshape(Tensor([3, 4, 5, 6] as [Float]), [4, 1])
    try check(
      [
        "uniform": random.uniform(key, [2, 7]),
        "uniform float16": random.uniform(key, [8], dtype: .float16),
        "uniform bfloat16": random.uniform(key, [8], dtype: .bfloat16),
        "uniform float64 x64": random.uniform(key, [8], dtype: .float64),
        "uniform float8_e4m3fn": random.uniform(key, [16], dtype: .float8E4M3FN),
        "uniform float8_e5m2": random.uniform(key, [16], dtype: .float8E5M2),
        "uniform range": random.uniform(key, [2, 7], minval: -3.5, maxval: 2.25),
        "uniform array": random.uniform(key, [4, 3], minval: [0.0, 1, 2], maxval: high),
      ])
  }

  @Test func normal() throws {
    let key = Self.key
    let complex = random.normal(key, [9], dtype: .complex64)
    let parts = lax.concatenate(
      [lax.expandDims(lax.real(complex), [1]), lax.expandDims(lax.imag(complex), [1])],
      dimension: 1)
    try check(
      [
        "normal": random.normal(key, [50]),
        "normal 2x2": random.normal(random.key(0), [2, 2]),
        "normal float16": random.normal(key, [8], dtype: .float16),
        "normal bfloat16": random.normal(key, [8], dtype: .bfloat16),
        "normal float64 x64": random.normal(key, [20], dtype: .float64),
        "normal complex64": lax.reshape(parts, [18]),
        "normal raw key": random.normal(random.PRNGKey(3), [4]),
        "normal vmap": try Self.mapped(random.split(key, 3)) { random.normal($0, [3]) },
        "truncatedNormal": random.truncatedNormal(key, lower: -2, upper: 2, shape: [20]),
        "truncatedNormal array": random.truncatedNormal(
          key, lower: [-1.0, 0, 1], upper: [0.0, 0.5, 2], shape: [4, 3]),
        "lognormal": random.lognormal(key, sigma: 0.5, shape: [9]),
        "maxwell": random.maxwell(key, [9]),
        "wald": random.wald(key, mean: [1.0, 2, 3]),
      ], ulps: 1)
  }

  @Test func continuous() throws {
    let key = Self.key
    let parameters: Tensor = [1.0, 2, 3]
    try check(
      [
        "exponential": random.exponential(key, [20]),
        "exponential float64 x64": random.exponential(key, [20], dtype: .float64),
        "laplace": random.laplace(key, [20]),
        "cauchy": random.cauchy(key, [20]),
        "logistic": random.logistic(key, [20]),
        "pareto": random.pareto(key, b: parameters),
        "rayleigh": random.rayleigh(key, scale: parameters),
        "weibullMin": random.weibullMin(key, scale: 2.0, concentration: 1.5, shape: [9]),
        "triangular": random.triangular(key, left: -1.0, mode: 0.5, right: 2.0, shape: [9]),
        "gumbel": random.gumbel(key, [20]),
        "gumbel high": random.gumbel(key, [20], mode: .high),
        "gumbel highest": random.gumbel(key, [20], mode: .highest),
        "gumbel float16": random.gumbel(key, [8], dtype: .float16),
      ], ulps: 1)
  }

  @Test func gamma() throws {
    let key = Self.key
    let three: Tensor = [0.3, 1.0, 2.5]
    func slope(_ function: @escaping @Sendable (Tensor) -> Tensor) -> Tensor {
      vmap(grad(function))(three)
    }
    try check(
      [
        "gamma": random.gamma(key, [0.1, 0.7, 1.0, 2.5, 40.0]),
        "gamma shape": random.gamma(key, [0.5, 2.0, 9.0], shape: [4, 3]),
        "gamma grad": slope { random.gamma(Self.key, $0) },
        "gamma vmap": vmap { (key: Tensor, a: Tensor) in random.gamma(key, a) }(
          random.split(key, 3), [0.5, 1.0, 4.0]),
        "loggamma": random.loggamma(key, [0.001, 0.1, 1.0, 2.5]),
        "loggamma grad": slope { random.loggamma(Self.key, $0) },
        "beta": random.beta(key, [0.5, 2.0], [3.0, 0.7]),
        "dirichlet": random.dirichlet(key, [0.5, 2.0, 1.0], shape: [2]),
        "chisquare": random.chisquare(key, [1.0, 4.0]),
        "t": random.t(key, [1.0, 4.0]),
        "f": random.f(key, [1.0, 4.0], [3.0, 2.0]),
        "generalizedNormal": random.generalizedNormal(key, p: 1.5, shape: [4]),
        "ball": random.ball(key, 3, shape: [2]),
      ], ulps: 4)
  }

  @Test func keysAreIndexedAsOtherArrays() {
    let keys = random.split(Self.key, 3)
    let words = random.keyData(keys).scalars(as: UInt32.self)
    #expect(random.keyData(keys[1]).scalars(as: UInt32.self) == Array(words[2..<4]))
    #expect(random.keyData(keys[1...]).scalars(as: UInt32.self) == Array(words[2...]))
    #expect(random.keyData(Array(keys)[2]).scalars(as: UInt32.self) == Array(words[4...]))
  }

  @Test func discrete() throws {
    let key = Self.key
    try check(
      [
        "bernoulli": random.bernoulli(key, shape: [20]),
        "bernoulli p": random.bernoulli(key, [0.1, 0.5, 0.9], shape: [4, 3]),
        "bernoulli high": random.bernoulli(key, 0.3, shape: [20], mode: .high),
        "rademacher": random.rademacher(key, [9]),
        "rademacher float32": random.rademacher(key, [9], dtype: .float32),
        "geometric": random.geometric(key, p: 0.2, shape: [20]),
        "categorical": random.categorical(key, Self.logits),
        "categorical axis": random.categorical(key, Self.logits, axis: 0),
        "categorical shape": random.categorical(key, Self.logits, shape: [5, 3]),
        "categorical without": random.categorical(
          key, Self.logits, shape: [2, 3], replace: false),
      ])
  }

  @Test func orders() throws {
    let key = Self.key
    let rows = lax.reshape(lax.iota(.int32, 12), [4, 3])
    let columns = lax.reshape(lax.iota(.int32, 12), [3, 4])
    try check(
      [
        "permutation 10": random.permutation(key, 10),
        "permutation 2000": lax.sliceInDim(random.permutation(key, 2000), 0, 20),
        "permutation rows": random.permutation(key, rows),
        "permutation axis": random.permutation(key, columns, axis: 1),
        "permutation independent": random.permutation(key, columns, axis: 1, independent: true),
        "permutation vector": random.permutation(key, [1.5, 2.5, 3.5, 4.5]),
      ])
  }

  @Test func choices() throws {
    let key = Self.key
    let rows = lax.reshape(lax.iota(.int32, 12), [4, 3])
    let columns = lax.reshape(lax.iota(.int32, 12), [3, 4])
    let p: Tensor = [0.1, 0.2, 0.3, 0.4]
    try check(
      [
        "choice": random.choice(key, 10, shape: [5]),
        "choice without": random.choice(key, 10, shape: [5], replace: false),
        "choice p": random.choice(key, 4, shape: [9], p: p),
        "choice p without": random.choice(key, 4, shape: [2], replace: false, p: p),
        "choice array": random.choice(key, [1.5, 2.5, 3.5], shape: [2, 3]),
        "choice rows": random.choice(key, rows, shape: [2], replace: false),
        "choice axis": random.choice(key, columns, shape: [2], axis: 1),
      ])
  }

  @Test func integers() throws {
    let key = Self.key
    try check(
      [
        "randint": random.randint(key, [20], minval: 0, maxval: 10),
        "randint negative": random.randint(key, [20], minval: -1_000_000, maxval: 2_000_000),
        "randint empty range": random.randint(key, [3], minval: 5, maxval: 5),
        "randint array": random.randint(key, [3, 2], minval: [0, 100], maxval: [10, 107]),
        "randint uint8": random.randint(key, [9], minval: 0, maxval: 256, dtype: .uint8),
        "randint int8": random.randint(key, [9], minval: -128, maxval: 128, dtype: .int8),
        "randint int16": random.randint(key, [9], minval: -3, maxval: 300, dtype: .int16),
        "randint uint32": random.randint(key, [9], minval: 0, maxval: 4, dtype: .uint32),
        "randint int64 x64": random.randint(
          key, [9], minval: -5, maxval: 1_099_511_627_776, dtype: .int64),
        "randint uint64 x64": random.randint(
          key, [9], minval: 3, maxval: 9_223_372_036_854_775_807, dtype: .uint64),
      ])
  }

  private func scalar(_ value: Int, _ dtype: DType) -> Tensor {
    Tensor(.int(Int64(value)), dtype: dtype)
  }

  private func check(
    _ samples: [String: Tensor], ulps: UInt64 = 0,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let table = try GoldenArray.table("random.tsv")
    for (name, sample) in samples {
      let golden = try #require(table[name], "\(name)")
      #expect(
        golden.distance(from: sample) <= ulps, "\(name): \(golden.distance(from: sample)) ulps",
        sourceLocation: sourceLocation)
    }
  }
}
