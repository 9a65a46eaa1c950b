// Long computations with several users are done once: the CPU's compiler would repeat them in the loops of all.

import JAX
import Testing

@Suite struct StoredValuesTests {
  private func barriers(_ text: String) -> Int {
    text.ranges(of: "optimization_barrier").count
  }

  /// A residual stream: each layer adds to it what it computes from all of it so far.
  private func stream(_ x: Tensor, layers: Int) -> Tensor {
    var stream = x
    for layer in 1...layers {
      let centred = stream - stream.mean(axis: -1, keepdims: true)
      stream = stream + centred * centred * (0.1 / Double(layer))
    }
    return stream
  }

  @Test func aStreamThroughManyLayersIsStoredAlongTheWay() throws {
    let x = jnp.linspace(0, 1, 64 * 4).reshape([64, 4])
    let f = { @Sendable (x: Tensor) in stream(x, layers: 16) }
    let count = try barriers(lower(f)(x).text)
    #expect(count >= 1 && count <= 8)
    #expect(try barriers(jax.portableLowerings { try lower(f)(x).text }) == 0)
    #expect(try barriers(Lowered(makeJaxpr(f)(x).jaxpr, name: "f", platform: "cuda").text) == 0)
    let value = jit(f)(x)
    let portable = jax.portableLowerings { jit(f)(x) }
    #expect(jnp.allclose(value, portable, rtol: 1e-5).item())
    let gradient = jit(grad { x in f(x).sum() })(x)
    let portableGradient = jax.portableLowerings { jit(grad { x in f(x).sum() })(x) }
    #expect(jnp.allclose(gradient, portableGradient, rtol: 1e-4, atol: 1e-6).item())
  }

  @Test func whatEndsInOneLoopIsNot() throws {
    // A polynomial: many operations, and each value is used twice, but in the one loop that makes the result.
    let f = { @Sendable (x: Tensor) in
      (0..<60).reduce(x) { y, _ in y * y * 0.5 + x }
    }
    #expect(try barriers(lower(f)(jnp.ones([100])).text) == 0)
  }

  @Test(arguments: [1, 100, 255, 256, 257, 1000])
  func insideOfLoopsOnlyWhatIsNotSmall(size: Int) throws {
    let f = { @Sendable (x: Tensor) in
      lax.foriLoop(0, 3, { _, x in stream(x, layers: 16) }, x)
    }
    let x = jnp.linspace(0, 1, size).reshape([1, size])
    #expect(try barriers(lower(f)(x).text) == 0 || size >= 256)
    let uncompiled = (0..<3).reduce(x) { x, _ in stream(x, layers: 16) }
    #expect(jnp.allclose(jit(f)(x), uncompiled, rtol: 1e-4).item())
  }
}
