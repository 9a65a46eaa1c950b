// Tensors as sequences of their rows, and Python's spellings in subscripts.

import JAX
import Testing

@Suite struct IterationTests {
  private func values(_ x: Tensor) -> [Float] { x.scalars(as: Float.self) }
  private let x: Tensor = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]

  @Test func rowsOneByOne() {
    var sums: [Float] = []
    for row in x { sums.append(Float(row.sum())) }
    #expect(sums == [6, 15])
    #expect(Array(x).map(\.shape) == [[3], [3]])
    #expect(x.count == 2 && x.underestimatedCount == 2)
    #expect(zip(x, [1, 2]).map { Float($0[0]) * $1 } == [1, 8])
    #expect(values(jnp.array(x.map { $0 * 2 })) == values(x * 2))
    #expect(values(x.reduce(jnp.zeros(3)) { $0 + $1 }) == [5, 7, 9])
    #expect(Array(x[..<0]).isEmpty)
    #expect(x.reversed().map { Float($0[0]) } == [4, 1])
    let error = #expect(throws: JAXError.self) { try catchingErrors { for _ in Tensor(1) {} } }
    #expect(error?.description.contains("a 0-dimensional tensor.") == true)
  }

  @Test func loopsAreUnrolledAndDifferentiated() {
    let product = { @Sendable (x: Tensor) -> Tensor in x.reduce(1) { $0 * $1 } }
    #expect(values(jit(product)([2.0, 3.0, 4.0])) == [24])
    #expect(values(grad(product)([2.0, 3.0, 4.0])) == [12, 8, 6])
    #expect(values(vmap(product)(x)) == [6, 120])
    let jaxpr = makeJaxpr(product)([2.0, 3.0])
    #expect("\(jaxpr)".split(separator: "mul").count == 3)
  }

  @Test func tensorsAndNumbersInAnArray() {
    #expect(values(jnp.array([x[0], x[1]])) == values(x))
    #expect(values(jnp.array([x[0, 0], 2])) == [1, 2])
    let v = 0.5
    #expect(values(jnp.array([x[0, 0], v, 2])) == [1, 0.5, 2])
    #expect(jnp.array([x[0, 0], v], dtype: .float64).dtype == .float64)
    #expect(values(jnp.sum([v, v])) == [1])
    #expect(jnp.array([1.0, 2.0]).dtype == .float32 && jnp.array([1, 2]).dtype == .int32)
  }

  @Test func ellipsisAndNewAxes() {
    var y = x
    #expect(values(x[..., 0]) == [1, 4])
    #expect(values(x[0, ..., 1]) == [2])
    #expect(x[..., nil].shape == [2, 3, 1] && x[nil].shape == [1, 2, 3])
    #expect(x[0, nil].shape == [1, 3] && x[nil, ..., 0].shape == [1, 2])
    #expect(jnp.zeros([2, 3, 4, 5])[0, 1, ..., 2].shape == [4])
    y[..., 0] = 0
    let v = 0.5
    y[..., 1] = v
    #expect(values(y) == [0, 0.5, 3, 0, 0.5, 6])
    #expect(values(x.at[..., 0].set(9)) == [9, 2, 3, 9, 5, 6])
    #expect(values(x.at[0, ..., 1].add(1)) == [1, 3, 3, 4, 5, 6])
    #expect(values(x.at[nil, 0].multiply(2)) == [2, 4, 6, 4, 5, 6])
  }
}
