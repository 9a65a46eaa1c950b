// Settings that hold inside of a closure: compilation, checks, names, leaks.

import JAX
import PJRT
import StableHLO
import Synchronization
import Testing

@testable import JAXTransforms

@Suite struct SettingsTests {
  private let x = jnp.array([1.0, 2.0, 3.0])

  @Test func functionsRunUncompiled() {
    let seen = Mutex<[String]>([])
    let f = jit { (x: Tensor) -> Tensor in
      let y = x * 2
      seen.withLock { $0.append("\(y)") }
      return y
    }
    #expect(disableJit { f(3.0) }.item(as: Float.self) == 6)
    #expect(disableJit { f(4.0) }.item(as: Float.self) == 8)
    #expect(seen.withLock { $0 } == ["6.0", "8.0"])
    // Swift conditions on values work, and derivatives as well.
    let branching = jit { (x: Tensor) -> Tensor in Double(x) > 0 ? x * x : -x }
    #expect(disableJit { grad(branching)(3.0) }.item(as: Float.self) == 6)
    // Afterwards the function is compiled: it is traced once.
    _ = (f(5.0), f(6.0))
    #expect(seen.withLock { $0.count } == 3)
  }

  @Test func valuesAreComputedWhileTracing() {
    let f = jit { (x: Tensor) -> Tensor in
      let count = ensureCompileTimeEval { Int((jnp.arange(4) .> 1).sum()) }
      return jnp.zeros([count]) + x
    }
    #expect(f(1.0).shape == [2])
    let program = makeJaxpr { (x: Tensor) -> Tensor in
      ensureCompileTimeEval { jnp.sin(0.0 as Tensor) } + x
    }(1.0)
    #expect(!"\(program)".contains("sin"))
    misuse { jit { (x: Tensor) -> Tensor in ensureCompileTimeEval { jnp.sin(x) } }(x) }.says(
      """
      sin: a tracer of float32[3] from jit was used outside the function it belongs to.
        expected: values made inside a transformed function are used only inside it
        to do: return the value from the transformed function instead of storing it elsewhere.
      """)
  }

  private func optimized(_ f: @escaping @Sendable (Tensor) -> Tensor, _ x: Tensor) throws -> String
  {
    let lowered = try lower(f)(x)
    let client = try Backend.default().client
    let program = try client.compile(lowered.module).optimizedProgram()
    return String(decoding: program.code, as: UTF8.self)
  }

  @Test func namesReachTheCompiledProgram() throws {
    let f = { @Sendable (x: Tensor) -> Tensor in
      let y = namedScope("outer") { namedScope("inner") { jnp.sin(x) } }
      return namedCall({ (y: Tensor) in jnp.exp(y) }, name: "block")(y)
    }
    let text = try lower(f)(x).text
    #expect(text.contains(#"stablehlo.sine %0 : tensor<3xf32> loc("jit(f)/outer/inner/sin")"#))
    #expect(text.contains(#"loc("jit(f)/block/exp")"#))
    let program = try optimized(f, x)
    #expect(program.contains("jit(f)/outer/inner/sin"))
    #expect(program.contains("jit(f)/block/exp"))
    // Transformations wrap the names.
    let derivative = try lower(vmap(grad(f)))(x).text
    #expect(derivative.contains(#"loc("jit(f)/vmap(jvp(outer))/inner/cos")"#))
    #expect(derivative.contains(#"loc("jit(f)/vmap(transpose(jvp(block)))/mul")"#))
    // A name around control flow holds for what is inside of it.
    let loop = try lower { (x: Tensor) -> Tensor in
      namedScope("loop") { lax.foriLoop(0, 3, { _, x in jnp.sin(x) }, x) }
    }(x).text
    #expect(loop.contains(#"loc("jit(f)/loop/"#))
    #expect(loop.contains(#"/sin")"#))
    // Without names nothing is added.
    #expect(!(try lower { (x: Tensor) in jnp.sin(x) }(x).text.contains("loc(")))
  }

  @Test func leakedTracersAreFoundWithTheirPlace() {
    let box = Box()
    let line = #line + 2
    let keep = { @Sendable (x: Tensor) -> Tensor in
      let y = x * 2
      return box.keep(y)
    }
    misuse { checkingLeaks { jit(keep)(1.0) } }.says(
      """
      checkingLeaks: a tracer of float32[] from jit, made at \(#filePath):\(line), is kept outside the function it belongs to.
        expected: values made inside a transformed function end with it
        to do: return the value from the transformed function instead of storing it elsewhere.
      """)
    misuse { checkingLeaks { grad(keep)(1.0) } }.says(
      """
      checkingLeaks: a tracer of float32[] from grad, made at \(#filePath):\(line), is kept outside the function it belongs to.
        expected: values made inside a transformed function end with it
        to do: return the value from the transformed function instead of storing it elsewhere.
      """)
    // Using it tells the place as well.
    misuse(line: #line + 3) {
      try checkingLeaks {
        _ = vmap(keep)(x)
        _ = try box.kept + 1
      }
    }.says(
      """
      add: a tracer of float32[] from vmap, made at \(#filePath):\(line), was used outside the function it belongs to.
        expected: values made inside a transformed function are used only inside it
        to do: return the value from the transformed function instead of storing it elsewhere.
      """)
    // Nothing leaks from functions that keep nothing.
    let clean = checkingLeaks {
      jit(vmap(grad { x in jnp.sin(x) * lax.scan({ c, y in (c * y, y) }, x, jnp.ones([3])).0 }))(x)
    }
    #expect(clean.shape == [3])
  }

