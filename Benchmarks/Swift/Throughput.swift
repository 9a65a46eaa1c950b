// Programs whose time is spent on the device.

import JAX

enum Matmul: Workloads {
  static let group = "matmul"
  static let names = ["matmul_1024_f32"]

  static func run() throws {
    var generator = Generator()
    let matrix = generator.normal(1024, 1024)
    let product = jit { (a: Tensor, b: Tensor) in jnp.matmul(a, b) }
    try report(names[0], "ms", 1e3 * secondsPerCall(calls: 10) { product(matrix, matrix) })
  }
}

enum BlackScholes: Workloads {
  static let group = "black_scholes"
  static let names = ["black_scholes_value_and_delta_1m"]

  /// The price of a European call option.
  private static func price(_ spot: Tensor, _ timeLeft: Tensor) -> Tensor {
    let (strike, rate, volatility) = (100.0, 0.05, 0.2)
    func normalCDF(_ z: Tensor) -> Tensor { 0.5 * lax.erfc(-z * 0.7071067811865476) }
    let d1 =
      (jnp.log(spot / strike) + (rate + volatility * volatility / 2) * timeLeft)
      / (volatility * jnp.sqrt(timeLeft))
    return spot * normalCDF(d1)
      - strike * jnp.exp(-rate * timeLeft) * normalCDF(d1 - volatility * jnp.sqrt(timeLeft))
  }

  static func run() throws {
    var generator = Generator()
    let spot = generator.uniform(1_000_000, from: 60, to: 140)
    let timeLeft = generator.uniform(1_000_000, from: 0.1, to: 1)
    let priceAndDelta = jit(vmap(valueAndGrad(price), inAxes: [0, 0]))
    let time = try secondsPerCall(calls: 5) {
      let (prices, deltas) = priceAndDelta(spot, timeLeft)
      return [prices, deltas]
    }
    report(names[0], "ms", 1e3 * time)
  }
}

enum RandomNormal: Workloads {
  static let group = "random"
  static let names = ["random_normal_1m"]

  static func run() throws {
    let key = random.key(0)
    let draw = jit { (key: Tensor) in random.normal(key, [1_000_000]) }
    try report(names[0], "ms", 1e3 * secondsPerCall(calls: 5) { draw(key) })
  }
}
