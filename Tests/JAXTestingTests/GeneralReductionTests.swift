// Reductions that begin with a computed number, or join in their own way: they have all derivatives, like those with a
// primitive of their own.

import JAX
import JAXTesting
import Testing

private let x = Tensor([0.3, -1.2, 2.5, 0.7, -0.4, 1.9, 0.1], dtype: .float64)
private let square = jnp.reshape(
  Tensor([3, 1, 4, 1.5, 9, 2, 6, 5, 3.5, 8, 9.5, 7, 9.25, 3.25, 2.25, 3.75], dtype: .float64),
  [4, 4])

private typealias Join = @Sendable (Tensor, Tensor) -> Tensor

private let maximum: Join = { lax.max($0, $1) }
private let norm: Join = { lax.sqrt(lax.square($0) + lax.square($1)) }

private func pools(_ x: Tensor, _ start: Tensor, _ join: Join) -> Tensor {
  lax.reduceWindow(
    x, start, windowDimensions: [2, 3], windowStrides: [2, 1],
    padding: .explicit([.init(1, 1), .init(0, 1)]), windowDilation: [1, 1], computation: join)
}

private func windows(_ x: Tensor, _ start: Tensor, _ join: Join) -> Tensor {
  lax.reduceWindow(
    x, start, windowDimensions: [3], windowStrides: [2], padding: .explicit([.init(2, 1)]),
    baseDilation: [2], windowDilation: [2], computation: join)
}

@Suite struct GeneralReductionTests {
  @Test func startsThatAreKnownAreRecognized() {
    let infinity = jnp.exp(Tensor(1000.0))
    let starts: [Tensor] = [
      -Tensor(Double.infinity), -infinity.astype(.float64), Tensor(-Double.infinity),
    ]
    for start in starts {
      let text = "\(makeJaxpr { (x: Tensor) in pools(x, start, maximum) }(square))"
      #expect(text.contains("reduce_window_max"), "\(text)")
      let slope = grad { (x: Tensor) in jnp.sum(pools(x, start, maximum)) }(square)
      let wanted = grad { (x: Tensor) in jnp.sum(pools(x, Tensor(-Double.infinity), maximum)) }(
        square)
      #expect("\(slope)" == "\(wanted)")
    }
    let integers = jnp.arange(7)
    let text =
      "\(makeJaxpr { (x: Tensor) in windows(x, Tensor(Int(Int32.min)), maximum) }(integers))"
    #expect(text.contains("reduce_window_max"), "\(text)")
  }

  @Test func startsThatAreNotKnownHaveAllDerivatives() throws {
    let functions: [@Sendable (Tensor) -> Tensor] = [
      { pools($0, -jnp.max(jnp.abs($0)) - 1, maximum) },
      { pools($0, lax.stopGradient(jnp.min($0)) - 1, maximum) },
      { pools($0, 0.5, norm) }, { pools($0, 2, { lax.mul($0, $1) }) },
      { pools($0, jnp.mean($0), { lax.add($0, $1) }) },
    ]
    for (number, function) in functions.enumerated() {
      try checkGrads(function, square, order: 2)
      // Forward over columns, reverse over rows.
      let (forward, reverse) = (jacfwd(function)(square), jacrev(function)(square))
      #expect(Double(jnp.max(jnp.abs(forward - reverse))) < 1e-12, "function \(number)")
      let compiled = jit(hessian { (x: Tensor) in jnp.sum(function(x) ** 2) })(square)
      #expect(Bool(jnp.all(jnp.isfinite(compiled))), "function \(number)")
      let stacked = jnp.stack([square, 2 * square])
      let mapped = vmap(function)(stacked)
      let rows = jnp.stack([function(square), function(2 * square)])
      #expect(Double(jnp.max(jnp.abs(mapped - rows))) < 1e-12, "function \(number)")
    }
  }

  @Test func windowsSlideAlikeInValuesAndDerivatives() throws {
    for join in [maximum, norm] {
      let function: @Sendable (Tensor) -> Tensor = { windows($0, jnp.min($0) * 0 + 0.25, join) }
      // The value of the derivative's own form.
      let (value, _) = jvp(function, x, jnp.ones([7], dtype: .float64))
      #expect(Double(jnp.max(jnp.abs(value - function(x)))) < 1e-12)
      try checkGrads(function, x, order: 2)
    }
  }

  @Test func whatReductionsBeginWithCounts() throws {
    let product = { @Sendable (x: Tensor, start: Tensor) -> Tensor in
      lax.reduce(x, start, dimensions: [0]) { lax.mul($0, $1) }
    }
    let y = Tensor([2, 3, 5], dtype: .float64)
    let start = Tensor([7], dtype: .float64)[0]
    #expect(Double(product(y, start)) == 210)
    let (slope, slopeOfStart) = grad(product, wrt: .all)(y, start)
    #expect(slope.scalars(as: Double.self) == [105, 70, 42])
    #expect(Double(slopeOfStart) == 30)
    let each = vmap(product, inAxes: [nil, 0])(y, Tensor([1, 2], dtype: .float64))
    #expect(each.scalars(as: Double.self) == [30, 60])
    let sums = vmap(
      { (x: Tensor, start: Tensor) in windows(x, start) { lax.add($0, $1) } }, inAxes: [nil, 0])(
        x, Tensor([0, 1], dtype: .float64))
    #expect(
      "\(sums[1])" == "\(windows(x, Tensor([1.0], dtype: .float64)[0]) { lax.add($0, $1) })")
  }
}
