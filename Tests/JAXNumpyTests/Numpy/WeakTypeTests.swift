// Where bare numbers keep yielding in promotion.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct WeakTypeTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("weak")
    Self.part1(&table)
    Self.part2(&table)
    Self.part3(&table)
    Self.part4(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("w + 1") { w + 1 }
    table.add("w + f") { w + f }
    table.add("w * h") { w * h }
    table.add("w * u") { w * u }
    table.add("wi * u") { wi * u }
    table.add("wi / 2") { wi / 2 }
    table.add("wi + w") { wi + w }
    table.add("jnp.sin(w)") { jnp.sin(w) }
    table.add("jnp.sin(wi)") { jnp.sin(wi) }
    table.add("jnp.exp2(w)") { jnp.exp2(w) }
    table.add("jnp.log2(w)") { jnp.log2(w) }
    table.add("jnp.log10(wi)") { jnp.log10(wi) }
    table.add("jnp.square(w)") { jnp.square(w) }
    table.add("jnp.abs(wi)") { jnp.abs(wi) }
    table.add("jnp.sign(w)") { jnp.sign(w) }
    table.add("jnp.reciprocal(w)") { jnp.reciprocal(w) }
    table.add("jnp.floor(wi)") { jnp.floor(wi) }
    table.add("jnp.round(w)") { jnp.round(w) }
    table.add("jnp.maximum(w, 1)") { jnp.maximum(w, 1) }
    table.add("jnp.maximum(w, h)") { jnp.maximum(w, h) }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("jnp.hypot(wi, 4)") { jnp.hypot(wi, 4) }
    table.add("jnp.logaddexp(w, 1)") { jnp.logaddexp(w, 1) }
    table.add("wi % 2") { wi % 2 }
    table.add("wi // 2") { jnp.floorDivide(wi, 2) }
    table.add("w // 2") { jnp.floorDivide(w, 2) }
    table.add("w % 2") { w % 2 }
    table.add("wi ** 2") { wi ** 2 }
    table.add("w ** 2") { w ** 2 }
    table.add("w ** wi") { w ** wi }
    table.add("wi ** wi") { wi ** wi }
    table.add("jnp.where(b, w, 1)") { jnp.where(b, w, 1) }
    table.add("jnp.where(b, wi, 1.0)") { jnp.where(b, wi, 1.0) }
    table.add("jnp.where(b, 1, 0)") { jnp.where(b, 1, 0) }
    table.add("jnp.where(b, h[0, 0], 1)") { jnp.where(b, h[0, 0], 1) }
    table.add("jnp.clip(w, 0, 1)") { jnp.clip(w, min: 0, max: 1) }
    table.add("jnp.clip(f, 0, 1)") { jnp.clip(f, min: 0, max: 1) }
    table.add("jnp.clip(i, -1, 2.5)") { jnp.clip(i, min: -1, max: 2.5) }
    table.add("jnp.sum(w)") { jnp.sum(w) }
    table.add("jnp.sum(wi)") { jnp.sum(wi) }
    table.add("jnp.mean(w)") { jnp.mean(w) }
  }

  private static func part3(_ table: inout ExpressionTable) {
    table.add("jnp.mean(wi)") { jnp.mean(wi) }
    table.add("jnp.max(w)") { jnp.max(w) }
    table.add("jnp.var(w)") { jnp.var(w) }
    table.add("jnp.cumsum(jnp.reshape(w, 1))") { jnp.cumsum(jnp.reshape(w, [1])) }
    table.add("jnp.reshape(w, (1, 1))") { jnp.reshape(w, [1, 1]) }
    table.add("jnp.broadcast_to(w, (2,))") { jnp.broadcastTo(w, [2]) }
    table.add("jnp.stack([w, w])") { jnp.stack([w, w]) }
    table.add("jnp.stack([w, h[0, 0]])") { jnp.stack([w, h[0, 0]]) }
    table.add("jnp.full((2,), 2)") { jnp.full([2], 2) }
    table.add("jnp.full((2,), w)") { jnp.full([2], w) }
    table.add("jnp.full_like(i, 2.7)") { jnp.fullLike(i, 2.7) }
    table.add("jnp.array(w)") { jnp.array(w) }
    table.add("jnp.zeros_like(w)") { jnp.zerosLike(w) }
    table.add("jnp.ones_like(h)") { jnp.onesLike(h) }
    table.add("jnp.matmul(jnp.reshape(w, (1, 1)), h[:1, :1])") {
      jnp.matmul(jnp.reshape(w, [1, 1]), h[0..<1, 0..<1])
    }
    table.add("jnp.dot(w, 3)") { jnp.dot(w, 3) }
    table.add("jnp.outer(w, w)") { jnp.outer(w, w) }
    table.add("jnp.real(w)") { jnp.real(w) }
    table.add("jnp.conj(w)") { jnp.conj(w) }
    table.add("jnp.tile(w, 2)") { jnp.tile(w, [2]) }
  }

  private static func part4(_ table: inout ExpressionTable) {
    table.add("jnp.roll(jnp.reshape(w, 1), 1)") { jnp.roll(jnp.reshape(w, [1]), 1) }
    table.add("jnp.pad(jnp.reshape(w, 1), 1)") { jnp.pad(jnp.reshape(w, [1]), [(1, 1)]) }
    table.add("f.at[0].set(w)") { f.at[0].set(w) }
    table.add("jnp.sort(jnp.stack([w, w]))") { jnp.sort(jnp.stack([w, w])) }
  }
}
