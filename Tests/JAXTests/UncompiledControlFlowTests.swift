// Control flow inside of `disableJit`: functions run as they are, see values, and have the same derivatives.

import JAX
import Synchronization
import Testing

/// What functions have seen.
private final class Seen: Sendable {
  private let values = Mutex<[Double]>([])

  var all: [Double] { values.withLock { $0 } }

  func add(_ value: Tensor) {
    let number = value.item(as: Double.self)
    values.withLock { $0.append(number) }
  }

  func note(_ value: Double) { values.withLock { $0.append(value) } }
}

private func agree(_ a: Tensor, _ b: Tensor) -> Bool {
  a.shape == b.shape && a.dtype == b.dtype
    && zip(a.scalars(as: Double.self), b.scalars(as: Double.self)).allSatisfy {
      abs($0 - $1) <= 1e-12 * (1 + abs($1))
    }
}

private func f64(_ values: [Double]) -> Tensor { Tensor(values, dtype: .float64) }

@Suite struct UncompiledControlFlowTests {
  private let x = f64([0.3, -1.2, 0.9, 2])

  @Test func onlyTheChosenFunctionRuns() {
    let seen = Seen()
    let f = { @Sendable (x: Tensor) -> Tensor in
      lax.cond(
        x .> 0,
        { x in
          seen.note(1); return x * 2
        },
        { x in
          seen.note(-1); return x / Double(x)
        }, x)
    }
    disableJit {
      #expect(f(3.0).item(as: Float.self) == 6)
      #expect(seen.all == [1])
      #expect(f(-3.0).item(as: Float.self) == 1)
      #expect(seen.all == [1, -1])
      #expect(jit(f)(5.0).item(as: Float.self) == 10)
      let chosen = [-4, 1, 9].map { index in
        lax.switch(
          Tensor(index),
          [
            { x in
              seen.note(10); return x
            },
            { x in
              seen.note(11); return -x
            },
            { x in
              seen.note(12); return x * x
            },
          ], 3.0 as Tensor
        ).item(as: Float.self)
      }
      #expect(chosen == [3, -3, 9])
      #expect(seen.all == [1, -1, 1, 10, 11, 12])
    }
  }

