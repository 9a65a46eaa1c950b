// A tree written by hand and layers of trees, trained, mapped and compiled.

import Extension
import JAX
import Testing

@Suite struct TreeTests {
  @Test func aTreeWrittenByHandIsTransformed() {
    let matrix = LowRank(
      u: Tensor([1, 2, 3] as [Float], shape: [3, 1]), v: jnp.ones([4, 1]), scale: 2)
    #expect((matrix * jnp.ones([4])).scalars(as: Float.self) == [8, 16, 24])
    let change = grad { (m: LowRank) in jnp.sum(m * jnp.ones([4])) }(matrix)
    #expect(change.u.scalars(as: Float.self) == [8, 8, 8])
    #expect(change.v.scalars(as: Float.self) == [12, 12, 12, 12])
    #expect(change.scale == 2)
    let product = jit { (m: LowRank, x: Tensor) in m * x }
    #expect(product(matrix, jnp.ones([4])).scalars(as: Float.self) == [8, 16, 24])
    let other = LowRank(u: matrix.u, v: matrix.v, scale: 1)
    #expect(product(other, jnp.ones([4])).scalars(as: Float.self) == [4, 8, 12])
  }

  @Test func aNetworkLearns() {
    let (first, second) = (random.key(1), random.key(2))
    let tanh = Function { (x: Tensor) in jnp.tanh(x) }
    let identity = Function { (x: Tensor) in x }
    var network =
      Dense(first, from: 2, to: 16, activation: tanh) |> LayerNorm(16)
      |> Dense(second, from: 16, to: 1, activation: identity)
    let x: Tensor = [[0, 0], [0, 1], [1, 0], [1, 1]]
    let y: Tensor = [[0], [1], [1], [0]]
    typealias Network = Chain<Chain<Dense, LayerNorm>, Dense>
    let loss: @Sendable (Network) -> Tensor = { network in jnp.mean(jnp.square(network(x) - y)) }
    let step = jit { (network: Network) in network.descending(0.1, loss) }
    for _ in 0..<200 { network = step(network) }
    #expect(Float(loss(network)) < 1e-3)
    let perExample = vmap { [network] (x: Tensor) in network(x) }(x)
    #expect(Bool(jnp.allclose(perExample, network(x), atol: 1e-5)))
  }
}
