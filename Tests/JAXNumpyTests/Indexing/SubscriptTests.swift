// Subscripts: basic, advanced, mixed, boolean, traced, differentiated and mapped.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct SubscriptTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("indexing")
    Self.part1(&table)
    Self.part2(&table)
    Self.part3(&table)
    Self.part4(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("m[0]") { m[0] }
    table.add("m[-1]") { m[-1] }
    table.add("m[1, 2]") { m[1, 2] }
    table.add("m[-1, -2]") { m[-1, -2] }
    table.add("m[1:]") { m[1...] }
    table.add("m[:2]") { m[..<2] }
    table.add("m[0:2, 1:3]") { m[0..<2, 1...2] }
    table.add("m[:-1]") { m[..<(-1)] }
    table.add("m[-2:]") { m[(-2)...] }
    table.add("m[5:]") { m[5...] }
    table.add("m[2:1]") { m[.slice(2, 1)] }
    table.add("m[:, -3:-1]") { m[.all, .slice(-3, -1)] }
    table.add("m[::2]") { m[.stride(by: 2)] }
    table.add("m[::-1]") { m[.stride(by: -1)] }
    table.add("m[:, ::-2]") { m[.all, .stride(by: -2)] }
    table.add("m[:, 3:0:-1]") { m[.all, .stride(from: 3, to: 0, by: -1)] }
    table.add("m[:, 1::2]") { m[.all, .stride(from: 1, by: 2)] }
    table.add("m[:, 10:-10:-3]") { m[.all, .stride(from: 10, to: -10, by: -3)] }
    table.add("m[1::2, ::-1]") { m[.stride(from: 1, by: 2), .stride(by: -1)] }
    table.add("m[jnp.newaxis]") { m[.newAxis] }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("m[:, jnp.newaxis, 1]") { m[.all, .newAxis, 1] }
    table.add("m[..., jnp.newaxis]") { m[.ellipsis, .newAxis] }
    table.add("a[...]") { a[.ellipsis] }
    table.add("a[..., 0]") { a[.ellipsis, 0] }
    table.add("a[1, ..., 2]") { a[1, .ellipsis, 2] }
    table.add("a[0, jnp.newaxis, ..., ::2, jnp.newaxis]") {
      a[0, .newAxis, .ellipsis, .stride(by: 2), .newAxis]
    }
    table.add("f[jnp.newaxis, 0]") { f[.newAxis, 0] }
    table.add("i[0][...]") { i[0][.ellipsis] }
    table.add("i[0][jnp.newaxis]") { i[0][.newAxis] }
    table.add("e[:, 1]") { e[.all, 1] }
    table.add("m[jnp.array([0, 2])]") { m[[0, 2]] }
    table.add("m[jnp.array([0, -1, 0])]") { m[[0, -1, 0]] }
    table.add("m[k]") { m[k] }
    table.add("m[:, k]") { m[.all, k] }
    table.add("m[k, k]") { m[k, k] }
    table.add("m[k, 1]") { m[k, 1] }
    table.add("m[k, jnp.array([3, 0])]") { m[k, [3, 0]] }
    table.add("m[jnp.array([[0], [2]]), jnp.array([1, 3])]") {
      m[Tensor([0, 2], shape: [2, 1]), [1, 3]]
    }
    table.add("a[:, jnp.array([0, 2])]") { a[.all, [0, 2]] }
    table.add("a[:, jnp.array([0, 2]), 1]") { a[.all, [0, 2], 1] }
  }

  private static func part3(_ table: inout ExpressionTable) {
    table.add("a[0, :, jnp.array([1, 3, 0])]") { a[0, .all, [1, 3, 0]] }
    table.add("a[jnp.array([1, 0]), :, jnp.array([1, 3])]") { a[[1, 0], .all, [1, 3]] }
    table.add("a[:, k, k]") { a[.all, k, k] }
    table.add("a[k[0] % 2, 1:, k[1]]") { a[k[0] % 2, 1..., k[1]] }
    table.add("a[..., k]") { a[.ellipsis, k] }
    table.add("a[1, k, jnp.newaxis]") { a[1, k, .newAxis] }
    table.add("a[jnp.newaxis, k % 2, ::2]") { a[.newAxis, k % 2, .stride(by: 2)] }
    table.add("a[1:, k, ::-1]") { a[1..., k, .stride(by: -1)] }
    table.add("m[jnp.array(1)]") { m[jnp.array(1)] }
    table.add("m[jnp.array(-1), 1:3]") { m[jnp.array(-1), 1..<3] }
    table.add("m[jnp.array(1), jnp.array([1, 2])]") { m[jnp.array(1), [1, 2]] }
    table.add("m[jnp.array([], dtype=int)]") { m[jnp.zeros([0], dtype: .int32)] }
    table.add("m[jnp.array([1, 2], jnp.uint8)]") { m[Tensor([1, 2] as [UInt8])] }
    table.add("m[jnp.array([-1, 2], jnp.int8)]") { m[Tensor([-1, 2] as [Int8])] }
    table.add("i[b]") { i[b] }
    table.add("m[m > 5]") { m[m .> 5] }
    table.add("m[jnp.array([True, False, True])]") { m[[true, false, true] as Tensor] }
    table.add("m[jnp.array([True, False, True]), 1]") { m[[true, false, true] as Tensor, 1] }
    table.add("m[:, jnp.array([True, False, False, True])]") {
      m[.all, [true, false, false, true] as Tensor]
    }
    table.add("m[jnp.array([True, False, True]), jnp.array([1, 3])]") {
      m[[true, false, true] as Tensor, [1, 3]]
    }
  }

  private static func part4(_ table: inout ExpressionTable) {
    table.add("a[jnp.ones((2, 3), bool)]") { a[jnp.ones([2, 3], dtype: .bool)] }
    table.add("a[0, a[0] > 4]") { a[0, a[0] .> 4] }
    table.add("m[m > 100]") { m[m .> 100] }
    table.add("jax.jit(lambda i: m[i])(-1)") { jit { (p: Tensor) in m[p] }(jnp.array(-1)) }
    table.add("jax.jit(lambda i: m[i])(7)") { jit { (p: Tensor) in m[p] }(jnp.array(7)) }
    table.add("jax.jit(lambda i: m[i])(jnp.array([1, 7, -9]))") {
      jit { (p: Tensor) in m[p] }([1, 7, -9])
    }
    table.add("jax.jit(lambda i: a[:, i, 1:3])(2)") {
      jit { (p: Tensor) in a[.all, p, 1..<3] }(jnp.array(2))
    }
    table.add("jax.jit(lambda i: a[i, ::2, i])(1)") {
      jit { (p: Tensor) in a[p, .stride(by: 2), p] }(jnp.array(1))
    }
    table.add("jax.jit(lambda i: m.at[i].set(9))(jnp.array([0, 7]))") {
      jit { (p: Tensor) in m.at[p].set(9) }([0, 7])
    }
    table.add("jax.grad(lambda x: (x[k, 1:] ** 2).sum())(m.astype(jnp.float32))") {
      grad { (x: Tensor) in (x[k, 1...] ** 2).sum() }(m.astype(.float32))
    }
    table.add("jax.grad(lambda x: x[::-1][0, 2] * x[-1, ::2].sum())(m.astype(jnp.float32))") {
      grad { (x: Tensor) in x[.stride(by: -1)][0, 2] * x[-1, .stride(by: 2)].sum() }(
        m.astype(.float32))
    }
    table.add("jax.vmap(lambda r, i: r[i])(m, jnp.array([0, -1, 2]))") {
      vmap { (r: Tensor, i: Tensor) in r[i] }(m, [0, -1, 2])
    }
  }
}
