// Laws that every transformation keeps, over functions with control flow and derivative rules of their own.
//
// A function maps three numbers to three numbers, in float64. Its derivative is compared to central differences of sixth
// order; everything else follows from laws: the pushforward is the derivative, the pullback its transpose, a mapped function
// is a loop, and the order of transformations does not matter. Source: JAX's own tests of composition.

import JAX
import Testing

/// A function with control flow inside.
private struct Sample: CustomStringConvertible, Sendable {
  let description: String
  let function: @Sendable (Tensor) -> Tensor

  init(_ description: String, _ function: @escaping @Sendable (Tensor) -> Tensor) {
    self.description = description
    self.function = function
  }
}

@Suite struct ControlFlowLawTests {
  private static func doubles(_ values: [Double]) -> Tensor { Tensor(values, dtype: .float64) }

  private static func scalar(_ value: Double) -> Tensor {
    Tensor([value], shape: [], dtype: .float64)
  }

  private static let point = doubles([0.6, -0.4, 1.2])
  private static let direction = doubles([0.3, 0.7, -0.5])
  private static let cotangent = doubles([-0.2, 0.9, 0.4])
  private static let examples = Tensor(
    [0.6, -0.4, 1.2, -1.1, 0.2, 0.5], shape: [2, 3], dtype: .float64)

  private static let customSine = customJVP(
    { (x: Tensor) -> Tensor in jnp.sin(x) },
    jvp: { (x: Tensor, dx: Tensor) -> (Tensor, Tensor) in (jnp.sin(x), jnp.cos(x) * dx) })

  private static let customSquare = customVJP(
    { (x: Tensor) -> Tensor in x * x },
    forward: { (x: Tensor) -> (Tensor, Tensor) in (x * x, x) },
    backward: { (x: Tensor, ct: Tensor) -> Tensor in 2 * x * ct })

  private static let loops: [Sample] = [
    Sample("fori") { x in lax.foriLoop(0, 3, { _, y in jnp.sin(y) * x }, x) },
    Sample("fori with index") { x in
      lax.foriLoop(1, 4, { i, y in y + jnp.cos(x * y) / i }, x)
    },
    Sample("fori of traced length") { x in
      let count = (x.sum() * 0 + 3).astype(.int32)
      return lax.foriLoop(0, count, { _, y in jnp.sin(y) + x }, x)
    },
    Sample("fori of no steps") { x in lax.foriLoop(0, 0, { _, y in y * y }, jnp.sin(x)) },
    Sample("fori unrolled") { x in
      lax.foriLoop(0, 5, { _, y in jnp.tanh(y + x) }, x, unroll: 2)
    },
    Sample("while until large") { x in
      lax.whileLoop({ y in (y * y).sum() .< 20 }, { y in y * 1.5 + 0.1 * jnp.sin(x) }, x)
    },
    Sample("while with two states") { x in
      lax.whileLoop(
        { i, _ in i .< 4 }, { i, y in (i + 1, y * jnp.cos(x)) }, (0, x + 1)
      ).1
    },
    Sample("while that may not run") { x in
      lax.whileLoop({ y in y[0] .> 100 }, { y in y * 2 }, jnp.exp(x))
    },
    Sample("while of at most so many steps") { x in
      lax.whileLoop({ y in y[0] .< 1e9 }, { y in jnp.sin(y) + x }, x, maxSteps: 3)
    },
    Sample("while with few checkpoints") { x in
      lax.whileLoop(
        { i, _ in i .< 11 }, { i, y in (i + 1, jnp.sin(y) + 0.1 * x) }, (0, x), checkpoints: 2
      ).1
    },
    Sample("while with all states kept") { x in
      lax.whileLoop(
        { i, _ in i .< 6 }, { i, y in (i + 1, jnp.sin(y * x)) }, (0, x), maxSteps: 6,
        checkpoints: 6
      ).1
    },
    Sample("while in while") { x in
      lax.whileLoop(
        { i, _ in i .< 2 },
        { i, y in
          let inner = lax.whileLoop({ j, _ in j .< 2 }, { j, z in (j + 1, z * x) }, (0, y))
          return (i + 1, jnp.sin(inner.1))
        }, (0, x)
      ).1
    },
    Sample("map") { x in lax.map({ y in jnp.sin(y) * x.sum() }, x) },
    Sample("map in batches") { x in lax.map({ y in y * y * y }, x, batchSize: 2) },
    Sample("associative scan") { x in lax.associativeScan({ a, b in a * b }, x) },
    Sample("associative scan of pairs") { x in
      lax.associativeScan({ a, b, c, d in (a * c, b * c + d) }, (jnp.sin(x), x), reverse: true).1
    },
  ]

