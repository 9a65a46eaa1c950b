// Operations between the examples of a mapped axis inside of everything that is staged: the values and the derivatives are
// those of the operation alone.

import JAX
import Testing

private typealias Function = @Sendable (Tensor) -> Tensor

/// Functions of one example, which is a vector of as many numbers as there are examples.
private let collectives: [(name: String, function: Function)] = [
  ("psum", { x in lax.psum(x, "i") }),
  ("pmean", { x in lax.pmean(x, "i") }),
  ("pmax", { x in lax.pmax(x, "i") }),
  ("pmin", { x in lax.pmin(x, "i") }),
  ("allGather", { x in lax.allGather(x, "i") }),
  ("allGather tiled", { x in lax.allGather(x, "i", tiled: true) }),
  ("psumScatter", { x in lax.psumScatter(x, "i") }),
  ("psumScatter tiled", { x in lax.psumScatter(x, "i", tiled: true) }),
  ("allToAll", { x in lax.allToAll(x, "i", 0, 0) }),
  ("allToAll tiled", { x in lax.allToAll(x, "i", 0, 0, tiled: true) }),
  ("pswapaxes", { x in lax.pswapaxes(x, "i", 0) }),
  ("ppermute", { x in lax.ppermute(x, "i", [(0, 1), (1, 2), (2, 0)]) }),
  ("ppermute of some", { x in lax.ppermute(x, "i", [(0, 1), (2, 0)]) }),
  ("pshuffle", { x in lax.pshuffle(x, "i", [1, 2, 0]) }),
  ("pbroadcast", { x in lax.pbroadcast(x, "i", 1) }),
  ("axisIndex", { x in x * lax.axisIndex("i").astype(x.dtype) }),
]

/// One of each operation: those whose derivatives are compared.
private let differentiated = [
  "psum", "pmax", "allGather", "psumScatter", "allToAll", "ppermute of some", "pbroadcast",
]

/// The function inside of something that stages it.
private let places: [(name: String, inside: @Sendable (@escaping Function) -> Function)] = [
  ("jit", { f in jit { x in f(x) } }),
  ("scan", { f in { x in lax.map(f, x.reshape([1] + x.shape))[0] } }),
  (
    "foriLoop",
    { f in { x in lax.foriLoop(0, 1, { _, s in [s[0], f(s[0])] }, [x, 0 * f(x)])[1] } }
  ),
  (
    "while",
    { f in
      { x in
        lax.whileLoop({ s in s[2] .< 1 }, { s in [s[0], f(s[0]), s[2] + 1] }, [x, 0 * f(x), 0])[1]
      }
    }
  ),
  ("cond", { f in { x in lax.cond(true, { x in f(x) }, { x in 0 * f(x) }, x) } }),
  (
    "cond of each example",
    { f in { x in lax.cond(x[0] .> -100, { x in f(x) }, { x in 0 * f(x) }, x) } }
  ),
  ("remat", { f in checkpoint { x in f(x) } }),
  (
    "remat in scan in jit",
    { f in
      jit { x in lax.map(checkpoint { x in f(x) }, x.reshape([1] + x.shape))[0] }
    }
  ),
  (
    "customJVP",
    { f in
      customJVP({ x in f(x) }) { (x: Tensor, dx: Tensor) in jvp({ x in f(x) }, x, dx) }
    }
  ),
  (
    "customVJP",
    { f in
      customVJP({ x in f(x) }, forward: { x in (f(x), x) }) { (x: Tensor, cotangent: Tensor) in
        vjp({ x in f(x) }, x).pullback(cotangent)
      }
    }
  ),
]

private let points = Tensor([1.5, -2, 0.5, 3, 1, -1, 0.25, 4, 2], shape: [3, 3], dtype: .float64)

@Suite struct CollectiveStagingTests {
  @Test(arguments: collectives.indices) func valuesAndDerivativesAreThoseOfTheOperation(
    _ number: Int
  ) {
    let (name, f) = collectives[number]
    let expected = vmap(f, axisName: "i")(points)
    let weights = jnp.cos(jnp.arange(expected.size, dtype: .float64)).reshape(expected.shape)
    let slope = { (f: @escaping Function) in
      grad { x in (vmap(f, axisName: "i")(x) * weights).sum() }(points).scalars(as: Double.self)
    }
    let expectedSlope = slope(f)
    func near(_ a: [Double], _ b: [Double]) -> Bool {
      a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 1e-12 }
    }
    for (place, inside) in places {
      let staged = inside(f)
      let found = vmap(staged, axisName: "i")(points)
      #expect(found.shape == expected.shape, "\(name) in \(place)")
      #expect(
        found.scalars(as: Double.self) == expected.scalars(as: Double.self), "\(name) in \(place)")
      guard differentiated.contains(name) else { continue }
      #expect(near(slope(staged), expectedSlope), "derivative of \(name) in \(place)")
    }
  }

  @Test func rulesOfUsersMayMakeArrays() {
    let f: Function = customVmap({ x in 2 * x }) { (size: Int, isMapped: [Bool], x: Tensor) in
      (x * Tensor([1, 10, 100] as [Double], dtype: .float64), isMapped: true)
    }
    let x = Tensor([1.0, 2, 3], dtype: .float64)
    let expected = [1.0, 20, 300]
    #expect(vmap(jit { x in f(x) })(x).scalars(as: Double.self) == expected)
    #expect(
      vmap { x in lax.foriLoop(0, 1, { _, x in f(x) }, x) }(x).scalars(as: Double.self) == expected)
    #expect(
      jit(grad { x in vmap(jit { x in f(x) })(x).sum() })(x).scalars(as: Double.self) == [
        1, 10, 100,
      ])
  }
}
