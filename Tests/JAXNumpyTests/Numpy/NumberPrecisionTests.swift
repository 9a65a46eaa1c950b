// Numbers keep the digits of a Double until they meet an array: what a float64 array is computed with has no trace of a
// float32.

import JAXCore
import JAXLax
import JAXNumpy
import JAXTransforms
import Testing

private typealias Function = @Sendable (Tensor) -> Tensor

private let x = Tensor([0.25, 0.7, 1.1], dtype: .float64)
private let mask = Tensor([true, false, true])

/// Functions of a number that meets an array of float64, or its dtype.
private let functions: [(name: String, apply: Function)] = [
  ("+", { x + $0 }), ("-", { $0 - x }), ("*", { x * $0 }), ("/", { x / $0 }), ("%", { x % $0 }),
  ("**", { x ** $0 }), ("** of a number", { $0 ** x }), (".<", { x .< $0 }),
  ("sums", { x * ($0 + 0.1) }), ("differences", { x * (0.1 - $0) }),
  ("products", { x * ($0 * 3) }), ("quotients", { x * (1 / $0) }),
  ("powers", { x * ($0 ** 2.5) }), ("whole powers", { x * ($0 ** 3) }),
  ("remainders", { x * (7.3 % $0) }), ("negatives", { x * -$0 }),
  ("jnp.maximum", { jnp.maximum(x, $0) }), ("jnp.minimum", { jnp.minimum(x, $0) }),
  ("jnp.where", { jnp.where(mask, x, $0) }), ("jnp.where of a number", { jnp.where(mask, $0, x) }),
  ("jnp.clip", { jnp.clip(x, min: $0, max: 0.9) }), ("jnp.arctan2", { jnp.arctan2(x, $0) }),
  ("jnp.hypot", { jnp.hypot(x, $0) }), ("jnp.logaddexp", { jnp.logaddexp(x, $0) }),
  ("jnp.heaviside", { jnp.heaviside(x - x, $0) }), ("jnp.copysign", { jnp.copysign($0, x) }),
  ("jnp.fmod", { jnp.fmod(x, $0) }), ("jnp.floorDivide", { jnp.floorDivide(x, $0) }),
  ("jnp.full", { jnp.full([3], $0, dtype: .float64) }), ("jnp.fullLike", { jnp.fullLike(x, $0) }),
  ("jnp.array", { jnp.array($0, dtype: .float64) }), ("astype", { $0.astype(.float64) }),
  ("jnp.pad", { jnp.pad(x, [(1, 2)], constantValues: $0) }),
  ("jnp.linspace", { jnp.linspace($0, 1, 7, dtype: .float64) }),
  ("jnp.linspace of an array", { jnp.linspace($0, x, 7) }),
  ("jnp.logspace", { jnp.logspace($0, 1, 7, dtype: .float64) }),
  ("jnp.logspace's base", { jnp.logspace(x, 1, 7, base: 10 * $0) }),
  ("jnp.geomspace", { jnp.geomspace($0, 1, 7, dtype: .float64) }),
  ("jnp.quantile", { jnp.quantile(x, $0) }), ("jnp.percentile", { jnp.percentile(x, 100 * $0) }),
  ("at.set", { x.at[0].set($0) }), ("at.add", { x.at[0].add($0) }),
  ("at.multiply", { x.at[0].multiply($0) }), ("at.divide", { x.at[0].divide($0) }),
  ("at.power", { x.at[0].power($0) }), ("at.min", { x.at[1].min($0) }),
  ("nn.leakyRelu", { nn.leakyRelu(-x, negativeSlope: $0) }), ("nn.elu", { nn.elu(-x, alpha: $0) }),
  ("nn.celu", { nn.celu(-x, alpha: $0) }), ("nn.squareplus", { nn.squareplus(x, b: $0) }),
  ("lax.full", { lax.full([3], $0, dtype: .float64) }),
  (
    "random.uniform",
    { random.uniform(random.key(0), [3], dtype: .float64, minval: $0, maxval: 1) }
  ),
  ("random.gamma", { random.gamma(random.key(0), 7 * $0, shape: [3], dtype: .float64) }),
  ("random.beta", { random.beta(random.key(0), 7 * $0, 2, shape: [3], dtype: .float64) }),
  ("random.pareto", { random.pareto(random.key(0), b: $0, shape: [3], dtype: .float64) }),
  ("lax.foriLoop", { n in lax.foriLoop(0, 3, { _, c in c * n }, x) }),
  ("lax.cond", { n in lax.cond(x[0] .> 0, { x in x * n }, { x in x }, x) }),
]

