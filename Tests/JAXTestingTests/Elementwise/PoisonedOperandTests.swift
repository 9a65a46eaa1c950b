// Functions of NaN and infinities that the compiler knows: as where they come from outside of the program.
//
// XLA's CPU compiler leaves out the exponential of an operand that it proves to be NaN, and what is read then was written
// by nobody. How it comes to know is not always plain: from a constant, from products of infinities and zeros, from an index
// that a loop is taken apart at.

import JAX
import JAXCore
import Testing

/// A way for the compiler to know a number, which `x` is replaced by.
private struct Poison: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let apply: @Sendable (Tensor) -> Tensor

  private static func number(_ number: Double, like x: Tensor) -> Tensor {
    Tensor(.float(number), dtype: x.dtype)
  }

  static let constant = Poison(testDescription: "x · NaN") { $0 * number(.nan, like: $0) }

  static let all = [
    constant,
    Poison(testDescription: "x · ∞ · 0") { $0 * number(.infinity, like: $0) * 0.0 },
    Poison(testDescription: "NaN, ∞ and -∞ by their index") { x in
      let index = jnp.arange(x.size)
      let known = jnp.where(index .== 0, number(.nan, like: x), number(.infinity, like: x))
      return jnp.where(index .== 2, number(-.infinity, like: x), known)
    },
  ]
}

@Suite struct PoisonedOperandTests {
  /// Those that are computed from series or steps.
  private static let functions = ElementwiseFunction.all.filter {
    $0.arity == 1 && $0.dtypes.contains(.float32) && !$0.dtypes.contains(.int32)
  }

  @Test(arguments: [DType.float32, .float64, .float16, .bfloat16, .complex64])
  func areAsFromOutside(_ dtype: DType) {
    let functions = Self.functions.filter { $0.dtypes.contains(dtype) }
    let poisons = dtype == .float32 ? Poison.all : [Poison.constant]
    let x = jnp.full([3], 0.5, dtype: dtype)
    let found = jit { (x: Tensor) -> [[Tensor]] in
      poisons.map { poison in functions.map { $0.apply([poison.apply(x)]) } }
    }(x)
    for (poison, results) in zip(poisons, found).prefix(2) {
      for (function, result) in zip(functions, results) {
        let areNaN = result.scalarValues(for: "test").allSatisfy { $0.isNaN }
        let isBoolean = result.dtype == .bool
        #expect(areNaN || isBoolean, "\(function.name) of \(poison) in \(dtype): \(result)")
      }
    }
    guard dtype == .float32 else { return }
    let expected = jit { (x: Tensor) -> [Tensor] in functions.map { $0.apply([x]) } }(
      Tensor([.nan, .infinity, -.infinity] as [Float]))
    for (number, function) in functions.enumerated() {
      let wanted = expected[number].scalarValues(for: "test")
      for (place, found) in found[2][number].scalarValues(for: "test").enumerated() {
        #expect(
          found.isNaN && wanted[place].isNaN || found.double == wanted[place].double,
          "\(function.name) of \(Poison.all[2]): \(found), not \(wanted[place])" as Comment)
      }
    }
  }

  @Test func anExponentialInsideOfLoopsAndChoices() {
    let x = jnp.full([5], 0.5)
    let nan = Tensor(.float(.nan), dtype: .float32)
    let functions: [@Sendable (Tensor) -> Tensor] = [
      { x in lax.cond(x[0] .>= 0, { jnp.exp($0 * nan) }, { $0 }, x) },
      { x in lax.foriLoop(0, 3, { _, c in jnp.exp(c * nan) }, x) },
      { x in nn.softmax(x * 0 - Tensor(.float(.infinity), dtype: .float32)) },
      { x in jnp.exp(x - jnp.max(x * nan)) },
      { x in vmap { jnp.exp($0 * nan) }(x) },
      { x in grad { jnp.sum(jnp.exp($0 * nan)) }(x) },
    ]
    for (number, function) in functions.enumerated() {
      let values = jit(function)(x).scalars(as: Float.self)
      let areNaN = values.allSatisfy { $0.isNaN }
      #expect(areNaN, "function \(number): \(values)")
    }
  }
}

extension ScalarValue {
  /// Whether a part is not a number.
  fileprivate var isNaN: Bool { double.isNaN || imaginary.isNaN }
}
