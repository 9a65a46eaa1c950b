// Functional updates of parts of arrays.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct UpdateTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("updates")
    Self.part1(&table)
    Self.part2(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("m.at[0].set(9)") { m.at[0].set(9) }
    table.add("m.at[-1, 1:].set(jnp.array([7, 8, 9]))") { m.at[-1, 1...].set([7, 8, 9]) }
    table.add("m.at[:, 0].add(jnp.array([10, 20, 30]))") { m.at[.all, 0].add([10, 20, 30]) }
    table.add("m.at[::2].multiply(2)") { m.at[.stride(by: 2)].multiply(2) }
    table.add("m.at[:, ::-1].set(jnp.arange(4))") { m.at[.all, .stride(by: -1)].set(jnp.arange(4)) }
    table.add("m.at[::2, 1::2].set(m[:2, :2])") {
      m.at[.stride(by: 2), .stride(from: 1, by: 2)].set(m[..<2, ..<2])
    }
    table.add("m.at[1].set(2.7)") { m.at[1].set(2.7) }
    table.add("m.at[k].add(1)") { m.at[k].add(1) }
    table.add("m.at[k, 0].add(jnp.array([[1, 2], [3, 4]]))") { m.at[k, 0].add([[1, 2], [3, 4]]) }
    table.add("m.at[jnp.array([0, 0, 2])].add(1)") { m.at[[0, 0, 2]].add(1) }
    table.add("m.at[jnp.array([0, 2]), jnp.array([1, -1])].multiply(10)") {
      m.at[[0, 2], [1, -1]].multiply(10)
    }
    table.add("m.at[jnp.array([0, 2]), :2].min(3)") { m.at[[0, 2], ..<2].min(3) }
    table.add("m.at[1:, 2].max(7)") { m.at[1..., 2].max(7) }
    table.add("m.at[1].subtract(1)") { m.at[1].subtract(1) }
    table.add("f.at[1:4].divide(2)") { f.at[1..<4].divide(2) }
    table.add("f.at[jnp.array([1, 3])].divide(jnp.array([2.0, 4.0]))") {
      f.at[[1, 3]].divide([2.0, 4])
    }
    table.add("f.at[1:3].power(2)") { f.at[1..<3].power(2) }
    table.add("f.at[1:3].apply(jnp.exp)") { f.at[1..<3].apply(jnp.exp) }
    table.add("m.at[...].set(1)") { m.at[.ellipsis].set(1) }
    table.add("m.at[:, jnp.newaxis, 1].set(5)") { m.at[.all, .newAxis, 1].set(5) }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("m.at[m > 5].set(0)") { m.at[m .> 5].set(0) }
    table.add("i.at[b].add(100)") { i.at[b].add(100) }
    table.add("a.at[:, jnp.array([0, 2]), 1:3].add(jnp.ones((2, 2, 2)))") {
      a.at[.all, [0, 2], 1..<3].add(jnp.ones([2, 2, 2]))
    }
    table.add("a.at[jnp.array([0, 1]), :, jnp.array([1, 2])].set(jnp.arange(6.0).reshape(2, 3))") {
      a.at[[0, 1], .all, [1, 2]].set(jnp.arange(6).astype(.float32).reshape([2, 3]))
    }
    table.add("a.at[1, :, k].add(jnp.ones((2, 2, 1)))") {
      a.at[1, .all, k].add(jnp.ones([2, 2, 1]))
    }
    table.add("f.at[jnp.array([1, 9])].get()") { jit { (p: Tensor) in f.at[p].get() }([1, 9]) }
    table.add("i.at[jnp.array([1, 9])].get()") { jit { (p: Tensor) in i.at[p].get() }([1, 9]) }
    table.add("u.at[jnp.array([1, 9])].get()") { jit { (p: Tensor) in u.at[p].get() }([1, 9]) }
    table.add(#"f.at[jnp.array([1, 9])].get(mode="clip")"#) {
      jit { (p: Tensor) in f.at[p].get(mode: .clip) }([1, 9])
    }
    table.add(#"f.at[jnp.array([1, 9])].get(mode="fill", fill_value=5)"#) {
      jit { (p: Tensor) in f.at[p].get(mode: .fillOrDrop, fillValue: 5) }([1, 9])
    }
    table.add(#"f.at[jnp.array([1, 9])].set(0, mode="clip")"#) {
      jit { (p: Tensor) in f.at[p].set(0, mode: .clip) }([1, 9])
    }
    table.add("f.at[0:0].set(1)") { f.at[0..<0].set(1) }
    table.add("e.at[:, 0].set(1)") { e.at[.all, 0].set(1) }
    table.add("h.at[0].add(1.5)") { h.at[0].add(1.5) }
    table.add("u.at[0].add(-1)") { u.at[0].add(-1) }
    table.add("b.at[0].set(0)") { b.at[0].set(0) }
  }

  /// What is promised of positions reaches the primitives, and derivatives that need the promise exist.
  @Test func positionsCanBePromisedToBeUniqueAndSorted() throws {
    typealias Update = @Sendable (Tensor, Tensor, Bool) -> Tensor
    let updates: [(String, Update)] = [
      ("scatter", { x, p, flag in x.at[p].set(1.5, indicesAreSorted: flag, uniqueIndices: flag) }),
      (
        "scatter-add",
        { x, p, flag in x.at[p].add(1.5, indicesAreSorted: flag, uniqueIndices: flag) }
      ),
      (
        "scatter-add",
        { x, p, flag in x.at[p].subtract(1.5, indicesAreSorted: flag, uniqueIndices: flag) }
      ),
      (
        "scatter-mul",
        { x, p, flag in x.at[p].multiply(2, indicesAreSorted: flag, uniqueIndices: flag) }
      ),
      (
        "scatter-mul",
        { x, p, flag in x.at[p].divide(2, indicesAreSorted: flag, uniqueIndices: flag) }
      ),
      (
        "scatter-mul",
        { x, p, flag in x.at[p].power(2, indicesAreSorted: flag, uniqueIndices: flag) }
      ),
      (
        "scatter-min",
        { x, p, flag in x.at[p].min(0.5, indicesAreSorted: flag, uniqueIndices: flag) }
      ),
      (
        "scatter-max",
        { x, p, flag in x.at[p].max(0.5, indicesAreSorted: flag, uniqueIndices: flag) }
      ),
      (
        "scatter",
        { x, p, flag in x.at[p].apply(jnp.exp, indicesAreSorted: flag, uniqueIndices: flag) }
      ),
      ("gather", { x, p, flag in x.at[p].get(indicesAreSorted: flag, uniqueIndices: flag) }),
    ]
    let (x, positions) = (Tensor([0.25, 0.5, 1, 2] as [Float]), Tensor([1, 3] as [Int32]))
    for (name, update) in updates {
      for isPromised in [false, true] {
        let text = "\(makeJaxpr { (x: Tensor) in update(x, positions, isPromised) }(x))"
        let flag = isPromised ? "True" : "False"
        #expect(text.contains(name), "\(text)")
        #expect(text.contains("unique_indices=\(flag)"), "\(text)")
        #expect(text.contains("indices_are_sorted=\(flag)"), "\(text)")
      }
      #expect("\(update(x, positions, true))" == "\(update(x, positions, false))", "\(name)")
    }
    // The derivative with respect to what is multiplied with.
    let slope = grad { (y: Tensor) in
      jnp.sum(x.at[positions].multiply(y, uniqueIndices: true))
    }(Tensor([3, 4] as [Float]))
    #expect(slope.scalars(as: Float.self) == [0.5, 2])
  }
}
