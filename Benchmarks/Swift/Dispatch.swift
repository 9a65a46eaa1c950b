// The cost of calling a compiled function that has next to nothing to do.

import JAX

enum Dispatch: Workloads {
  static let group = "dispatch"
  static let names = [
    "dispatch_jit_scalar", "dispatch_jit_tanh_1024", "dispatch_jit_100_leaves", "jit_300_forms",
  ]

  static func run() throws {
    let scalar = Tensor(1 as Float)
    let vector = jnp.ones([1024])
    let leaves = (0..<100).map { _ in jnp.ones([4]) }
    let increment = jit { (x: Tensor) in x + 1 }
    let product = jit { (x: Tensor, y: Tensor) in jnp.tanh(x * y) }
    let incrementAll = jit { (xs: [Tensor]) in xs.map { $0 + 1 } }
    try report(names[0], "us", 1e6 * secondsPerCall(calls: 5000) { increment(scalar) })
    try report(names[1], "us", 1e6 * secondsPerCall(calls: 5000) { product(vector, vector) })
    try report(names[2], "us", 1e6 * secondsPerCall(calls: 1000) { incrementAll(leaves) })

    // One function for 300 shapes: every call is of another form than the one before.
    let shapes = (1...300).map { jnp.ones([$0]) }
    for x in shapes { _ = increment(x) }
    try report(
      names[3], "us",
      1e6 / 300
        * secondsPerCall(calls: 10) {
          var last = scalar
          for x in shapes { last = increment(x) }
          return last
        })
  }
}
