// Reductions, order statistics and running sums.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct ReductionTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("reductions")
    Self.part1(&table)
    Self.part2(&table)
    Self.part3(&table)
    Self.part4(&table)
    Self.part5(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("jnp.sum(m)") { jnp.sum(m) }
    table.add("jnp.sum(m, axis=0)") { jnp.sum(m, axis: [0]) }
    table.add("jnp.sum(a, axis=(0, -1), keepdims=True)") {
      jnp.sum(a, axis: [0, -1], keepdims: true)
    }
    table.add("jnp.sum(a, axis=())") { jnp.sum(a, axis: []) }
    table.add("jnp.sum(b)") { jnp.sum(b) }
    table.add("jnp.sum(u)") { jnp.sum(u) }
    table.add("jnp.sum(i.astype(jnp.int8))") { jnp.sum(i.astype(.int8)) }
    table.add("jnp.sum(i.astype(jnp.int16), axis=0)") { jnp.sum(i.astype(.int16), axis: [0]) }
    table.add("jnp.sum(h)") { jnp.sum(h) }
    table.add("jnp.sum(h.astype(jnp.bfloat16) * 100, axis=0)") {
      jnp.sum(h.astype(.bfloat16) * 100, axis: [0])
    }
    table.add("jnp.sum(jnp.full((4096,), 1.01, jnp.float16))") {
      jnp.sum(jnp.full([4096], 1.01, dtype: .float16))
    }
    table.add("jnp.sum(e)") { jnp.sum(e) }
    table.add("jnp.sum(e, axis=0)") { jnp.sum(e, axis: [0]) }
    table.add("jnp.sum(m, dtype=jnp.float32)") { jnp.sum(m, dtype: .float32) }
    table.add("jnp.sum(f, dtype=jnp.float16)") { jnp.sum(f, dtype: .float16) }
    table.add("jnp.sum(c)") { jnp.sum(c) }
    table.add("x64: jnp.sum(jnp.arange(3, dtype=jnp.int64))") {
      jnp.sum(jnp.arange(3, dtype: .int64))
    }
    table.add("jnp.prod(i[:2])") { jnp.prod(i[..<2]) }
    table.add("jnp.prod(u[1:3])") { jnp.prod(u[1..<3]) }
    table.add("jnp.prod(b)") { jnp.prod(b) }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("jnp.prod(h + 1)") { jnp.prod(h + 1) }
    table.add("jnp.prod(e, axis=0)") { jnp.prod(e, axis: [0]) }
    table.add("jnp.max(m, axis=1)") { jnp.max(m, axis: [1]) }
    table.add("jnp.max(n)") { jnp.max(n) }
    table.add("jnp.max(b)") { jnp.max(b) }
    table.add("jnp.min(f)") { jnp.min(f) }
    table.add("jnp.min(a, axis=(1, 2))") { jnp.min(a, axis: [1, 2]) }
    table.add("jnp.min(u)") { jnp.min(u) }
    table.add("jnp.max(e, axis=1)") { jnp.max(e, axis: [1]) }
    table.add("jnp.ptp(m, axis=0)") { jnp.ptp(m, axis: [0]) }
    table.add("jnp.all(i)") { jnp.all(i) }
    table.add("jnp.all(m > 0, axis=1)") { jnp.all(m .> 0, axis: [1]) }
    table.add("jnp.any(n)") { jnp.any(n) }
    table.add("jnp.any(e, axis=0)") { jnp.any(e, axis: [0]) }
    table.add("jnp.all(e)") { jnp.all(e) }
    table.add("jnp.mean(i)") { jnp.mean(i) }
    table.add("jnp.mean(b)") { jnp.mean(b) }
    table.add("jnp.mean(u)") { jnp.mean(u) }
    table.add("jnp.mean(h)") { jnp.mean(h) }
    table.add("jnp.mean(h.astype(jnp.bfloat16), axis=1)") {
      jnp.mean(h.astype(.bfloat16), axis: [1])
    }
  }

  private static func part3(_ table: inout ExpressionTable) {
    table.add("jnp.mean(e)") { jnp.mean(e) }
    table.add("jnp.mean(a, axis=(0, 2), keepdims=True)") {
      jnp.mean(a, axis: [0, 2], keepdims: true)
    }
    table.add("jnp.mean(c)") { jnp.mean(c) }
    table.add("jnp.mean(f, dtype=jnp.float16)") { jnp.mean(f, dtype: .float16) }
    table.add("jnp.var(i)") { jnp.var(i) }
    table.add("jnp.var(m, axis=0)") { jnp.var(m, axis: [0]) }
    table.add("jnp.var(f, ddof=1)") { jnp.var(f, ddof: 1) }
    table.add("jnp.var(h)") { jnp.var(h) }
    table.add("jnp.var(c)") { jnp.var(c) }
    table.add("jnp.std(i)") { jnp.std(i) }
    table.add("jnp.std(a, axis=-1, keepdims=True)") { jnp.std(a, axis: [-1], keepdims: true) }
    table.add("jnp.std(h * 3, axis=1)") { jnp.std(h * 3, axis: [1]) }
    table.add("jnp.argmax(jnp.array([1, 3, 3, 2]))") { jnp.argmax([1, 3, 3, 2]) }
    table.add("jnp.argmin(jnp.array([2, 1, 1]))") { jnp.argmin([2, 1, 1]) }
    table.add("jnp.argmax(n)") { jnp.argmax(n) }
    table.add("jnp.argmin(n)") { jnp.argmin(n) }
    table.add("jnp.argmax(m, axis=0)") { jnp.argmax(m, axis: 0) }
    table.add("jnp.argmax(m, axis=-1, keepdims=True)") { jnp.argmax(m, axis: -1, keepdims: true) }
    table.add("jnp.argmax(m, keepdims=True)") { jnp.argmax(m, keepdims: true) }
    table.add("jnp.argmin(b)") { jnp.argmin(b) }
  }

  private static func part4(_ table: inout ExpressionTable) {
    table.add("jnp.argmax(h)") { jnp.argmax(h) }
    table.add("jnp.cumsum(m)") { jnp.cumsum(m) }
    table.add("jnp.cumsum(m, axis=0)") { jnp.cumsum(m, axis: 0) }
    table.add("jnp.cumsum(u)") { jnp.cumsum(u) }
    table.add("jnp.cumsum(b)") { jnp.cumsum(b) }
    table.add("jnp.cumsum(i.astype(jnp.int8))") { jnp.cumsum(i.astype(.int8)) }
    table.add("jnp.cumsum(h, axis=1)") { jnp.cumsum(h, axis: 1) }
    table.add("jnp.cumprod(i[3:])") { jnp.cumprod(i[3...]) }
    table.add("jnp.cumprod(u)") { jnp.cumprod(u) }
    table.add("jnp.nansum(n[:2])") { jnp.nansum(n[..<2]) }
    table.add("jnp.nansum(n)") { jnp.nansum(n) }
    table.add("jnp.nanprod(n[:2])") { jnp.nanprod(n[..<2]) }
    table.add("jnp.nanmean(n[:2])") { jnp.nanmean(n[..<2]) }
    table.add("jnp.nanmean(n[1:2])") { jnp.nanmean(n[1..<2]) }
    table.add("jnp.nanmean(i)") { jnp.nanmean(i) }
    table.add("jnp.nanmax(n)") { jnp.nanmax(n) }
    table.add("jnp.nanmin(n)") { jnp.nanmin(n) }
    table.add("jnp.nanmax(n[1:2])") { jnp.nanmax(n[1..<2]) }
    table.add("jnp.nanvar(n[jnp.array([0, 1, 4])])") { jnp.nanvar(n[[0, 1, 4]]) }
    table.add("jnp.nanstd(jnp.array([[1.0, jnp.nan], [3.0, 4.0]]), axis=0)") {
      jnp.nanstd(Tensor([1, .nan, 3, 4] as [Float], shape: [2, 2]), axis: [0])
    }
  }

  private static func part5(_ table: inout ExpressionTable) {
    table.add("jnp.count_nonzero(i)") { jnp.countNonzero(i) }
    table.add("jnp.count_nonzero(m > 2, axis=1)") { jnp.countNonzero(m .> 2, axis: [1]) }
    table.add("jnp.average(f)") { jnp.average(f) }
    table.add("jnp.average(i)") { jnp.average(i) }
    table.add("jnp.average(f, weights=jnp.array([1, 2, 3, 4, 5]))") {
      jnp.average(f, weights: [1, 2, 3, 4, 5])
    }
    table.add("jnp.average(m, axis=0, weights=jnp.array([1.0, 2.0, 1.0]))") {
      jnp.average(m, axis: [0], weights: [1.0, 2, 1])
    }
    table.add("jnp.median(f)") { jnp.median(f) }
    table.add("jnp.median(i[:4])") { jnp.median(i[..<4]) }
    table.add("jnp.median(m, axis=1)") { jnp.median(m, axis: [1]) }
    table.add("jnp.median(n)") { jnp.median(n) }
    table.add("jnp.quantile(f, 0.3)") { jnp.quantile(f, 0.3) }
    table.add("jnp.quantile(m, jnp.array([0.1, 0.5, 1.0]), axis=1)") {
      jnp.quantile(m, [0.1, 0.5, 1], axis: [1])
    }
    table.add(#"jnp.quantile(f, 0.3, method="lower")"#) { jnp.quantile(f, 0.3, method: .lower) }
    table.add(#"jnp.quantile(f, 0.3, method="higher")"#) { jnp.quantile(f, 0.3, method: .higher) }
    table.add(#"jnp.quantile(f, 0.3, method="nearest")"#) { jnp.quantile(f, 0.3, method: .nearest) }
    table.add(#"jnp.quantile(f, 0.3, method="midpoint")"#) {
      jnp.quantile(f, 0.3, method: .midpoint)
    }
    table.add("jnp.quantile(a, 0.25, axis=(0, 2), keepdims=True)") {
      jnp.quantile(a, 0.25, axis: [0, 2], keepdims: true)
    }
    table.add("jnp.percentile(f, 30)") { jnp.percentile(f, 30) }
    table.add("jnp.percentile(f, jnp.array([25.0, 75.0]))") { jnp.percentile(f, [25.0, 75]) }
  }
}
