// Loops of small steps, and reverse mode through a loop of unknown length, which JAX does not have.

import Glibc
import JAX

enum Loops: Workloads {
  static let group = "scan"
  static let names = ["scan_grad_4_leaves_614", "fori_3x3_100k"]

  static func run() throws {
    let leaves = 4
    let initial = (0..<leaves).map { Tensor(Float($0) / Float(leaves)) }
    let gradient = jit(
      grad { (initial: [Tensor]) -> Tensor in
        let (last, firsts) = lax.scan(
          { (state: [Tensor]) -> ([Tensor], Tensor) in
            let next = state.indices.map { i in
              lax.sin(state[i]) + 0.1 * state[(i + 1) % leaves]
            }
            return (next, next[0])
          }, initial, length: 614)
        return last.reduce(firsts.sum(), +)
      })
    try report(names[0], "ms", 1e3 * secondsPerCall(calls: 3) { gradient(initial) })

    var generator = Generator()
    let weights = generator.normal(3, 3, scale: 0.3)
    let vector = generator.normal(3)
    let loop = jit { (x: Tensor) in
      lax.foriLoop(0, 100_000, { _, x in jnp.tanh(jnp.matmul(weights, x)) }, x)
    }
    try report(names[1], "ms", 1e3 * secondsPerCall(calls: 1, repeats: 5) { loop(vector) })
  }
}

/// A loop of 100 000 steps over a vector of 100 numbers whose length the program does not know.
enum WhileGradient: Workloads {
  static let group = "while"
  static let names = [
    "while_100k", "while_grad_100k", "while_grad_100k_checkpoints", "while_grad_100k_memory",
  ]
  static let isMeasuredBesideJAX = false

  static func run() throws {
    let start = Tensor((0..<100).map { Float($0) / 100 })
    @Sendable func last(_ x: Tensor, maxSteps: Int? = nil, checkpoints: Int? = nil) -> Tensor {
      lax.whileLoop(
        { i, _ in i .< 100_000 }, { i, x in (i + 1, x + 1e-5 * lax.sin(x)) }, (0, x),
        maxSteps: maxSteps, checkpoints: checkpoints
      ).1.sum()
    }
    let forward = jit { (x: Tensor) in last(x) }
    let gradient = jit(grad { (x: Tensor) in last(x) })
    let stored = jit(
      grad { (x: Tensor) in last(x, maxSteps: 100_000, checkpoints: 100_000) })
    try report(names[0], "ms", 1e3 * secondsPerCall(calls: 1, repeats: 3) { forward(start) })
    // The peak only grows, so what keeps little is measured first.
    let before = peakMegabytes()
    try report(names[1], "ms", 1e3 * secondsPerCall(calls: 1, repeats: 3) { gradient(start) })
    let after = peakMegabytes()
    try report(names[2], "ms", 1e3 * secondsPerCall(calls: 1, repeats: 3) { stored(start) })
    report(names[3], "MB", after - before)
  }

  /// The largest amount of memory that the process has had.
  private static func peakMegabytes() -> Double {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return Double(usage.ru_maxrss) / 1024
  }
}
