// Programs with control flow print as JAX prints them.
//
// The texts come from JAX: `Golden/control_flow_jaxprs.py` writes them, from programs of the same names.

import Foundation
import JAX
import Testing

@Suite struct ControlFlowJaxprTests {
  private static let x = Tensor(Float(2))
  private static let v = Tensor([Float](repeating: 1, count: 3))
  private static let n = Tensor([5] as [Int32], shape: [])
  private static let xs = Tensor([Float](repeating: 1, count: 12), shape: [4, 3])

  private static let double = jit({ (x: Tensor) in x * 2 }, name: "double")

  @Sendable private static func power(_ x: Tensor) -> Tensor {
    lax.whileLoop({ y in y .< 100 }, { y in y * x }, x)
  }

  @Sendable private static func sineOrSquare(_ x: Tensor) -> Tensor {
    lax.cond(x .> 1, { x in jnp.sin(x) }, { x in x * x }, x)
  }

  @Sendable private static func products(_ x: Tensor, _ v: Tensor) -> (Tensor, Tensor) {
    lax.scan({ c, y in (c * y, c) }, x, v)
  }

  @Sendable private static func body(_ c: Tensor, _ x: Tensor) -> (Tensor, Tensor) {
    (c + x, c * x)
  }

  private static let loops: [(String, ClosedJaxpr)] = [
    (
      "fori",
      makeJaxpr { (x: Tensor) in
        lax.foriLoop(0, 3, { _, y in y * x }, Tensor(Float(1)))
      }(x)
    ),
    (
      "fori_unrolled",
      makeJaxpr { (x: Tensor) in lax.foriLoop(0, 4, { _, y in jnp.sin(y) }, x, unroll: 2) }(x)
    ),
    (
      "fori_dynamic",
      makeJaxpr { (x: Tensor, n: Tensor) in
        lax.foriLoop(0, n, { _, y in y * x }, Tensor(Float(1)))
      }(x, n)
    ),
    (
      "fori_index",
      makeJaxpr { (v: Tensor) in
        lax.foriLoop(0, 3, { i, y in y + v * i.astype(.float32) }, v)
      }(v)
    ),
    ("while", makeJaxpr(power)(x)),
    (
      "while_pair",
      makeJaxpr { (x: Tensor) -> (Tensor, Tensor) in
        lax.whileLoop({ i, _ in i .< 3 }, { i, y in (i + 1, y * x) }, (Tensor(0).astype(.int32), x))
      }(x)
    ),
    (
      "while_constant",
      makeJaxpr { (x: Tensor, n: Tensor) -> (Tensor, Tensor) in
        lax.whileLoop(
          { i, _ in i .< n }, { i, y in (i + 1, jnp.sin(y)) }, (Tensor(0).astype(.int32), x))
      }(x, n)
    ),
    (
      "while_of_cond",
      makeJaxpr { (x: Tensor) in
        lax.whileLoop(
          { y in y .< 9 }, { y in lax.cond(y .> 1, { y in y + x }, { y in y * x }, y) }, x)
      }(x)
    ),
    ("jvp_while", makeJaxpr { (x: Tensor) in jvp(power, x, x) }(x)),
    (
      "vmap_while",
      makeJaxpr { (v: Tensor, n: Tensor) in
        vmap { (x: Tensor) in lax.foriLoop(0, n, { _, y in y * x }, x) }(v)
      }(v, n)
    ),
  ]

