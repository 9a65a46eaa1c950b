// Products of matrices, and Einstein's notation.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct ContractionTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("contractions")
    Self.part1(&table)
    Self.part2(&table)
    Self.part3(&table)
    Self.part4(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("jnp.matmul(f, g)") { jnp.matmul(f, g) }
    table.add("jnp.matmul(m, m.T)") { jnp.matmul(m, m.T) }
    table.add("jnp.matmul(m, f[:4])") { jnp.matmul(m, f[..<4]) }
    table.add("jnp.matmul(f[:3], m)") { jnp.matmul(f[..<3], m) }
    table.add("jnp.matmul(a, m.T)") { jnp.matmul(a, m.T) }
    table.add("jnp.matmul(m, a.swapaxes(1, 2))") { jnp.matmul(m, jnp.swapaxes(a, 1, 2)) }
    table.add("jnp.matmul(a, a.swapaxes(1, 2))") { jnp.matmul(a, jnp.swapaxes(a, 1, 2)) }
    table.add("jnp.matmul(a, f[:4])") { jnp.matmul(a, f[..<4]) }
    table.add("jnp.matmul(f[:3], a)") { jnp.matmul(f[..<3], a) }
    table.add("jnp.matmul(a[:1], a.swapaxes(1, 2))") { jnp.matmul(a[..<1], jnp.swapaxes(a, 1, 2)) }
    table.add("jnp.matmul(a[:, jnp.newaxis], a[jnp.newaxis].swapaxes(2, 3))") {
      jnp.matmul(a[.all, .newAxis], jnp.swapaxes(a[.newAxis], 2, 3))
    }
    table.add("jnp.matmul(e, jnp.ones((3, 2)))") { jnp.matmul(e, jnp.ones([3, 2])) }
    table.add("jnp.matmul(e.T, e)") { jnp.matmul(e.T, e) }
    table.add("jnp.matmul(h, h.T)") { jnp.matmul(h, h.T) }
    table.add("jnp.matmul(u[:2], u[2:])") { jnp.matmul(u[..<2], u[2...]) }
    table.add("jnp.matmul(b, b)") { jnp.matmul(b, b) }
    table.add("jnp.matmul(m, m.T, preferred_element_type=jnp.float32)") {
      jnp.matmul(m, m.T, preferredElementType: .float32)
    }
    table.add("jnp.matmul(m.astype(jnp.int8), m.T.astype(jnp.int8))") {
      jnp.matmul(m.astype(.int8), m.T.astype(.int8))
    }
    table.add("jnp.dot(f, 2)") { jnp.dot(f, 2) }
    table.add("jnp.dot(f, g)") { jnp.dot(f, g) }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("jnp.dot(a, m.T)") { jnp.dot(a, m.T) }
    table.add("jnp.dot(m, a.swapaxes(1, 2))") { jnp.dot(m, jnp.swapaxes(a, 1, 2)) }
    table.add("jnp.dot(i, f)") { jnp.dot(i, f) }
    table.add("jnp.vdot(c, c)") { jnp.vdot(c, c) }
    table.add("jnp.vdot(m, m)") { jnp.vdot(m, m) }
    table.add("jnp.outer(i, f)") { jnp.outer(i, f) }
    table.add("jnp.outer(m, i)") { jnp.outer(m, i) }
    table.add("jnp.inner(m, m)") { jnp.inner(m, m) }
    table.add("jnp.inner(f, 3)") { jnp.inner(f, 3) }
    table.add("jnp.inner(a, f[:4])") { jnp.inner(a, f[..<4]) }
    table.add("jnp.tensordot(a[0], a[0])") { jnp.tensordot(a[0], a[0]) }
    table.add("jnp.tensordot(m, m.T, axes=1)") { jnp.tensordot(m, m.T, axes: 1) }
    table.add("jnp.tensordot(i, f, axes=0)") { jnp.tensordot(i, f, axes: 0) }
    table.add("jnp.tensordot(a, m, axes=([1, 2], [0, 1]))") {
      jnp.tensordot(a, m, axes: ([1, 2], [0, 1]))
    }
    table.add("jnp.tensordot(a, a, axes=([0, -1], [0, 2]))") {
      jnp.tensordot(a, a, axes: ([0, -1], [0, 2]))
    }
    table.add(#"jnp.einsum("ij,jk->ik", m, m.T)"#) { jnp.einsum("ij,jk->ik", m, m.T) }
    table.add(#"jnp.einsum("ij,jk", m, m.T)"#) { jnp.einsum("ij,jk", m, m.T) }
    table.add(#"jnp.einsum("ba", m)"#) { jnp.einsum("ba", m) }
    table.add(#"jnp.einsum("ij->", m)"#) { jnp.einsum("ij->", m) }
    table.add(#"jnp.einsum("ij->j", f[:, jnp.newaxis] * g)"#) {
      jnp.einsum("ij->j", f[.all, .newAxis] * g)
    }
  }

  private static func part3(_ table: inout ExpressionTable) {
    table.add(#"jnp.einsum("ii", m[:, :3])"#) { jnp.einsum("ii", m[.all, ..<3]) }
    table.add(#"jnp.einsum("ii->i", m[:, :3])"#) { jnp.einsum("ii->i", m[.all, ..<3]) }
    table.add(#"jnp.einsum("iij->j", a[:, :2])"#) { jnp.einsum("iij->j", a[.all, ..<2]) }
    table.add(#"jnp.einsum("i,j->ij", i, f)"#) { jnp.einsum("i,j->ij", i, f) }
    table.add(#"jnp.einsum("i,i->i", i, j)"#) { jnp.einsum("i,i->i", i, j) }
    table.add(#"jnp.einsum("i,i", f, g)"#) { jnp.einsum("i,i", f, g) }
    table.add(#"jnp.einsum("bij,bkj->bik", a, a)"#) { jnp.einsum("bij,bkj->bik", a, a) }
    table.add(#"jnp.einsum("...ij,...kj->...ik", a, m)"#) { jnp.einsum("...ij,...kj->...ik", a, m) }
    table.add(#"jnp.einsum("...j->...", a)"#) { jnp.einsum("...j->...", a) }
    table.add(#"jnp.einsum("i...,i...->...", m, m)"#) { jnp.einsum("i...,i...->...", m, m) }
    table.add(#"jnp.einsum("...,...", m, 2)"#) { jnp.einsum("...,...", m, 2) }
    table.add(#"jnp.einsum("ij,jk,kl->il", m, m.T, m)"#) { jnp.einsum("ij,jk,kl->il", m, m.T, m) }
    table.add(#"jnp.einsum("i,j,k->kji", i[:2], j[:3], f[:2])"#) {
      jnp.einsum("i,j,k->kji", i[..<2], j[..<3], f[..<2])
    }
    table.add(#"jnp.einsum("ij,j,i->", m, f[:4], g[:3])"#) {
      jnp.einsum("ij,j,i->", m, f[..<4], g[..<3])
    }
    table.add(#"jnp.einsum("ij,ij->ij", m[:1], m)"#) { jnp.einsum("ij,ij->ij", m[..<1], m) }
    table.add(#"jnp.einsum("ij,jk->ik", m[:, :1], m.T)"#) {
      jnp.einsum("ij,jk->ik", m[.all, ..<1], m.T)
    }
    table.add(#"jnp.einsum(" ij , jk -> ik ", m, m.T)"#) { jnp.einsum(" ij , jk -> ik ", m, m.T) }
    table.add(#"jnp.einsum("ijk->kij", a)"#) { jnp.einsum("ijk->kij", a) }
    table.add(#"jnp.einsum(",ij->ij", 2, m)"#) { jnp.einsum(",ij->ij", 2, m) }
    table.add(#"jnp.einsum("ij,kj->ik", e, e)"#) { jnp.einsum("ij,kj->ik", e, e) }
  }

  private static func part4(_ table: inout ExpressionTable) {
    table.add(#"jnp.einsum("ab,aB->bB", m, m)"#) { jnp.einsum("ab,aB->bB", m, m) }
    table.add(#"jnp.einsum("bB,Ab", m[:3, :3], m[:3, :3])"#) {
      jnp.einsum("bB,Ab", m[..<3, ..<3], m[..<3, ..<3])
    }
  }
}
