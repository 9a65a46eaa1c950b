// Reshaping, joining, splitting, repeating, turning and padding.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct MovementTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("movement")
    Self.part1(&table)
    Self.part2(&table)
    Self.part3(&table)
    Self.part4(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("jnp.reshape(m, (2, -1))") { jnp.reshape(m, [2, -1]) }
    table.add("jnp.reshape(e, (0, 7))") { jnp.reshape(e, [0, 7]) }
    table.add("jnp.ravel(m)") { jnp.ravel(m) }
    table.add("jnp.transpose(a)") { jnp.transpose(a) }
    table.add("jnp.transpose(a, (1, 0, -1))") { jnp.transpose(a, axes: [1, 0, -1]) }
    table.add("jnp.swapaxes(a, 0, -1)") { jnp.swapaxes(a, 0, -1) }
    table.add("jnp.moveaxis(a, 0, -1)") { jnp.moveaxis(a, 0, -1) }
    table.add("jnp.moveaxis(a, (0, 1), (-1, 0))") { jnp.moveaxis(a, [0, 1], [-1, 0]) }
    table.add("jnp.expand_dims(m, (0, -1))") { jnp.expandDims(m, [0, -1]) }
    table.add("jnp.squeeze(m[:1, :1])") { jnp.squeeze(m[..<1, ..<1]) }
    table.add("jnp.squeeze(m[jnp.newaxis, :1], axis=-2)") {
      jnp.squeeze(m[.newAxis, ..<1], axis: -2)
    }
    table.add("jnp.broadcast_to(m[:, :1], (2, 3, 4))") {
      jnp.broadcastTo(m[.all, ..<1], [2, 3, 4])
    }
    table.add("jnp.broadcast_arrays(f[:1], m[:, :1])[0]") {
      jnp.broadcastArrays(f[..<1], m[.all, ..<1])[0]
    }
    table.add("jnp.concatenate([i, j])") { jnp.concatenate([i, j]) }
    table.add("jnp.concatenate([i, f])") { jnp.concatenate([i, f]) }
    table.add("jnp.concatenate([u, b, i.astype(jnp.int8)])") {
      jnp.concatenate([u, b, i.astype(.int8)])
    }
    table.add("jnp.concatenate([m, m[:1]], axis=-2)") { jnp.concatenate([m, m[..<1]], axis: -2) }
    table.add("jnp.concatenate([m, 2.5 * m], axis=1)") { jnp.concatenate([m, 2.5 * m], axis: 1) }
    table.add("jnp.concatenate([m, m], axis=None)") { jnp.concatenate([m, m], axis: nil) }
    table.add("jnp.stack([i, f])") { jnp.stack([i, f]) }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("jnp.stack([m, m], axis=-1)") { jnp.stack([m, m], axis: -1) }
    table.add("jnp.vstack([i, j])") { jnp.vstack([i, j]) }
    table.add("jnp.vstack([m, m[0]])") { jnp.vstack([m, m[0]]) }
    table.add("jnp.hstack([i, j])") { jnp.hstack([i, j]) }
    table.add("jnp.hstack([m, m[:, :1]])") { jnp.hstack([m, m[.all, ..<1]]) }
    table.add("jnp.dstack([i, f])") { jnp.dstack([i, f]) }
    table.add("jnp.column_stack([i, f])") { jnp.columnStack([i, f]) }
    table.add("jnp.append(i, 3)") { jnp.append(i, 3) }
    table.add("jnp.append(m, m[:1], axis=0)") { jnp.append(m, m[..<1], axis: 0) }
    table.add("jnp.split(a, 2, axis=2)[1]") { jnp.split(a, 2, axis: 2)[1] }
    table.add("jnp.split(i, jnp.array([1, 3]))[1]") { jnp.split(i, [1, 3])[1] }
    table.add("jnp.array_split(i, 3)[0]") { jnp.arraySplit(i, 3)[0] }
    table.add("jnp.array_split(i, 3)[2]") { jnp.arraySplit(i, 3)[2] }
    table.add("jnp.array_split(i, 7)[6]") { jnp.arraySplit(i, 7)[6] }
    table.add("jnp.unstack(m, axis=1)[2]") { jnp.unstack(m, axis: 1)[2] }
    table.add("jnp.tile(i, 2)") { jnp.tile(i, [2]) }
    table.add("jnp.tile(m, (2, 1, 2))") { jnp.tile(m, [2, 1, 2]) }
    table.add("jnp.tile(a[:, 0], (2,))") { jnp.tile(a[.all, 0], [2]) }
    table.add("jnp.repeat(m, 2)") { jnp.repeat(m, 2) }
    table.add("jnp.repeat(m, 2, axis=1)") { jnp.repeat(m, 2, axis: 1) }
  }

  private static func part3(_ table: inout ExpressionTable) {
    table.add("jnp.repeat(m, jnp.array([1, 0, 2]), axis=0)") { jnp.repeat(m, [1, 0, 2], axis: 0) }
    table.add("jnp.repeat(2, 3)") { jnp.repeat(2, 3) }
    table.add("jnp.roll(i, 2)") { jnp.roll(i, 2) }
    table.add("jnp.roll(m, -1)") { jnp.roll(m, -1) }
    table.add("jnp.roll(m, 5, axis=1)") { jnp.roll(m, 5, axis: 1) }
    table.add("jnp.roll(m, (1, -1), axis=(0, 1))") { jnp.roll(m, [1, -1], axis: [0, 1]) }
    table.add("jnp.roll(e, 1, axis=0)") { jnp.roll(e, 1, axis: 0) }
    table.add("jnp.flip(m)") { jnp.flip(m) }
    table.add("jnp.flip(a, axis=(0, -1))") { jnp.flip(a, axis: [0, -1]) }
    table.add("jnp.fliplr(m)") { jnp.fliplr(m) }
    table.add("jnp.flipud(m)") { jnp.flipud(m) }
    table.add("jnp.rot90(m)") { jnp.rot90(m) }
    table.add("jnp.rot90(m, 2)") { jnp.rot90(m, 2) }
    table.add("jnp.rot90(a, -1, axes=(1, 2))") { jnp.rot90(a, -1, axes: (1, 2)) }
    table.add("jnp.atleast_1d(i[0])") { jnp.atleast1d(i[0]) }
    table.add("jnp.atleast_2d(i)") { jnp.atleast2d(i) }
    table.add("jnp.atleast_3d(m)") { jnp.atleast3d(m) }
    table.add("jnp.pad(i, 2)") { jnp.pad(i, [(2, 2)]) }
    table.add("jnp.pad(m, ((1, 0), (0, 2)), constant_values=9)") {
      jnp.pad(m, [(1, 0), (0, 2)], constantValues: 9)
    }
    table.add("jnp.pad(f, 1, constant_values=2)") { jnp.pad(f, [(1, 1)], constantValues: 2) }
  }

  private static func part4(_ table: inout ExpressionTable) {
    table.add(#"jnp.pad(m, ((1, 2), (0, 1)), mode="edge")"#) {
      jnp.pad(m, [(1, 2), (0, 1)], mode: .edge)
    }
    table.add(#"jnp.pad(m, ((1, 2), (3, 1)), mode="reflect")"#) {
      jnp.pad(m, [(1, 2), (3, 1)], mode: .reflect)
    }
    table.add(#"jnp.pad(i[:3], (5, 6), mode="reflect")"#) {
      jnp.pad(i[..<3], [(5, 6)], mode: .reflect)
    }
    table.add(#"jnp.pad(i[:1], (2, 2), mode="reflect")"#) {
      jnp.pad(i[..<1], [(2, 2)], mode: .reflect)
    }
    table.add(#"jnp.pad(i[:3], (5, 7), mode="symmetric")"#) {
      jnp.pad(i[..<3], [(5, 7)], mode: .symmetric)
    }
    table.add(#"jnp.pad(i[:3], (5, 7), mode="wrap")"#) { jnp.pad(i[..<3], [(5, 7)], mode: .wrap) }
    table.add("jnp.diff(i)") { jnp.diff(i) }
    table.add("jnp.diff(m, axis=0)") { jnp.diff(m, axis: 0) }
    table.add("jnp.diff(m, n=2)") { jnp.diff(m, n: 2) }
    table.add("jnp.diff(b)") { jnp.diff(b) }
    table.add("jnp.ediff1d(m)") { jnp.ediff1d(m) }
  }
}
