// Softmax and its relatives, attention and initial values, against JAX's.

import JAXNumpy
import Testing

@Suite struct NormalizationTests {
  private static func numbers(_ count: Int) -> Tensor {
    lax.convertElementType(lax.iota(.int32, count), .float32)
  }
  private static let m = lax.reshape((numbers(12) - 5) / 3, [3, 4])
  private static let mask = Tensor(
    [true, true, false, true, false, false, false, false, true, true, true, true], shape: [3, 4])
  private static let weights = lax.reshape(lax.cos(numbers(12)), [3, 4])

  private static func weighted(_ function: @escaping @Sendable (Tensor) -> Tensor)
    -> (Tensor) -> Tensor
  {
    grad { (x: Tensor) in lax.reduceSum(weights * function(x), axes: [0, 1]) }
  }

  @Test func softmax() throws {
    let m = Self.m
    try check(
      [
        "softmax": nn.softmax(m),
        "softmax grad": Self.weighted { nn.softmax($0) }(m),
        "softmax large": nn.softmax(m * 1000),
        "softmax axis": nn.softmax(m, axis: 0),
        "softmax axes": nn.softmax(m, axis: [0, 1]),
        "softmax where": nn.softmax(m, where: Self.mask),
        "logSoftmax": nn.logSoftmax(m),
        "logSoftmax grad": Self.weighted { nn.logSoftmax($0) }(m),
        "logSoftmax where": nn.logSoftmax(m, where: Self.mask),
      ])
    try check(
      ["softmax bf16": nn.softmax(lax.convertElementType(m, .bfloat16))], tolerance: 1e-2)
  }

  @Test func logsumexp() throws {
    let m = Self.m
    let infinite = Tensor([-.infinity, -.infinity, .infinity, 1] as [Float], shape: [2, 2])
    try check(
      [
        "logsumexp": nn.logsumexp(m),
        "logsumexp axis": nn.logsumexp(m, axis: 1, keepdims: true),
        "logsumexp b": nn.logsumexp(m, axis: 0, b: [1.0, -3, 0, 2]),
        "logsumexp infinite": nn.logsumexp(infinite, axis: 1),
        "logsumexp where": nn.logsumexp(m, axis: 1, where: Self.mask),
        "logsumexp grad": grad { (x: Tensor) in nn.logsumexp(x) }(m),
        "logmeanexp": nn.logmeanexp(m, axis: [1]),
        "logmeanexp where": nn.logmeanexp(m, axis: [0], where: Self.mask),
      ])
  }

  @Test func standardize() throws {
    let m = Self.m
    let rows = Tensor(
      [true, true, false, true, true, true, true, true, true, true, true, true], shape: [3, 4])
    try check(
      [
        "standardize": nn.standardize(m),
        "standardize stable": nn.standardize(m, axis: [0, 1], algorithm: .stable),
        "standardize where": nn.standardize(m, where: rows),
        "standardize grad": Self.weighted { nn.standardize($0) }(lax.sin(m * m)),
        "glu": nn.glu(m),
        "glu axis": nn.glu(lax.sliceInDim(m, 0, 2), axis: 0),
        "oneHot": nn.oneHot([0, 2, 5, -1], 3),
        "oneHot axis": nn.oneHot([[0, 2], [1, 1]], 3, dtype: .int8, axis: 1),
      ], tolerance: 1e-5)
  }

  @Test func attention() throws {
    let q = lax.reshape(lax.sin(Self.numbers(120)), [2, 3, 4, 5])
    let k = lax.reshape(lax.cos(Self.numbers(120) * 0.7), [2, 6, 2, 5])
    let v = lax.reshape(lax.sin(Self.numbers(120) * 0.3), [2, 6, 2, 5])
    let bias = lax.reshape(lax.cos(Self.numbers(72)), [1, 4, 3, 6])
    func first(_ x: Tensor) -> Tensor { lax.indexInDim(x, 0, keepdims: false) }
    try check(
      [
        "attention": nn.dotProductAttention(q, k, v),
        "attention causal": nn.dotProductAttention(
          q, k, v, bias: bias, scale: 0.4, isCausal: true),
        "attention mask": nn.dotProductAttention(q, k, v, mask: bias .> 0),
        "attention window": nn.dotProductAttention(q, k, v, localWindowSize: (1, 2)),
        "attention lengths": nn.dotProductAttention(
          q, k, v, querySeqLengths: [2, 3], keyValueSeqLengths: [4, 5]),
        "attention no batch": nn.dotProductAttention(first(q), first(k), first(v)),
      ])
  }

  @Test func initialValues() throws {
    let key = random.key(5)
    typealias I = nn.initializers
    try check(
      [
        "initializer normal": I.normal()(key, [2, 3]),
        "initializer uniform": I.uniform(scale: 0.5)(key, [2, 3]),
        "initializer truncatedNormal": I.truncatedNormal(stddev: 0.1)(key, [2, 3]),
        "initializer glorotUniform": I.glorotUniform()(key, [4, 3]),
        "initializer glorotNormal": I.glorotNormal()(key, [4, 3]),
        "initializer lecunUniform": I.lecunUniform()(key, [2, 4, 3]),
        "initializer heUniform": I.heUniform(inAxis: [0], outAxis: [1])(key, [4, 3]),
        "initializer geometric": I.varianceScaling(
          scale: 2, mode: .fanGeoAvg, distribution: .normal)(key, [4, 3]),
        "initializer constant": I.constant(2.5)(key, [2]),
      ])
    try check(
      ["initializer heNormal": I.heNormal()(key, [4, 3], dtype: .float16)], tolerance: 2e-3)
  }

  @Test func errorsNameTheOperation() {
    func text(_ body: () -> Tensor) -> String? {
      let error = #expect(throws: JAXError.self) { try catchingErrors { _ = body() } }
      let lines = error?.description.split(separator: "\n").filter { !$0.hasPrefix("  at ") }
      return lines?.joined(separator: "\n")
    }
    #expect(
      text { nn.softmax(Self.m, axis: 2) } == """
        nn.softmax: axis 2 of an array of shape (3, 4).
          expected: an axis from -2 to 1
        """)
    #expect(
      text { nn.glu([1.0, 2, 3]) } == """
        nn.glu: size 3 along axis 0.
          expected: an even size
        """)
    #expect(
      text { nn.initializers.heNormal()(random.key(0), [5]) } == """
        nn.initializers.varianceScaling: inAxis has axis -2, for shape (5,).
          expected: axes from -1 to 0
          to do: name the axes of the inputs and outputs with inAxis and outAxis.
        """)
    #expect(
      text { nn.dotProductAttention(Self.m, Self.m, Self.m, mask: Self.m) } == """
        nn.dotProductAttention: a mask of dtype float32.
          expected: a boolean mask
          to do: give numbers to add as bias.
        """)
  }

  private func check(
    _ values: [String: Tensor], tolerance: Double = 2e-6,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
  ) throws {
    let table = try GoldenArray.table("nn.tsv")
    for (name, value) in values {
      let difference = try #require(table[name], "\(name)").difference(from: value)
      #expect(difference <= tolerance, "\(name)", sourceLocation: sourceLocation)
    }
  }
}