  private static let conditionals: [(String, ClosedJaxpr)] = [
    ("cond", makeJaxpr(sineOrSquare)(x)),
    (
      "cond_captures",
      makeJaxpr { (x: Tensor, v: Tensor) in
        lax.cond(x .> 1, { y in y * v }, { y in y + x }, v)
      }(x, v)
    ),
    (
      "cond_nested",
      makeJaxpr { (x: Tensor) in
        lax.cond(
          x .> 1, { x in lax.cond(x .> 2, { x in jnp.sin(x) }, { x in jnp.cos(x) }, x) },
          { x in jnp.tan(x) }, x)
      }(x)
    ),
    ("cond_no_operand", makeJaxpr { (x: Tensor) in lax.cond(x .> 1, { x }, { -x }) }(x)),
    (
      "switch",
      makeJaxpr { (n: Tensor, x: Tensor) in
        lax.switch(n, [{ x in jnp.sin(x) }, { x in jnp.cos(x) }, { x in x }], x)
      }(n, x)
    ),
    (
      "cond_of_while",
      makeJaxpr { (x: Tensor) in
        lax.cond(
          x .> 1, { x in lax.whileLoop({ y in y .< 9 }, { y in y * 2 }, x) }, { x in x }, x)
      }(x)
    ),
    ("jvp_cond", makeJaxpr { (x: Tensor) in jvp(sineOrSquare, x, x) }(x)),
    ("vmap_cond", makeJaxpr { (v: Tensor) in vmap(sineOrSquare)(v) }(v)),
  ]

  private static let scans: [(String, ClosedJaxpr)] = [
    ("scan", makeJaxpr { (v: Tensor, xs: Tensor) in lax.scan(body, v, xs) }(v, xs)),
    (
      "scan_reverse",
      makeJaxpr { (v: Tensor, xs: Tensor) in lax.scan(body, v, xs, reverse: true) }(v, xs)
    ),
    (
      "scan_unroll",
      makeJaxpr { (v: Tensor, xs: Tensor) in lax.scan(body, v, xs, unroll: 2) }(v, xs)
    ),
    (
      "scan_length",
      makeJaxpr { (x: Tensor) in lax.scan({ c in (c * 2, c) }, x, length: 5) }(x)
    ),
    (
      "scan_captures",
      makeJaxpr { (x: Tensor, v: Tensor, xs: Tensor) in
        lax.scan({ c, y in (c * x + y, c) }, v, xs)
      }(x, v, xs)
    ),
    (
      "scan_jit",
      makeJaxpr { (x: Tensor, xs: Tensor) in
        lax.scan({ c, y in (double(c), double(y)) }, x, xs)
      }(x, xs)
    ),
    (
      "scan_of_scan",
      makeJaxpr { (x: Tensor, xs: Tensor) in
        lax.scan({ c, y in lax.scan({ d, z in (d + z, d) }, c, y) }, x, xs)
      }(x, xs)
    ),
    (
      "scan_of_cond",
      makeJaxpr { (x: Tensor, v: Tensor) in
        lax.scan(
          { c, y in (lax.cond(y .> 0, { c in jnp.sin(c) }, { c in jnp.cos(c) }, c), c) }, x, v)
      }(x, v)
    ),
    (
      "jit_of_scan",
      makeJaxpr { (x: Tensor, v: Tensor) in
        jit({ (x: Tensor, v: Tensor) in lax.scan({ c, y in (c + y, c) }, x, v) }, name: "<lambda>")(
          x, v)
      }(x, v)
    ),
    ("map", makeJaxpr { (v: Tensor) in lax.map({ y in y * y }, v) }(v)),
    (
      "jvp_scan",
      makeJaxpr { (x: Tensor, v: Tensor) in jvp({ x in products(x, v).0 }, x, x) }(x, v)
    ),
    (
      "vmap_scan", makeJaxpr { (v: Tensor, xs: Tensor) in vmap(products)(v, xs.T) }(v, xs)
    ),
    (
      "grad_scan",
      makeJaxpr { (x: Tensor, v: Tensor) in
        grad { (x: Tensor) in lax.scan({ c, y in jnp.sin(c) * y }, x, v) }(x)
      }(x, v)
    ),
  ]

  @Test func printAsJAXDoes() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/control_flow_jaxprs.txt")
    let sections = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "== ")
    let expected = Dictionary(
      uniqueKeysWithValues: sections.dropFirst().map { section in
        let lines = section.split(separator: "\n", maxSplits: 1)
        return (String(lines[0]), lines[1].trimmingCharacters(in: .newlines))
      })
    let programs = Self.loops + Self.conditionals + Self.scans
    #expect(Set(programs.map(\.0)) == Set(expected.keys))
    for (name, program) in programs {
      #expect(program.description == expected[name], "\(name)")
    }
  }
}
