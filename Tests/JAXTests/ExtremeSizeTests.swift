// Sizes that cannot be counted or allocated: an error that names the operation, never a trap.

import JAX
import Testing

@Suite struct ExtremeSizeTests {
  /// A misuse, and the operation that its error must name.
  private struct Case {
    let operation: String
    let line: UInt
    let body: () throws -> Void

    init(_ operation: String, line: UInt = #line, _ body: @escaping () throws -> Void) {
      self.operation = operation
      self.line = line
      self.body = body
    }
  }

  private func check(_ cases: [Case]) {
    for example in cases {
      let error = #expect(throws: JAXError.self, "line \(example.line)") {
        try catchingErrors(example.body)
      }
      #expect(error?.operation == example.operation, "line \(example.line): \(error as Any)")
      #expect(error?.kind != .internal, "line \(example.line): \(error as Any)")
    }
    expectGoingOn()
  }

  private static let huge = 1 << 62
  private let x = jnp.arange(6.0)
  private let m = jnp.ones([2, 3])

  @Test func constants() {
    // Too large to count, and too large for any memory.
    let (size, large) = (Int.max, 1 << 45)
    check([
      Case("jnp.zeros") { _ = jnp.zeros([size]) },
      Case("jnp.full") { _ = jnp.full([size], 1) },
      Case("jnp.fullLike") { _ = jnp.fullLike(x, 2, shape: [size]) },
      Case("broadcastInDim") {
        _ = lax.broadcastInDim(1.0, shape: [size, 8], broadcastDimensions: [])
      },
      Case("jnp.broadcastTo") { _ = jnp.broadcastTo(x, [size, 6]) },
      Case("iota") { _ = lax.broadcastedIota(.int32, [size, size], 1) },
      Case("jnp.arange") { _ = jnp.arange(size, dtype: .int64) },
      Case("jnp.arange") { _ = jnp.arange(Double(size)) },
      Case("jnp.linspace") { _ = jnp.linspace(0, 1, size) },
      Case("jnp.eye") { _ = jnp.eye(size) },
      Case("jnp.tri") { _ = jnp.tri(size, 3) },
      Case("jnp.vander") { _ = jnp.vander(x, size) },
      Case("jnp.indices") { _ = jnp.indices([size, 2]) },
      Case("nn.oneHot") { _ = nn.oneHot([0, 1], size) },
      Case("jnp.zeros") { _ = jnp.zeros([large]) },
      Case("jnp.eye") { _ = jnp.eye(large, dtype: .bool) },
      Case("jnp.arange") { _ = jnp.arange(Int.min, Int.max, dtype: .int64) },
      Case("jnp.diag") { _ = jnp.diag(x, k: Int.min) },
      Case("jnp.arange") { _ = jnp.arange(3_000_000_000) },
    ])
  }

  @Test func shapes() {
    let huge = ExtremeSizeTests.huge
    check([
      Case("reshape") { _ = x.reshape([1 << 40, 1 << 40]) },
      Case("reshape") { _ = jnp.reshape(x, [-1, 1 << 40, 1 << 40]) },
      Case("pad") { _ = lax.pad(x, 0, [(Int.max, Int.max, 0)]) },
      Case("pad") { _ = lax.pad(x, 0, [(0, 0, Int.max)]) },
      Case("pad") { _ = lax.pad(x, 0, [(0, Int.min, 0)]) },
      Case("jnp.pad") { _ = jnp.pad(x, [(Int.max, 1)], mode: .edge) },
      Case("jnp.pad") { _ = jnp.pad(m, [(1 << 40, 1), (1 << 40, 1)], mode: .wrap) },
      Case("jnp.tile") { _ = jnp.tile(x, [huge, 4]) },
      Case("jnp.repeat") { _ = jnp.repeat(x, Int.max) },
      Case("jnp.repeat") { _ = jnp.repeat([1, 2], [Int.max, Int.max]) },
      Case("jnp.repeat") { _ = jnp.repeat(x[..<1].astype(.bool), [1 << 36]) },
      Case("jnp.split") { _ = jnp.split(x, Int.max) },
      Case("jnp.arraySplit") { _ = jnp.arraySplit(x, Int.max) },
      Case("split") { _ = lax.split(x, sizes: [Int.max, Int.max, 8]) },
      Case("slice") { _ = lax.slice(x, startIndices: [Int.min], limitIndices: [Int.max]) },
      Case("jnp.round") { _ = jnp.round(x, Int.min) },
      Case("integerPow") { _ = lax.integerPow(x, Int.min) },
    ])
  }

  @Test func subscripts() {
    check([
      Case("subscript") { _ = x[Int.max] },
      Case("subscript") { _ = x[0...Int.max] },
      Case("subscript") { _ = x[Int.min...Int.max] },
      Case("subscript") { _ = x[jax.ds(Int.max, Int.max)] },
      Case("subscript") { _ = x[[Int.max]] },
      Case("subscript") { _ = x.at[0...Int.max].add(1) },
    ])
  }

  @Test func windows() {
    let image = jnp.ones([1, 1, 6])
    func conv(
      strides: Int = 1, _ padding: lax.Padding = .same, lhs: Int = 1, rhs: Int = 1, groups: Int = 1
    ) {
      _ = lax.convGeneralDilated(
        image, jnp.ones([1, 1, 3]), windowStrides: [strides], padding: padding, lhsDilation: [lhs],
        rhsDilation: [rhs], featureGroupCount: groups)
    }
    func window(
      _ size: Int, strides: Int = 1, _ padding: lax.Padding = .same, base: Int = 1,
      dilation: Int = 1
    ) {
      _ = lax.reduceWindow(
        x, 0, windowDimensions: [size], windowStrides: [strides], padding: padding,
        baseDilation: [base], windowDilation: [dilation], computation: +)
    }
    check([
      Case("convGeneralDilated") { conv(.explicit([.init(Int.max, Int.max)])) },
      Case("convGeneralDilated") { conv(strides: Int.min) },
      Case("convGeneralDilated") { conv(.valid, lhs: Int.max) },
      Case("convGeneralDilated") { conv(rhs: Int.max) },
      Case("convGeneralDilated") { conv(groups: Int.max) },
      Case("reduceWindow") { window(Int.max, strides: 0) },
      Case("reduceWindow") { window(3, base: Int.max) },
      Case("reduceWindow") { window(3, dilation: Int.max) },
      Case("reduceWindowSum") { window(3, .explicit([.init(Int.max, Int.max)])) },
      Case("reduceWindowSum") { window(3, .valid, base: Int.max) },
    ])
  }

  @Test func randomNumbers() {
    let key = random.key(0)
    let size = Int.max
    check([
      Case("random.uniform") { _ = random.uniform(key, [size, 2]) },
      Case("random.bits") { _ = random.bits(key, [size, size]) },
      Case("random.permutation") { _ = random.permutation(key, size) },
      Case("random.choice") { _ = random.choice(key, x, shape: [size, 4]) },
      Case("random.choice") { _ = random.choice(key, x, axis: -size) },
      Case("random.split") { _ = random.split(key, size) },
    ])
  }

  @Test func loops() {
    check([
      Case("foriLoop") {
        _ = lax.foriLoop(Tensor(Int.min), Tensor(Int.max), { _, c in c }, Tensor(0))
      },
      Case("scan") {
        _ = lax.scan({ (c: Tensor) in (c, c) }, Tensor(0.0), length: Int.max)
      },
    ])
  }

  /// Shapes are checked while functions are traced too, where no memory is needed.
  @Test func tracing() {
    check([
      Case("jnp.zeros") { _ = jit { (x: Tensor) in x + jnp.zeros([1 << 62]) }(1) },
      Case("broadcastInDim") {
        _ = jit { (x: Tensor) in lax.broadcast(x, [1 << 40, 1 << 40]) }(1)
      },
      Case("jnp.tile") { _ = jit { (x: Tensor) in jnp.tile(x, [1 << 40, 1 << 40]) }(x) },
      Case("subscript") { _ = makeJaxpr { (x: Tensor) in x[0...Int.max] }(x) },
    ])
    let types = makeJaxpr { (x: Tensor) in lax.broadcast(x, [1 << 40]) }(1.0)
    #expect("\(types)".contains("f32[1099511627776]"))
  }

  /// Extreme numbers that mean something are no errors.
  @Test func values() {
    func floats(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }
    #expect(floats(x[.stride(by: Int.max)]) == [0])
    #expect(floats(x[.stride(by: Int.min)]) == [5])
    #expect(floats(x[.stride(from: 3, by: Int.min)]) == [3])
    #expect(floats(x[...Int.max]) == [0, 1, 2, 3, 4, 5])
    #expect(floats(x[Int.min...]) == [0, 1, 2, 3, 4, 5])
    #expect(floats(x[Int.max...]) == [])
    #expect(floats(x.at[.stride(by: Int.max)].set(9)) == [9, 1, 2, 3, 4, 5])
    #expect(floats(grad { x in x[.stride(by: Int.max)].sum() }(x)) == [1, 0, 0, 0, 0, 0])
    #expect(floats(lax.slice(x, startIndices: [1], limitIndices: [6], strides: [Int.max])) == [1])
    #expect(floats(lax.pad(x[..<1], 7, [(1, 0, Int.max)])) == [7, 0])
    #expect(floats(jnp.roll(x, Int.min)) == floats(jnp.roll(x, Int.min % 6)))
    #expect(floats(jnp.roll(x, Int.max)) == floats(jnp.roll(x, Int.max % 6)))
    #expect(floats(jnp.rot90(m, Int.min)) == floats(m))
    #expect(jnp.diff(x, n: Int.max).shape == [0])
    #expect(floats(jnp.eye(2, k: Int.min)) == [0, 0, 0, 0])
    #expect(floats(jnp.eye(2, k: 1 << 40)) == [0, 0, 0, 0])
    #expect(floats(jnp.tri(2, k: Int.max)) == [1, 1, 1, 1])
    #expect(floats(jnp.tri(2, k: Int.min)) == [0, 0, 0, 0])
    #expect(floats(jnp.triu(m, k: Int.min)) == floats(m))
    #expect(floats(jnp.tril(m, k: Int.max)) == floats(m))
    #expect(jnp.diag(m, k: Int.min).shape == [0])
    #expect(jnp.diagonal(m, offset: Int.max).shape == [0])
    #expect(jnp.trace(m, offset: Int.min).item(as: Float.self) == 0)
    #expect(
      jnp.arange(Int.max - 3, Int.max, 2, dtype: .int64).scalars(as: Int.self) == [
        Int.max - 3, Int.max - 1,
      ])
    #expect(jnp.arange(Int.min, Int.max, Int.max, dtype: .int64).shape == [3])
    #expect(jnp.arange(0, Int.min, Int.min, dtype: .int64).scalars(as: Int.self) == [0])
    #expect(
      floats(lax.foriLoop(Tensor(Int.max), Tensor(Int.min), { _, c in c + 1 }, Tensor(2.0))) == [2])
    #expect(lax.integerPow(Tensor(1.0), Int.max).item(as: Float.self) == 1)
    let wide = lax.reduceWindow(
      x, 0, windowDimensions: [1], windowStrides: [Int.max], padding: .same, computation: +)
    #expect(floats(wide) == [0])
    let convolved = lax.convGeneralDilated(
      jnp.ones([1, 1, 1]), jnp.ones([1, 1, 1]), windowStrides: [Int.max], padding: .same,
      lhsDilation: [Int.max], rhsDilation: [Int.max])
    #expect(floats(convolved) == [1])
    let column = lax.reduceWindow(
      x[1..<2], 0, windowDimensions: [1], windowStrides: [Int.max], padding: .valid,
      baseDilation: [Int.max], windowDilation: [Int.max], computation: +)
    #expect(floats(column) == [1])
  }
}
