// Operations without `jit`, and transformations of functions that are not compiled as a whole.

import JAX

enum Eager: Workloads {
  static let group = "eager"
  static let names = [
    "eager_add_1024", "eager_chain_5_ops_1024", "eager_grad_tanh_scalar", "eager_vmap_sum_32x32",
    "eager_take_1m", "eager_mask_1m", "eager_10000_ops", "eager_fori_2000_eqns", "print_4m",
    "eager_rows_1000", "eager_minibatches",
  ]

  private static func tanh(_ x: Tensor) -> Tensor {
    let y = jnp.exp(-2.0 * x)
    return (1.0 - y) / (1.0 + y)
  }

  static func run() throws {
    var generator = Generator()
    let x = jnp.ones([1024])
    let matrix = generator.normal(32, 32)
    let slope = grad(tanh)
    let norms = vmap { (row: Tensor) in jnp.sum(row * row) }
    try report(names[0], "us", 1e6 * secondsPerCall(calls: 5000) { x + x })
    try report(names[1], "us", 1e6 * secondsPerCall(calls: 1000) { jnp.tanh(x * x + x - x) * 2.0 })
    try report(names[2], "us", 1e6 * secondsPerCall(calls: 200) { slope(1.0) })
    try report(names[3], "us", 1e6 * secondsPerCall(calls: 500) { norms(matrix) })
    let numbers = jnp.arange(1 << 20)
    let values = numbers.astype(.float32)
    let order = (numbers * 7919) % (1 << 20)
    let mask = numbers % 3 .== 0
    try report(names[4], "us", 1e6 * secondsPerCall(calls: 20) { values[order] })
    try report(names[5], "us", 1e6 * secondsPerCall(calls: 20) { values[mask] })

    // Many operations, of a hundred shapes in turn.
    let shapes = (1...100).map { jnp.ones([$0]) }
    try report(
      names[6], "ms",
      1e3
        * secondsPerCall(calls: 1) {
          var last = x
          for _ in 0..<100 { for vector in shapes { last = vector + vector } }
          return last
        })

    // A loop of ten steps of 2000 operations, outside of jit.
    try report(
      names[7], "ms",
      1e3
        * secondsPerCall(calls: 5) {
          lax.foriLoop(
            0, 10,
            { (_: Tensor, y: Tensor) -> Tensor in
              (0..<1000).reduce(y) { y, _ in y * 1.0001 + 0.001 }
            },
            x)
        })

    let many = jnp.arange(1 << 22).astype(.float32)
    try report(
      names[8], "us",
      1e6
        * secondsPerCall(calls: 20) { () -> Tensor in
          _ = many.description
          return many
        })

    // Each repeat reads an array of another shape, of which only one part was read before.
    let tables = (64..<72).map { jnp.ones([12800, $0]) }
    for table in tables { _ = (table[0], table[..<128]) }
    var turn = 0
    func next() -> Tensor {
      turn += 1
      return tables[turn % tables.count]
    }
    try report(
      names[9], "ms",
      1e3
        * secondsPerCall(calls: 1) {
          let table = next()
          return (0..<1000).reduce(x) { _, row in table[row] }
        })
    try report(
      names[10], "ms",
      1e3
        * secondsPerCall(calls: 1) {
          let table = next()
          return (0..<100).reduce(x) { _, batch in table[batch * 128..<(batch + 1) * 128] }
        })
  }
}
