// Operators: precedence, promotion, broadcasting, and numbers at their limits.
//
// Each line holds an expression of Python's and the same in Swift; what Python gives is in Golden/numpy.tsv.

import JAXNumpy
import Testing

@Suite struct OperatorsTests {
  @Test func agreesWithJAX() throws {
    var table = ExpressionTable("operators")
    Self.part1(&table)
    Self.part2(&table)
    Self.part3(&table)
    Self.part4(&table)
    Self.part5(&table)
    try table.check()
  }

  private static func part1(_ table: inout ExpressionTable) {
    table.add("-f ** 2") { -(f ** 2) }
    table.add("(-f) ** 2") { -f ** 2 }
    table.add("2 * f ** 2 + 1") { 2 * f ** 2 + 1 }
    table.add("2 ** 3 ** f") { 2 ** (3 ** f) }
    table.add("f - g - 1") { f - g - 1 }
    table.add("f / g / 2") { f / g / 2 }
    table.add("f + g * 2 % 3") { f + g * 2 % 3 }
    table.add("i + j") { i + j }
    table.add("i - 3") { i - 3 }
    table.add("i * j") { i * j }
    table.add("i / j") { i / j }
    table.add("i / 2") { i / 2 }
    table.add("1 / f") { 1 / f }
    table.add("f / 0") { f / 0 }
    table.add("i // j") { jnp.floorDivide(i, j) }
    table.add("f // g") { jnp.floorDivide(f, g) }
    table.add("u // 7") { jnp.floorDivide(u, 7) }
    table.add("i % j") { i % j }
    table.add("f % g") { f % g }
    table.add("g % 0") { g % 0 }
  }

  private static func part2(_ table: inout ExpressionTable) {
    table.add("u % 7") { u % 7 }
    table.add("i % 0") { i % 0 }
    table.add("u % 0") { u % 0 }
    table.add("i % (j - 3)") { i % (j - 3) }
    table.add("-7 % i[3]") { -7 % i[3] }
    table.add("7 % -j") { 7 % -j }
    table.add("n % 2") { n % 2 }
    table.add("jnp.fmod(f, g)") { jnp.fmod(f, g) }
    table.add("jnp.fmod(i, j)") { jnp.fmod(i, j) }
    table.add("jnp.fmod(f, 2)") { jnp.fmod(f, 2) }
    table.add("i ** 2") { i ** 2 }
    table.add("i ** 3") { i ** 3 }
    table.add("i ** 0") { i ** 0 }
    table.add("i ** jnp.abs(j)") { i ** jnp.abs(j) }
    table.add("u ** 3") { u ** 3 }
    table.add("f ** -2") { f ** -2 }
    table.add("f ** 0.5") { f ** 0.5 }
    table.add("f ** g") { f ** g }
    table.add("f ** j") { f ** j }
    table.add("2 ** i") { 2 ** i }
  }

  private static func part3(_ table: inout ExpressionTable) {
    table.add("2.0 ** i") { 2.0 ** i }
    table.add("i ** 2.0") { i ** 2.0 }
    table.add("b ** 2") { b ** 2 }
    table.add("n ** 0") { n ** 0 }
    table.add("f.astype(jnp.float16) ** 2") { f.astype(.float16) ** 2 }
    table.add("-u") { -u }
    table.add("-i") { -i }
    table.add("jnp.float32(2) - i") { Tensor(Float(2)) - i }
    table.add("b + b") { b + b }
    table.add("b * b") { b * b }
    table.add("b + 1") { b + 1 }
    table.add("b + i") { b + i }
    table.add("b / b") { b / b }
    table.add("i == j") { i .== j }
    table.add("i != -3") { i .!= -3 }
    table.add("f < i") { f .< i }
    table.add("f <= 1.5") { f .<= 1.5 }
    table.add("u > 100") { u .> 100 }
    table.add("n >= 0") { n .>= 0 }
    table.add("n == n") { n .== n }
  }

  private static func part4(_ table: inout ExpressionTable) {
    table.add("b == True") { b .== true }
    table.add("i & j") { i .& j }
    table.add("i | 6") { i .| 6 }
    table.add("i ^ j") { i .^ j }
    table.add("~i") { .!i }
    table.add("~b") { .!b }
    table.add("b & (i > 0)") { b .& (i .> 0) }
    table.add("b ^ True") { b .^ true }
    table.add("u & 15") { u .& 15 }
    table.add("~u") { .!u }
    table.add("i << 2") { jnp.leftShift(i, 2) }
    table.add("u >> 1") { jnp.rightShift(u, 1) }
    table.add("i >> 1") { jnp.rightShift(i, 1) }
    table.add("i > 0 | b") { i .> (0 .| b) }
    table.add("m[:, 0] + m[0, :3]") { m[.all, 0] + m[0, 0..<3] }
    table.add("m + m[:1]") { m + m[0..<1] }
    table.add("m * m[:, :1]") { m * m[.all, 0..<1] }
    table.add("m + jnp.ones((2, 1, 1))") { m + jnp.ones([2, 1, 1]) }
    table.add("e + 1") { e + 1 }
    table.add("e * jnp.ones((1, 3))") { e * jnp.ones([1, 3]) }
  }

  private static func part5(_ table: inout ExpressionTable) {
    table.add("e + jnp.ones((1, 1))") { e + jnp.ones([1, 1]) }
    table.add("c * c") { c * c }
    table.add("c / 2") { c / 2 }
    table.add("c + f[:2]") { c + f[0..<2] }
    table.add("c ** 2") { c ** 2 }
  }
}