  @Test func loopsRunStepByStep() {
    let seen = Seen()
    disableJit {
      let (total, sums) = lax.scan(
        { (total: Tensor, x: Tensor) in
          seen.add(x)
          return (total + x, Double(x) > 0 ? total : -total)
        }, Tensor(.zero, dtype: .float64), x)
      #expect(seen.all == [0.3, -1.2, 0.9, 2])
      #expect(agree(total, f64([2]).sum()))
      #expect(agree(sums, f64([0, -0.3, -0.9, 0])))
      let backwards = lax.scan(
        { (total: Tensor, x: Tensor) in (x, total) }, Tensor(.zero, dtype: .float64), x,
        reverse: true)
      #expect(agree(backwards.1, f64([-1.2, 0.9, 2, 0])))

      let last = lax.foriLoop(
        2, 5,
        { (i: Tensor, x: Tensor) in
          seen.add(i)
          return x + i
        }, 0)
      #expect(last.item(as: Int.self) == 9)
      let end = jnp.arange(4)[3]
      #expect(
        lax.foriLoop(0, end, { i, x in x * Tensor(Int(i) + 1) }, 1).item(as: Int.self) == 6)
      #expect(lax.foriLoop(5, 2, { (_: Tensor, x: Tensor) in x * 0 }, 7).item(as: Int.self) == 7)
      let doubled = lax.whileLoop(
        { (x: Tensor) in x .< 20 },
        { (x: Tensor) in
          seen.add(x)
          return x * 2
        }, 3)
      #expect(doubled.item(as: Int.self) == 24)
      #expect(seen.all == [0.3, -1.2, 0.9, 2, 2, 3, 4, 3, 6, 12])
      let bounded = lax.whileLoop(
        { (x: Tensor) in x .< 20 }, { (x: Tensor) in x * 2 }, 3, maxSteps: 2)
      #expect(bounded.item(as: Int.self) == 12)
      let squares = lax.map({ (x: Tensor) in Double(x) > 0 ? x * x : x }, x)
      #expect(agree(squares, f64([0.09, -1.2, 0.81, 4])))
      let batched = lax.map({ (x: Tensor) in x * x }, x, batchSize: 3)
      #expect(agree(batched, x * x))
      let none = lax.scan({ (c: Tensor, x: Tensor) in (c, x * 2) }, 1, f64([]))
      #expect(none.1.shape == [0])
    }
  }

  /// All kinds of control flow in one function.
  private let f: @Sendable (Tensor) -> Tensor = { x in
    let (c, ys) = lax.scan(
      { (c: Tensor, x: Tensor) in
        let next = lax.cond(x .> 0, { c, x in jnp.sin(c * x) }, { c, x in jnp.cos(c) + x }, c, x)
        return (next, next * x)
      }, Tensor(.one, dtype: .float64), x)
    let repeated = lax.foriLoop(0, 3, { (_: Tensor, y: Tensor) in jnp.sin(y) * x }, ys)
    let grown = lax.whileLoop(
      { (y: Tensor) in (y * y).sum() .< 30 }, { (y: Tensor) in y * 1.5 + c }, repeated)
    return lax.switch(
      Tensor(1), [{ y in y.sum() }, { y in jnp.exp(y * 0.1).sum() }], grown)
  }

  @Test func derivativesAreTheSame() {
    let f = f
    let x = x
    let expected = (jit(f)(x), jit(grad(f))(x), jvp(f, x, x * 2).tangent)
    disableJit {
      #expect(agree(f(x), expected.0))
      #expect(agree(grad(f)(x), expected.1))
      #expect(agree(jit(grad(f))(x), expected.1))
      #expect(agree(grad(jit(f))(x), expected.1))
      #expect(agree(jvp(f, x, x * 2).tangent, expected.2))
      #expect(agree(linearize(f, x).pushforward(x * 2), expected.2))
    }
    let rows = jnp.stack([x, x * 0.5, -x])
    let (each, slopes) = (vmap(f)(rows), vmap(grad(f))(rows))
    let second = jit(hessian(f))(x)
    disableJit {
      #expect(agree(vmap(f)(rows), each))
      #expect(agree(vmap(grad(f))(rows), slopes))
      #expect(agree(hessian(f)(x), second))
    }
  }

  @Test func whatIsNotKnownIsStaged() {
    let x = x
    disableJit {
      // Examples choose differently, and end at different steps.
      let mapped = vmap { (x: Tensor) in
        lax.whileLoop(
          { (y: Tensor) in y .< 5 },
          { (y: Tensor) in lax.cond(y .> 1, { y in y * y + 1 }, { y in y + 1 }, y) }, x)
      }(x)
      let expected = x.scalars(as: Double.self).map { x in
        var y = x
        while y < 5 { y = y > 1 ? y * y + 1 : y + 1 }
        return y
      }
      #expect(agree(mapped, f64(expected)))
    }
    // A function that was staged inside is staged again outside.
    let step = checkpoint { (x: Tensor) in lax.foriLoop(0, 3, { _, y in jnp.sin(y) }, x) }
    let inside = disableJit { "\(makeJaxpr(step)(x))" }
    #expect(!inside.contains("scan"))
    #expect("\(makeJaxpr(step)(x))".contains("scan"))
  }

  @Test func misuses() {
    let x = x
    misuse { disableJit { lax.foriLoop(0, 3, { _, y in y[0] }, x) } }.says(
      """
      foriLoop: a step makes float64[] of state 0, which is float64[4].
        expected: a state of the same shapes and dtypes after each step
        to do: begin with a value of shape (), or give the new one the shape (4,).
      """)
    misuse { disableJit { lax.whileLoop({ y in y .< 3 }, { y in y }, x) } }.says(
      """
      whileLoop: a condition that is bool[4].
        expected: bool[], one truth value
        to do: reduce it, as with x.all() or x.any().
      """)
    let step = { @Sendable (i: Tensor, x: Tensor) in
      (i + 1, Int(i) == 2 ? jnp.stack([x, x]) : x)
    }
    misuse { disableJit { lax.scan(step, 0, x).1 } }.says(
      """
      scan: result 0 is float64[] in the first step, and float64[2] in a later one.
        expected: results of the same shapes and dtypes from all steps
      """)
    misuse { disableJit { lax.cond(x .> 0, { x in x }, { x in -x }, x) } }.says(
      """
      cond: a predicate that is bool[4].
        expected: one truth value, of shape ()
        to do: reduce it, as with x.all() or x.any(), or choose between elements with jnp.where.
      """)
    let short = jnp.ones([3], dtype: .float64)
    misuse { disableJit { lax.foriLoop(0, 3, { _, y in y + short }, x) } }.says(
      """
      +: shapes (4,) and (3,) cannot be broadcast together.
        expected: sizes that are equal or 1, compared from the last axis
        to do: reshape one operand, for example with .newAxis, so that its axes line up.
      """)
  }
}