  /// The special numbers of every format are found wherever they stand, and finite ones are none.
  @Test func specialNumbersOfEveryDType() {
    func fails(_ body: () throws -> Tensor) -> Bool {
      do { try catchingErrors { try body() } } catch { return true }
      return false
    }
    let dtypes: [DType] = [
      .float16, .bfloat16, .float32, .float64, .float8E5M2, .float8E4M3FN, .float8E4M3,
      .float8E4M3B11FNUZ, .complex64, .complex128,
    ]
    for dtype in dtypes {
      let part = dtype.realPart
      let largest = Tensor(.float(part.finfo?.max ?? 1), dtype: dtype)
      let finite = jnp.stack([largest, largest])
      #expect(!fails { jax.debugNans { jax.debugInfs { lax.rev(finite, dimensions: [0]) } } })
      let hasInfinity = Double(Tensor(Double.infinity).astype(part).astype(.float32)).isInfinite
      for (special, isNaN) in [(Double.nan, true), (-.infinity, false)] where isNaN || hasInfinity {
        let x = jnp.stack([largest, largest, Tensor(special).astype(dtype)])
        let operand = dtype.isComplex ? lax.complex(jnp.ones([3], dtype: part), lax.real(x)) : x
        #expect(fails { jax.debugNans { lax.rev(operand, dimensions: [0]) } } == isNaN, "\(dtype)")
        #expect(fails { jax.debugInfs { lax.rev(operand, dimensions: [0]) } } != isNaN, "\(dtype)")
      }
    }
  }

  @Test func valuesThatAreNotFinite() {
    misuse { jax.debugNans { jnp.log(-1.0 as Tensor) } }.says(
      """
      log: NaN in a result of float32[].
        expected: numbers, inside debugNans
        to do: look for 0/0, ∞ − ∞, and for roots and logarithms of negative numbers.
      """)
    // In a compiled function the operation to blame is found.
    let f = jit { (x: Tensor) -> Tensor in jnp.exp(jnp.log(x) * 2) }
    misuse(line: #line - 1) { jax.debugNans { f(-1.0) } }.says(
      """
      log: NaN in a result of float32[].
        expected: numbers, inside debugNans
        to do: look for 0/0, ∞ − ∞, and for roots and logarithms of negative numbers.
      """)
    #expect(jax.debugNans { f(2.0) }.item(as: Float.self).rounded() == 4)
    misuse { jax.debugInfs { 1 / (0.0 as Tensor) } }.says(
      """
      div: an infinity in a result of float32[].
        expected: finite numbers, inside debugInfs
        to do: look for divisions by zero, logarithms of zero and exponentials of large numbers.
      """)
  }

  @Test func tracingAnew() {
    let f = jit({ (x: Tensor) in x * 2 }, name: "twice")
    _ = f(x)
    #expect(jax.noTracing { f(x) }.shape == [3])
    misuse { jax.noTracing { f(jnp.ones([4])) } }.says(
      """
      jit twice: the function would be traced anew inside noTracing, for arguments of float32[4].
        expected: arguments of types that it was called with before
        to do: call it once with such arguments before noTracing.
      """)
  }

  @Test func ranksAndPrecision() {
    let m = jnp.ones([2, 3])
    #expect(jax.numpyRankPromotion(.raise) { m + 1 }.shape == [2, 3])
    misuse { jax.numpyRankPromotion(.raise) { m + x } }.says(
      """
      +: operands of shapes (2, 3) and (3,), which have different numbers of axes.
        expected: operands with the same number of axes
        to do: add axes to one operand, for example with .newAxis, or allow it with numpyRankPromotion(.allow).
      """)
    let product = jit { (a: Tensor) in jnp.matmul(a, a.T) }
    let precise = makeJaxpr(product)
    #expect(jax.defaultMatmulPrecision(.highest) { "\(precise(m))" }.contains("HIGHEST"))
    #expect(!"\(precise(m))".contains("HIGHEST"))
    let convolution = jax.defaultMatmulPrecision(.highest) {
      makeJaxpr { x, k in lax.conv(x, k, windowStrides: [1], padding: .valid) }(
        jnp.ones([1, 1, 4]), jnp.ones([1, 1, 2]))
    }
    #expect("\(convolution)".contains("precision=(Precision.HIGHEST, Precision.HIGHEST)"))
  }

  @Test func transfersUnasked() {
    let y = jnp.ones([2])
    let double = jit { (x: Tensor) in x * 2 }
    _ = double(y)
    #expect(jax.transferGuard(.disallow) { jax.deviceGet(double(y), as: Float.self) } == [2, 2])
    misuse { jax.transferGuard(.disallow) { y.scalars(as: Float.self) } }.says(
      """
      scalars(as: Float): a transfer from device to host of float32[2] inside transferGuard(.disallow).
        expected: values that are where they are needed
        to do: move them with jax.devicePut and jax.deviceGet.
      """)
    misuse { jax.transferGuard(.disallow) { y + 17.25 } }.says(
      """
      add: a transfer from host to device of float32[] inside transferGuard(.disallow).
        expected: values that are where they are needed
        to do: move them with jax.devicePut and jax.deviceGet.
      """)
  }

  @Test func typedKeys() {
    #expect(random.PRNGKey(1).dtype == .uint32)
    #expect(jax.enableCustomPrng { random.PRNGKey(1) }.dtype.isKey)
  }

  /// In a process of its own, as the caches of other tests would be cleared too.
  @Test func clearedCaches() async {
    await #expect(processExitsWith: .success) {
      let count = Mutex(0)
      let f = jit { (x: Tensor) -> Tensor in
        count.withLock { $0 += 1 }
        return x * 2
      }
      let x = jnp.array([1.0, 2.0])
      _ = (f(x), f(x))
      jax.clearCaches()
      #expect(f(x).scalars(as: Float.self) == [2, 4])
      #expect(count.withLock { $0 } == 2)
    }
  }
}