  private static let scans: [Sample] = [
    Sample("scan") { x in lax.scan({ c, y in (jnp.sin(c) * y, c * y) }, x, x * 2).1.sum(axis: 0) + x
    },
    Sample("scan's state") { x in lax.scan({ c, y in jnp.sin(c) * y + x }, x, jnp.cos(x)) },
    Sample("scan backwards") { x in
      lax.scan({ c, y in (c * y, c + y) }, x.sum(), x, reverse: true).1
    },
    Sample("scan with invariants") { x in
      lax.scan({ c, y in (c + jnp.exp(x.sum() * 0.1) * y, c) }, x[0], x).1
    },
    Sample("scan of two states") { x in
      let ((a, b), c) = lax.scan(
        { a, b, y in ((b * y, a + y), a * b) }, (x[0], x[1]), jnp.sin(x))
      return c + a * b
    },
    Sample("scan unrolled") { x in
      lax.scan({ c, y in (jnp.tanh(c + y), c) }, x[0], x, unroll: 2).1
    },
    Sample("scan without inputs") { x in
      lax.scan({ c in (jnp.sin(c) + x, c.sum()) }, x, length: 3).1
    },
    Sample("scan in scan") { x in
      lax.scan({ c, y in lax.scan({ d, z in (d * z + y, d) }, c, x) }, x[0], x).1.sum(axis: 0)
    },
    Sample("scan of an unused state") { x in
      lax.scan({ a, b, y in ((a * y, jnp.sin(b)), a + y) }, (x[0], x[1]), x).1
    },
    Sample("while in scan") { x in
      lax.scan(
        { c, y in
          let z = lax.whileLoop({ i, _ in i .< 2 }, { i, z in (i + 1, jnp.sin(z) + c) }, (0, y)).1
          return (c * 0.5 + z, z)
        }, x[0], x
      ).1
    },
    Sample("scan in while") { x in
      lax.whileLoop(
        { i, _ in i .< 2 },
        { i, y in (i + 1, lax.scan({ c, z in (c + jnp.sin(z), c * z) }, y[0], y).1 + x) }, (0, x)
      ).1
    },
  ]

  private static let choices: [Sample] = [
    Sample("cond") { x in
      lax.cond(x[0] .> 0, { x in jnp.sin(x) }, { x in x * x }, x)
    },
    Sample("cond that captures") { x in
      let y = jnp.exp(x)
      return lax.cond(x[0] .> 0, { x * y }, { y - x })
    },
    Sample("cond with a constant branch") { x in
      lax.cond(x[0] .> 0, { x in jnp.sin(x) * x }, { x in jnp.zerosLike(x) }, x)
    },
    Sample("switch") { x in
      let index = (x[0] .> 0).astype(.int32) + (x[1] .> 0).astype(.int32)
      return lax.switch(
        index, [{ x in jnp.sin(x) }, { x in x * x * x }, { x in jnp.exp(x) }], x)
    },
    Sample("cond in scan") { x in
      lax.scan(
        { c, y in (lax.cond(y .> 0, { c in jnp.sin(c) }, { c in c * y }, c), c) }, x[0], x
      ).1
    },
    Sample("scan in cond") { x in
      lax.cond(
        x[0] .> 0, { x in lax.scan({ c, y in (c * y, jnp.sin(c)) }, x[0], x).1 },
        { x in jnp.cos(x) }, x)
    },
    Sample("while in cond") { x in
      lax.cond(
        x[0] .> 0, { x in lax.whileLoop({ y in jnp.abs(y[0]) .< 3 }, { y in y * 1.7 + x }, x) },
        { x in jnp.cos(x) }, x)
    },
    Sample("compiled inside") { x in
      jit { x in lax.foriLoop(0, 2, { _, y in jnp.sin(y) + x }, x) }(x) * x
    },
    Sample("custom forward rule in scan") { x in
      lax.scan({ c, y in (customSine(c) + y, customSine(c * y)) }, x[0], x).1
    },
    Sample("custom reverse rule in while") { x in
      lax.whileLoop(
        { i, _ in i .< 3 }, { i, y in (i + 1, customSquare(y) * 0.5 + x) }, (0, x)
      ).1
    },
    Sample("custom reverse rule in cond") { x in
      lax.cond(x[0] .> 0, customSquare, customSine, x)
    },
  ]

