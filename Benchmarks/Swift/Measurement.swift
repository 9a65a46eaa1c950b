// How the workloads are measured and reported.

import JAX

/// Workloads that share their set-up.
protocol Workloads {
  /// The name of the group.
  static var group: String { get }
  /// The names of the figures, in the order reported.
  static var names: [String] { get }
  /// Whether JAX has the same program to compare with.
  static var isMeasuredBesideJAX: Bool { get }
  /// Measures and reports them all.
  static func run() throws
}

extension Workloads {
  static var isMeasuredBesideJAX: Bool { true }
}

/// Prints one figure.
func report(_ name: String, _ unit: String, _ value: Double) {
  print(#"{"name": "\#(name)", "unit": "\#(unit)", "value": \#(value)}"#)
}

private let clock = ContinuousClock()

/// The seconds that a closure takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  try clock.measure(body) / .seconds(1)
}

/// Waits until the tensors of a tree are computed.
private func wait(for value: some PyTree) throws {
  for leaf in tree.leaves(value) { _ = try leaf.blockUntilReady() }
}

/// The seconds of one of `calls` calls in a row, the wait for the last result included; the best of the repeats.
func secondsPerCall<Result: PyTree>(
  calls: Int, repeats: Int = 7, _ body: () throws -> Result
) throws -> Double {
  try wait(for: body())
  var best = Double.infinity
  for _ in 0..<repeats {
    let time = try seconds {
      for _ in 1..<calls { _ = try body() }
      try wait(for: body())
    }
    best = min(best, time / Double(calls))
  }
  return best
}

/// Numbers for the operands: normally distributed, the same in every run.
struct Generator {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  private mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Numbers between two bounds.
  mutating func uniform(_ shape: Int..., from low: Float, to high: Float) -> Tensor {
    let values = (0..<shape.reduce(1, *)).map { _ in
      low + (high - low) * Float(bits() >> 40) * 0x1p-24
    }
    return Tensor(values, shape: shape)
  }

  /// Integers below a bound.
  mutating func integers(_ shape: Int..., below bound: UInt64) -> Tensor {
    Tensor((0..<shape.reduce(1, *)).map { _ in Int32(bits() % bound) }, shape: shape)
  }

  /// Sums of twelve uniform numbers less their mean: close enough to a normal distribution here.
  mutating func normal(_ shape: Int..., scale: Float = 1) -> Tensor {
    let values = (0..<shape.reduce(1, *)).map { _ -> Float in
      scale * (0..<12).reduce(-6) { sum, _ in sum + Float(bits() >> 40) * 0x1p-24 }
    }
    return Tensor(values, shape: shape)
  }
}
