// Functions of each element.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct ElementwiseTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("elementwise")
    Self.part1(&table)
    Self.part2(&table)
    Self.part3(&table)
    Self.part4(&table)
    Self.part5(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("jnp.sin(i)") { jnp.sin(i) }
    table.add("jnp.exp(b)") { jnp.exp(b) }
    table.add("jnp.sqrt(u)") { jnp.sqrt(u) }
    table.add("jnp.log(2)") { jnp.log(2) }
    table.add("jnp.tanh(f.astype(jnp.bfloat16))") { jnp.tanh(f.astype(.bfloat16)) }
    table.add("jnp.exp2(f)") { jnp.exp2(f) }
    table.add("jnp.exp2(i)") { jnp.exp2(i) }
    table.add("jnp.log2(u)") { jnp.log2(u) }
    table.add("jnp.log10(u)") { jnp.log10(u) }
    table.add("jnp.cbrt(f)") { jnp.cbrt(f) }
    table.add("jnp.abs(i)") { jnp.abs(i) }
    table.add("jnp.abs(c)") { jnp.abs(c) }
    table.add("jnp.abs(b)") { jnp.abs(b) }
    table.add("jnp.square(i)") { jnp.square(i) }
    table.add("jnp.square(3)") { jnp.square(3) }
    table.add("jnp.sign(f)") { jnp.sign(f) }
    table.add("jnp.sign(n)") { jnp.sign(n) }
    table.add("jnp.sign(c)") { jnp.sign(c) }
    table.add("jnp.sign(u)") { jnp.sign(u) }
    table.add("jnp.reciprocal(f)") { jnp.reciprocal(f) }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("jnp.reciprocal(i)") { jnp.reciprocal(i) }
    table.add("jnp.floor(f)") { jnp.floor(f) }
    table.add("jnp.floor(i)") { jnp.floor(i) }
    table.add("jnp.ceil(f)") { jnp.ceil(f) }
    table.add("jnp.trunc(f)") { jnp.trunc(f) }
    table.add("jnp.trunc(i)") { jnp.trunc(i) }
    table.add("jnp.round(f)") { jnp.round(f) }
    table.add("jnp.round(f * 1.234, 1)") { jnp.round(f * 1.234, 1) }
    table.add("jnp.isnan(n)") { jnp.isnan(n) }
    table.add("jnp.isnan(i)") { jnp.isnan(i) }
    table.add("jnp.isinf(n)") { jnp.isinf(n) }
    table.add("jnp.isfinite(n)") { jnp.isfinite(n) }
    table.add("jnp.isfinite(i)") { jnp.isfinite(i) }
    table.add("jnp.signbit(n)") { jnp.signbit(n) }
    table.add("jnp.signbit(i)") { jnp.signbit(i) }
    table.add("jnp.real(c)") { jnp.real(c) }
    table.add("jnp.imag(c)") { jnp.imag(c) }
    table.add("jnp.imag(f)") { jnp.imag(f) }
    table.add("jnp.conj(c)") { jnp.conj(c) }
    table.add("jnp.angle(c)") { jnp.angle(c) }
  }

  private static func part3(_ table: inout ExpressionTable) {
    table.add("jnp.logical_not(f)") { jnp.logicalNot(f) }
    table.add("jnp.logical_and(i, f)") { jnp.logicalAnd(i, f) }
    table.add("jnp.logical_or(i, 0)") { jnp.logicalOr(i, 0) }
    table.add("jnp.logical_xor(i, b)") { jnp.logicalXor(i, b) }
    table.add("jnp.maximum(f, 0)") { jnp.maximum(f, 0) }
    table.add("jnp.maximum(i, 1.5)") { jnp.maximum(i, 1.5) }
    table.add("jnp.maximum(n, 0)") { jnp.maximum(n, 0) }
    table.add("jnp.minimum(i, j)") { jnp.minimum(i, j) }
    table.add("jnp.minimum(b, False)") { jnp.minimum(b, false) }
    table.add("jnp.fmax(n, 0)") { jnp.fmax(n, 0) }
    table.add("jnp.fmin(n, 0)") { jnp.fmin(n, 0) }
    table.add("jnp.arctan2(i, j)") { jnp.arctan2(i, j) }
    table.add("jnp.arctan2(f, 0.0)") { jnp.arctan2(f, 0.0) }
    table.add("jnp.hypot(f, g)") { jnp.hypot(f, g) }
    table.add("jnp.hypot(3, 4)") { jnp.hypot(3, 4) }
    table.add("jnp.logaddexp(f, g)") { jnp.logaddexp(f, g) }
    table.add("jnp.logaddexp(n, n)") { jnp.logaddexp(n, n) }
    table.add("jnp.logaddexp2(f, g)") { jnp.logaddexp2(f, g) }
    table.add("jnp.logaddexp2(i, 1)") { jnp.logaddexp2(i, 1) }
    table.add("jnp.heaviside(f, 0.5)") { jnp.heaviside(f, 0.5) }
  }

  private static func part4(_ table: inout ExpressionTable) {
    table.add("jnp.heaviside(n, 0.5)") { jnp.heaviside(n, 0.5) }
    table.add("jnp.sinc(f)") { jnp.sinc(f) }
    table.add("jnp.sinc(i)") { jnp.sinc(i) }
    table.add("jnp.deg2rad(i)") { jnp.deg2rad(i) }
    table.add("jnp.rad2deg(f)") { jnp.rad2deg(f) }
    table.add("jnp.nan_to_num(n)") { jnp.nanToNum(n) }
    table.add("jnp.nan_to_num(n, nan=1.0, posinf=2.0, neginf=3.0)") {
      jnp.nanToNum(n, nan: 1.0, posinf: 2.0, neginf: 3.0)
    }
    table.add("jnp.nan_to_num(i)") { jnp.nanToNum(i) }
    table.add("jnp.float_power(i, 2)") { jnp.floatPower(i, 2) }
    table.add("jnp.positive(i)") { jnp.positive(i) }
    table.add("jnp.copysign(f, -1)") { jnp.copysign(f, -1) }
    table.add("jnp.isclose(f, f + 1e-7)") { jnp.isclose(f, f + 1e-7) }
    table.add("jnp.isclose(n, n)") { jnp.isclose(n, n) }
    table.add("jnp.isclose(n, n, equal_nan=True)") { jnp.isclose(n, n, equalNan: true) }
    table.add("jnp.isclose(i, i + 1)") { jnp.isclose(i, i + 1) }
    table.add("jnp.isclose(i, f)") { jnp.isclose(i, f) }
    table.add("jnp.allclose(f, f * 1.000001)") { jnp.allclose(f, f * 1.000001) }
    table.add("jnp.allclose(n, n)") { jnp.allclose(n, n) }
    table.add("jnp.array_equal(f, f)") { jnp.arrayEqual(f, f) }
    table.add("jnp.array_equal(f, m)") { jnp.arrayEqual(f, m) }
  }

  private static func part5(_ table: inout ExpressionTable) {
    table.add("jnp.array_equal(n, n, equal_nan=True)") { jnp.arrayEqual(n, n, equalNan: true) }
  }
}