  @Test(arguments: loops + scans + choices)
  fileprivate func laws(_ sample: Sample) {
    let (x, dx, ct) = (Self.point, Self.direction, Self.cotangent)
    let f = sample.function
    let gradient: @Sendable (Tensor) -> Tensor = grad { (x: Tensor) in
      (f(x) * Self.cotangent).sum()
    }
    // Laws that hold in one program are checked in one, as compiling takes most of the time.
    let compiled = jit(f)
    let first = jit { (x: Tensor) -> [Tensor] in
      [
        jvp(f, x, Self.direction).tangent, linearize(f, x).pushforward(Self.direction),
        vjp(f, x).pullback(Self.cotangent), gradient(x),
        grad { (x: Tensor) in (jit(f)(x) * Self.cotangent).sum() }(x),
      ]
    }(x)
    expectClose(first[0], difference { compiled(x + $0 * dx) }, "derivative", tolerance: 1e-7)
    expectClose(first[1], first[0], "linearize")
    expectClose((first[2] * dx).sum(), (ct * first[0]).sum(), "transpose")
    expectClose(first[3], first[2], "grad")
    expectClose(first[4], first[2], "grad of jit")

    let derivatives = jit { (x: Tensor) -> [Tensor] in
      [f(x), jvp(f, x, Self.direction).tangent, gradient(x)]
    }
    let rows = (0..<2).map { derivatives(Self.examples[Tensor($0)]) }
    let mapped = jit { (xs: Tensor) -> [Tensor] in
      [
        vmap(f)(xs), vmap({ (x: Tensor) in jvp(f, x, Self.direction).tangent })(xs),
        vmap(gradient)(xs),
        jvp(vmap(f), xs, jnp.stack([Self.direction, Self.direction])).tangent,
      ]
    }(Self.examples)
    for (place, law) in ["vmap", "vmap of jvp", "vmap of grad"].enumerated() {
      expectClose(mapped[place], jnp.stack(rows.map { $0[place] }), law)
    }
    expectClose(mapped[3], mapped[1], "jvp of vmap")

    let second = jit { (x: Tensor) -> [Tensor] in
      [
        grad { (x: Tensor) in (gradient(x) * Self.direction).sum() }(x),
        jvp(gradient, x, Self.direction).tangent,
      ]
    }(x)
    expectClose(
      second[0], difference { derivatives(x + $0 * dx)[2] }, "second derivative", tolerance: 1e-6)
    expectClose(second[1], second[0], "forward over reverse")
  }

  @Test func thirdDerivatives() {
    let x = Self.scalar(0.7)
    let functions: [@Sendable (Tensor) -> Tensor] = [
      { x in lax.foriLoop(0, 3, { _, y in jnp.sin(y) * x }, x) },
      { x in lax.scan({ c, y in (c * jnp.sin(y) + x, c * x) }, x, jnp.stack([x, x * 2])).0 },
      { x in lax.cond(x .> 0, { x in jnp.sin(x) * x }, { x in x }, x) },
      { x in lax.whileLoop({ y in y .< 4 }, { y in y + jnp.sin(y) * x + x }, x) },
    ]
    for f in functions {
      let second = jit(grad(grad(f)))
      let third = jit(grad(grad(grad(f))))
      expectClose(third(x), difference { second(x + $0) }, "third derivative", tolerance: 1e-5)
      expectClose(
        jit(vmap(grad(grad(grad(f)))))(jnp.stack([x, x])), jnp.stack([third(x), third(x)]),
        "vmap of it")
    }
  }

  @Test func secondDerivativesOfExamplesThatEndAtTheirOwnTime() {
    let f: @Sendable (Tensor) -> Tensor = { x in
      lax.whileLoop({ y in y .< 4 }, { y in y + jnp.sqrt(y) * x }, x)
    }
    // The first example makes no step, the others 1, 2 and 7.
    let xs = Self.doubles([4.5, 2.2, 1.3, 0.6])
    let second = jit(grad(grad(f)))
    let expected = jnp.stack((0..<4).map { second(xs[Tensor($0)]) })
    expectClose(jit(vmap(grad(grad(f))))(xs), expected, "vmap of the second derivative")
    let total: @Sendable (Tensor) -> Tensor = { xs in vmap(f)(xs).sum() }
    expectClose(jnp.diagonal(jit(hessian(total))(xs)), expected, "Hessian of vmap")
    let gradient = grad(total)
    expectClose(
      jit(grad { (xs: Tensor) in gradient(xs).sum() })(xs), expected, "reverse over reverse")
    expectClose(jvp(gradient, xs, jnp.onesLike(xs)).tangent, expected, "forward over reverse")
  }

  /// The derivative at 0 by a central difference of sixth order.
  private func difference(_ f: @Sendable (Tensor) -> Tensor) -> Tensor {
    let step = 0.01
    func slope(_ multiple: Double) -> Tensor {
      let ahead = f(Self.scalar(multiple * step))
      return ahead - f(Self.scalar(-multiple * step))
    }
    return (45 * slope(1) - 9 * slope(2) + slope(3)) / (60 * step)
  }

  private func expectClose(
    _ found: Tensor, _ expected: Tensor, _ law: String, tolerance: Double = 1e-10,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (a, b) = (found.scalars(as: Double.self), expected.scalars(as: Double.self))
    #expect(found.shape == expected.shape, "\(law)", sourceLocation: sourceLocation)
    for (x, y) in zip(a, b) {
      #expect(
        abs(x - y) <= tolerance * max(1, abs(y)), "\(law): \(a) and \(b)",
        sourceLocation: sourceLocation)
    }
  }
}
