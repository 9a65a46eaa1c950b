// Choosing, taking, sorting and searching.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct SelectionTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("selection")
    Self.part1(&table)
    Self.part2(&table)
    try table.check()
  }

  @Test func onlyTheFunctionChosenIsDifferentiated() {
    let root: @Sendable (Tensor) -> Tensor = { x in
      jnp.where(x .> 0, x, then: { jnp.sqrt($0) }, else: { 3 * $0 })
    }
    let xs = Tensor([-4.0, 0, 4], dtype: .float64)
    #expect(root(xs).scalars(as: Double.self) == [-12, 0, 2])
    #expect(vmap(grad(root))(xs).scalars(as: Double.self) == [3, 3, 0.25])
    #expect(
      jit(grad { (x: Tensor) in root(x).sum() })(xs).scalars(as: Double.self) == [3, 3, 0.25])
    #expect(jvp(root, xs, jnp.onesLike(xs)).tangent.scalars(as: Double.self) == [3, 3, 0.25])
    #expect(vmap(grad(grad(root)))(xs).scalars(as: Double.self) == [0, 0, -1.0 / 32])
    #expect(Double(hessian(root)(xs[1])) == 0)
    // As in JAX, both values of the plain form are differentiated.
    #expect(Double(grad { (x: Tensor) in jnp.where(x .> 0, jnp.sqrt(x), 3 * x) }(0.0)).isNaN)
    let rows = jnp.where([[true], [false]], [1.0, 2.0], then: { $0 * 10 }, else: { -$0 })
    #expect(rows.scalars(as: Double.self) == [10, 20, -1, -2])
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("jnp.where(i > 0, i, 0)") { jnp.where(i .> 0, i, 0) }
    table.add("jnp.where(i > 0, f, i)") { jnp.where(i .> 0, f, i) }
    table.add("jnp.where(i, 1.5, 2)") { jnp.where(i, 1.5, 2) }
    table.add("jnp.where(b[:, jnp.newaxis], jnp.arange(2), 5)") {
      jnp.where(b[.all, .newAxis], jnp.arange(2), 5)
    }
    table.add("jnp.where(True, f, 0)") { jnp.where(true, f, 0) }
    table.add("jnp.where(e > 0, e, 1)") { jnp.where(e .> 0, e, 1) }
    table.add("jnp.clip(i, -2, 2)") { jnp.clip(i, min: -2, max: 2) }
    table.add("jnp.clip(i, min=0)") { jnp.clip(i, min: 0) }
    table.add("jnp.clip(n, 0, 1)") { jnp.clip(n, min: 0, max: 1) }
    table.add("jnp.clip(u, 10, 100)") { jnp.clip(u, min: 10, max: 100) }
    table.add("jnp.clip(f, g, 1)") { jnp.clip(f, min: g, max: 1) }
    table.add("jnp.clip(i, 3, 1)") { jnp.clip(i, min: 3, max: 1) }
    table.add("jnp.take(f, k)") { jnp.take(f, k) }
    table.add("jnp.take(m, jnp.array([0, -1]), axis=1)") { jnp.take(m, [0, -1], axis: 1) }
    table.add("jnp.take(m, 1, axis=0)") { jnp.take(m, 1, axis: 0) }
    table.add("jnp.take(f, jnp.array([0, 5, -6, -1]))") { jnp.take(f, [0, 5, -6, -1]) }
    table.add("jnp.take(i, jnp.array([0, 5]))") { jnp.take(i, [0, 5]) }
    table.add(#"jnp.take(f, jnp.array([0, 5, -6]), mode="clip")"#) {
      jnp.take(f, [0, 5, -6], mode: .clip)
    }
    table.add(#"jnp.take(f, jnp.array([0, 5, -6, 12]), mode="wrap")"#) {
      jnp.take(f, [0, 5, -6, 12], mode: .wrap)
    }
    table.add("jnp.take(f, jnp.array([0, 5]), fill_value=-1)") {
      jnp.take(f, [0, 5], fillValue: -1)
    }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("jnp.take_along_axis(m, jnp.array([[0], [3], [-1]]), axis=1)") {
      jnp.takeAlongAxis(m, Tensor([0, 3, -1], shape: [3, 1]), axis: 1)
    }
    table.add("jnp.take_along_axis(m, jnp.array([[1, 0, 2, 7]]), axis=0)") {
      jnp.takeAlongAxis(m, [[1, 0, 2, 7]], axis: 0)
    }
    table.add("jnp.take_along_axis(f, jnp.array([4, 5, -6]), axis=0)") {
      jnp.takeAlongAxis(f, [4, 5, -6], axis: 0)
    }
    table.add("jnp.take_along_axis(m, jnp.argsort(-m, axis=1), axis=1)") {
      jnp.takeAlongAxis(m, jnp.argsort(-m, axis: 1), axis: 1)
    }
    table.add("jnp.sort(j)") { jnp.sort(j) }
    table.add("jnp.sort(n)") { jnp.sort(n) }
    table.add("jnp.sort(-m, axis=0)") { jnp.sort(-m, axis: 0) }
    table.add("jnp.sort(-m, axis=None)") { jnp.sort(-m, axis: nil) }
    table.add("jnp.sort(j, descending=True)") { jnp.sort(j, descending: true) }
    table.add("jnp.argsort(j)") { jnp.argsort(j) }
    table.add("jnp.argsort(n)") { jnp.argsort(n) }
    table.add("jnp.argsort(jnp.array([1, 0, 1, 0]))") { jnp.argsort([1, 0, 1, 0]) }
    table.add("jnp.argsort(jnp.array([1, 0, 1, 0]), descending=True)") {
      jnp.argsort([1, 0, 1, 0], descending: true)
    }
    table.add("jnp.argsort(-m, axis=0)") { jnp.argsort(-m, axis: 0) }
    table.add("jnp.searchsorted(jnp.array([1, 3, 3, 5]), jnp.array([0, 3, 4, 9]))") {
      jnp.searchsorted([1, 3, 3, 5], [0, 3, 4, 9])
    }
    table.add(#"jnp.searchsorted(jnp.array([1, 3, 3, 5]), 3, side="right")"#) {
      jnp.searchsorted([1, 3, 3, 5], 3, side: .right)
    }
    table.add("jnp.searchsorted(jnp.array([1.0, 3.0]), jnp.array([2.0, jnp.nan]))") {
      jnp.searchsorted([1.0, 3], Tensor([2, .nan] as [Float]))
    }
  }
}
