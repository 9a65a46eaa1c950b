// Arrays from nothing, diagonals and grids.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct CreationTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("creation")
    Self.part1(&table)
    Self.part2(&table)
    Self.part3(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("jnp.zeros((2, 0))") { jnp.zeros([2, 0]) }
    table.add("jnp.ones((2,), jnp.int8)") { jnp.ones([2], dtype: .int8) }
    table.add("jnp.full((2, 2), 7, jnp.bfloat16)") { jnp.full([2, 2], 7, dtype: .bfloat16) }
    table.add("jnp.full((2, 3), jnp.arange(3))") { jnp.full([2, 3], jnp.arange(3)) }
    table.add("jnp.array([1, 2.5])") { jnp.array([1, 2.5] as Tensor) }
    table.add("jnp.array([[1, 2], [3, 4]], jnp.uint8)") {
      jnp.array([[1, 2], [3, 4]], dtype: .uint8)
    }
    table.add("jnp.array([True, False])") { jnp.array([true, false] as Tensor) }
    table.add("jnp.arange(5)") { jnp.arange(5) }
    table.add("jnp.arange(-3)") { jnp.arange(-3) }
    table.add("jnp.arange(2, 11, 3)") { jnp.arange(2, 11, 3) }
    table.add("jnp.arange(5, 0, -2)") { jnp.arange(5, 0, -2) }
    table.add("jnp.arange(0.0, 1.0, 0.3)") { jnp.arange(0.0, 1.0, 0.3) }
    table.add("jnp.arange(3.5)") { jnp.arange(3.5) }
    table.add("jnp.arange(4, dtype=jnp.bfloat16)") { jnp.arange(4, dtype: .bfloat16) }
    table.add("jnp.arange(1, 2, 0.1, dtype=jnp.float16)") {
      jnp.arange(1.0, 2.0, 0.1, dtype: .float16)
    }
    table.add("jnp.linspace(0, 1, 5)") { jnp.linspace(0, 1, 5) }
    table.add("jnp.linspace(0, 10, 7)") { jnp.linspace(0, 10, 7) }
    table.add("jnp.linspace(0, 1, 4, endpoint=False)") { jnp.linspace(0, 1, 4, endpoint: false) }
    table.add("jnp.linspace(2, 3, 1)") { jnp.linspace(2, 3, 1) }
    table.add("jnp.linspace(2, 3, 0)") { jnp.linspace(2, 3, 0) }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("jnp.linspace(0, 10, 4, dtype=int)") { jnp.linspace(0, 10, 4, dtype: .int32) }
    table.add("jnp.linspace(jnp.float16(0), jnp.float16(1), 3)") {
      jnp.linspace(jnp.array(0, dtype: .float16), jnp.array(1, dtype: .float16), 3)
    }
    table.add("jnp.linspace(f[:2], 1.0, 3)") { jnp.linspace(f[..<2], 1.0, 3) }
    table.add("jnp.linspace(f[:2], g[:2], 3, axis=1)") {
      jnp.linspace(f[..<2], g[..<2], 3, axis: 1)
    }
    table.add("jnp.linspace(-5, 5, 3, dtype=jnp.bfloat16)") {
      jnp.linspace(-5, 5, 3, dtype: .bfloat16)
    }
    table.add("jnp.logspace(0, 2, 3)") { jnp.logspace(0, 2, 3) }
    table.add("jnp.logspace(0, 3, 4, base=2.0)") { jnp.logspace(0, 3, 4, base: 2.0) }
    table.add("jnp.round(jnp.geomspace(1, 1000, 4), 2)") { jnp.round(jnp.geomspace(1, 1000, 4), 2) }
    table.add("jnp.round(jnp.geomspace(-1, -16, 5), 2)") { jnp.round(jnp.geomspace(-1, -16, 5), 2) }
    table.add("jnp.eye(3)") { jnp.eye(3) }
    table.add("jnp.eye(2, 3, k=1, dtype=int)") { jnp.eye(2, 3, k: 1, dtype: .int32) }
    table.add("jnp.eye(3, k=-1, dtype=bool)") { jnp.eye(3, k: -1, dtype: .bool) }
    table.add("jnp.identity(2, jnp.int16)") { jnp.identity(2, dtype: .int16) }
    table.add("jnp.tri(2, 3)") { jnp.tri(2, 3) }
    table.add("jnp.tri(3, k=-1, dtype=int)") { jnp.tri(3, k: -1, dtype: .int32) }
    table.add("jnp.tril(m)") { jnp.tril(m) }
    table.add("jnp.tril(a, -1)") { jnp.tril(a, k: -1) }
    table.add("jnp.triu(m, 1)") { jnp.triu(m, k: 1) }
    table.add("jnp.triu(b[:4].reshape(2, 2))") { jnp.triu(b[..<4].reshape([2, 2])) }
    table.add("jnp.diag(i)") { jnp.diag(i) }
  }

  private static func part3(_ table: inout ExpressionTable) {
    table.add("jnp.diag(f[:2], k=1)") { jnp.diag(f[..<2], k: 1) }
    table.add("jnp.diag(m)") { jnp.diag(m) }
    table.add("jnp.diag(m, k=-2)") { jnp.diag(m, k: -2) }
    table.add("jnp.diag(m, k=3)") { jnp.diag(m, k: 3) }
    table.add("jnp.diag(m, k=7)") { jnp.diag(m, k: 7) }
    table.add("jnp.diagonal(a)") { jnp.diagonal(a) }
    table.add("jnp.diagonal(a, offset=1, axis1=2, axis2=1)") {
      jnp.diagonal(a, offset: 1, axis1: 2, axis2: 1)
    }
    table.add("jnp.trace(m)") { jnp.trace(m) }
    table.add("jnp.trace(a, offset=-1, axis1=1, axis2=2)") {
      jnp.trace(a, offset: -1, axis1: 1, axis2: 2)
    }
    table.add("jnp.trace(m.astype(jnp.uint8))") { jnp.trace(m.astype(.uint8)) }
    table.add("jnp.meshgrid(jnp.arange(2), jnp.arange(3))[0]") {
      jnp.meshgrid([jnp.arange(2), jnp.arange(3)])[0]
    }
    table.add("jnp.meshgrid(jnp.arange(2), jnp.arange(3))[1]") {
      jnp.meshgrid([jnp.arange(2), jnp.arange(3)])[1]
    }
    table.add(#"jnp.meshgrid(jnp.arange(2), f[:1], indexing="ij")[1]"#) {
      jnp.meshgrid([jnp.arange(2), f[..<1]], indexing: "ij")[1]
    }
    table.add("jnp.meshgrid(jnp.arange(2), f[:2], sparse=True)[1]") {
      jnp.meshgrid([jnp.arange(2), f[..<2]], sparse: true)[1]
    }
    table.add("jnp.zeros_like(m, shape=(2,))") { jnp.zerosLike(m, shape: [2]) }
    table.add("jnp.kron(i[:2], f[:2])") { jnp.kron(i[..<2], f[..<2]) }
    table.add("jnp.kron(m, jnp.eye(2))") { jnp.kron(m, jnp.eye(2)) }
    table.add("jnp.vander(f[:3])") { jnp.vander(f[..<3]) }
    table.add("jnp.indices((2, 3))") { jnp.indices([2, 3]) }
  }
}