@Suite struct NumberPrecisionTests {
  @Test(arguments: functions.indices) func bareNumbersAreDoubles(_ position: Int) {
    let (name, function) = functions[position]
    for value in [1.0 / 3, 0.1] {
      let wanted = function(Tensor(.float(value), dtype: .float64))
      let found = function(Tensor(value))
      #expect(found.dtype == wanted.dtype && found.shape == wanted.shape, "\(name)")
      #expect(areNear(found, wanted), "\(name) of \(value): \(found), not \(wanted)")
      let compiled = jit { (y: Tensor) in function(Tensor(value)) + 0 * y.sum() }(x)
      if wanted.dtype == .float64 {
        #expect(areNear(compiled, wanted), "\(name) of \(value) under jit: \(compiled)")
      }
    }
  }

  private func areNear(_ a: Tensor, _ b: Tensor) -> Bool {
    zip(a.scalarValues(for: "test"), b.scalarValues(for: "test")).allSatisfy {
      Swift.abs($0.double - $1.double) <= 1e-14 * Swift.max(1, Swift.abs($1.double))
    }
  }

  @Test func numbersOfNumbersStayNumbers() {
    let third = Tensor(1.0) / Tensor(3)
    #expect(third.weakType && third.dtype == .float32)
    #expect((third * jnp.ones([2], dtype: .bfloat16)).dtype == .bfloat16)
    #expect(Double(third * Tensor(.float(3), dtype: .float64)) == 1)
    #expect((Tensor(7) / Tensor(2)).dtype == .float32 && Float(Tensor(7) / Tensor(2)) == 3.5)
    let whole = Tensor(7) * Tensor(-2) + Tensor(3)
    #expect(whole.dtype == .int32 && whole.weakType && Int(whole) == -11)
    #expect(Int(Tensor(-7) % Tensor(3)) == 2 && Int(Tensor(7) % Tensor(-3)) == -2)
    #expect(Float(Tensor(-7.5) % Tensor(2)) == 0.5)
    #expect(Int(Tensor(3) ** Tensor(4)) == 81)
    // Too large for 32 bits, as a literal can be.
    #expect((Tensor(1 << 20) * Tensor(1 << 20)).dtype == .int64)
    #expect(Int(Tensor(1 << 20) * Tensor(1 << 20)) == 1 << 40)
    #expect(Float(-Tensor(0.0)).sign == .minus)
  }

  @Test func numbersAreFoldedBeforeTheyAreTraced() {
    let program = makeJaxpr { (x: Tensor) in x * (1.0 / Tensor(4)) }(jnp.ones([2]))
    #expect("\(program)".contains("mul a 0.25:f32[]"))
  }

  @Test func rangesHaveTheDigitsOfTheirDType() {
    let line = jnp.linspace(0, 1, 4, dtype: .float64).scalars(as: Double.self)
    #expect(line == [0, 1.0 / 3, 2.0 / 3, 1])
    #expect(Double(jnp.percentile(Tensor([0, 1], dtype: .float64), 33)) == 0.33)
    #expect(
      Swift.abs(Double(jnp.logspace(0, 1, 4, dtype: .float64)[1]) - 2.154434690031884) < 1e-15)
    #expect(
      Swift.abs(Double(jnp.geomspace(1, 10, 4, dtype: .float64)[2]) - 4.641588833612778) < 1e-15)
    #expect(jnp.linspace(0, 1, 4).dtype == .float32)
    #expect(jnp.linspace(0, 10, 4, dtype: .int32).scalars(as: Int.self) == [0, 3, 6, 10])
  }
}
