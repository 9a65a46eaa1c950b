// Reductions of large arrays, and functions that consist of them.

import JAX

enum Sums: Workloads {
  static let group = "sums"
  static let names = [
    "sum_10m", "sum_sq_10m", "mean_axis0_100k_64", "mean_axis1_10k_1k", "dot_10m",
    "softmax_10k_100", "layer_norm_10k_100",
  ]

  static func run() throws {
    var generator = Generator()
    let vector = generator.uniform(10_000_000, from: 0, to: 1)
    let table = generator.uniform(10_000, 100, from: 0, to: 1)
    try measure(names[0], vector) { jnp.sum($0) }
    try measure(names[1], vector) { jnp.sum($0 * $0) }
    try measure(names[2], generator.uniform(100_000, 64, from: 0, to: 1)) {
      jnp.mean($0, axis: [0])
    }
    try measure(names[3], generator.uniform(10_000, 1000, from: 0, to: 1)) {
      jnp.mean($0, axis: [1])
    }
    let other = generator.uniform(10_000_000, from: 0, to: 1)
    let product = jit { (x: Tensor, y: Tensor) in jnp.dot(x, y) }
    try report(names[4], "ms", 1e3 * secondsPerCall(calls: 5) { product(vector, other) })
    try measure(names[5], table) { nn.softmax($0) }
    try measure(names[6], table) { x in
      let centred = x - jnp.mean(x, axis: [-1], keepdims: true)
      return centred * lax.rsqrt(jnp.mean(centred ** 2, axis: [-1], keepdims: true) + 1e-5)
    }
  }

  private static func measure(
    _ name: String, _ operand: Tensor, _ function: @escaping @Sendable (Tensor) -> Tensor
  ) throws {
    let compiled = jit(function)
    try report(name, "ms", 1e3 * secondsPerCall(calls: 5) { compiled(operand) })
  }
}
