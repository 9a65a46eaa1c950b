// The same call is the same by one key: a function called twice under a changed context, over every cache.

import Dispatch
import Foundation
import JAX
import PJRT
import Synchronization
import Testing

@testable import JAXCore

@Suite struct ContextKeyTests {
  /// The values under `vmap` with a named axis of the given number of examples.
  private func mapped(_ f: @escaping @Sendable (Tensor) -> Tensor, _ count: Int) -> [Float] {
    let x = jnp.arange(count, dtype: .float32) * 2
    return vmap(f, axisName: "batch")(x).scalars(as: Float.self)
  }

  @Test func keptProgramsKnowTheSizesOfNamedAxes() {
    let centred = { @Sendable (x: Tensor) in x - lax.pmean(x, "batch") }
    let withJVP = customJVP(
      centred, jvp: { (x: Tensor, dx: Tensor) in (x - lax.pmean(x, "batch"), dx) })
    let withVJP = customVJP(
      centred, forward: { (x: Tensor) in (x - lax.pmean(x, "batch"), x) },
      backward: { (_: Tensor, cotangent: Tensor) in cotangent })
    let functions: [@Sendable (Tensor) -> Tensor] = [
      checkpoint(centred), jit(centred), withJVP, withVJP, jit(checkpoint(centred)),
      { x in
        x - lax.pmean(x, "batch") * Tensor(lax.axisSize("batch")) / Tensor(lax.axisSize("batch"))
      },
    ]
    for (position, f) in functions.enumerated() {
      #expect(mapped(f, 2) == [-1, 1], "function \(position)")
      #expect(mapped(f, 4) == [-3, -1, 1, 3], "function \(position)")
      #expect(mapped(f, 2) == [-1, 1], "function \(position)")
    }
  }

  @Test func keptProgramsKnowTheSettings() {
    let product = { @Sendable (x: Tensor) in jnp.matmul(x, x) }
    let withVJP = customVJP(
      product, forward: { (x: Tensor) in (jnp.matmul(x, x), x) },
      backward: { (x: Tensor, cotangent: Tensor) in jnp.matmul(cotangent, x) })
    let withJVP = customJVP(
      product, jvp: { (x: Tensor, dx: Tensor) in (jnp.matmul(x, x), jnp.matmul(dx, x)) })
    let x = jnp.ones([2, 2])
    let functions: [(String, @Sendable (Tensor) -> Tensor)] = [
      ("jit", jit(product)), ("checkpoint", checkpoint(product)), ("customVJP", withVJP),
      ("customJVP", withJVP),
    ]
    for (name, f) in functions {
      func precise() -> Bool { "\(makeJaxpr(f)(x))".contains("HIGHEST") }
      #expect(!precise(), "\(name)")
      #expect(jax.defaultMatmulPrecision(.highest) { precise() }, "\(name)")
      #expect(!precise(), "\(name)")
    }
    // A derived program: rules read the settings too.
    let inner = jit(product)
    let slope = { @Sendable (x: Tensor) in grad { (x: Tensor) in jnp.sum(inner(x)) }(x) }
    #expect(!"\(makeJaxpr(slope)(x))".contains("HIGHEST"))
    #expect(
      jax.defaultMatmulPrecision(.highest) { "\(makeJaxpr(slope)(x))".contains("HIGHEST") })

    let sum = jit { (x: Tensor) in x + jnp.ones([2, 2]) }
    #expect(sum(jnp.ones([2])).shape == [2, 2])
    #expect(throws: JAXError.self) {
      try catchingErrors { jax.numpyRankPromotion(.raise) { sum(jnp.ones([2])) } }
    }
  }

  @Test func keptProgramsKnowTheTypeOfKeys() {
    let key = jit { (_: Tensor) in random.PRNGKey(0) }
    #expect(key(0.0).dtype == .uint32)
    #expect(jax.enableCustomPrng { key(0.0) }.dtype.isKey)
    #expect(key(0.0).dtype == .uint32)
    let staged = checkpoint { (x: Tensor) in x * Tensor(random.PRNGKey(0).ndim) }
    let rank = { @Sendable (x: Tensor) in makeJaxpr(staged)(x) }
    #expect("\(rank(1.0))" != jax.enableCustomPrng { "\(rank(1.0))" })
  }

  @Test func zerosOfBothSignsAreTwoNumbers() {
    let one = 1.0 as Tensor
    for _ in 0..<2 {
      #expect((one / Tensor(0.0)).item(as: Double.self) == .infinity)
      #expect((one / Tensor(-0.0)).item(as: Double.self) == -.infinity)
    }
    func firstOf(_ zero: Double) -> FloatingPointSign {
      jnp.full([2], Tensor(zero)).scalars(as: Double.self)[0].sign
    }
    #expect(firstOf(0.0) == .plus && firstOf(-0.0) == .minus && firstOf(0.0) == .plus)
    func padded(_ zero: Double) -> FloatingPointSign {
      lax.pad(jnp.ones([1]), Tensor(zero), [(0, 1, 0)]).scalars(as: Double.self)[1].sign
    }
    #expect(padded(0.0) == .plus && padded(-0.0) == .minus)
    func looped(_ zero: Double) -> Double {
      lax.foriLoop(0, 1, { _, x in x / Tensor(zero) }, 1.0 as Tensor).item(as: Double.self)
    }
    #expect(looped(0.0) == .infinity && looped(-0.0) == -.infinity)
    #expect(ScalarValue.float(.nan) == .float(.nan) && ScalarValue.float(0.0) != .float(-0.0))
    #expect(Jaxpr.Param.float(.nan) == .float(.nan) && Jaxpr.Param.float(0.0) != .float(-0.0))
  }

  @Test func theSecondCallCompilesNothing() {
    let x = Tensor([1.5, 2, 3] as [Float])
    let calls: [(String, () -> Tensor)] = [
      ("take", { jnp.take(x, [0, 2]) }),
      ("takeAlongAxis", { jnp.takeAlongAxis(x, [0, 2], axis: 0) }),
      ("get", { x.at[Tensor([0, 2] as [Int32])].get(mode: .fillOrDrop) }),
      ("NaN", { jnp.where(x .> 2, x, Tensor(Double.nan)) }),
      ("loop", { lax.foriLoop(0, 2, { _, y in jnp.where(y .> 2, y, Tensor(Double.nan)) }, x) }),
      ("-0", { jnp.full([3], Tensor(-0.0)) }),
    ]
    for (name, call) in calls {
      _ = call()
      let compiled = Mutex<[String]>([])
      withConfiguration({ $0.reportCompilation = { text in compiled.withLock { $0.append(text) } } }
      ) {
        _ = call()
      }
      #expect(compiled.withLock { $0 } == [], "\(name)")
    }
  }

  @Test func manyFormsAndManyOperationsStayAtHand() {
    let traces = Mutex(0)
    let f = jit { (x: Tensor) -> Tensor in
      traces.withLock { $0 += 1 }
      return x + 1
    }
    let inputs = (1...40).map { jnp.zeros([$0]) }
    for _ in 0..<3 { for x in inputs { #expect(f(x).shape == x.shape) } }
    #expect(traces.withLock { $0 } == 40)
    var table = LRUCache<Int, Int>(capacity: 3)
    for key in 0..<3 { table.insert(key * 10, for: key) }
    #expect(table.value(for: 0) == 0)
    table.insert(30, for: 3)
    #expect(table.value(for: 1) == nil)
    #expect(table.value(for: 0) == 0 && table.value(for: 2) == 20 && table.value(for: 3) == 30)
    table.insert(31, for: 3)
    table.insert(40, for: 4)
    #expect(table.value(for: 3) == 31 && table.value(for: 0) == nil)
    table.removeAll()
    #expect(table.value(for: 3) == nil)
  }

  @Test func clearedCachesAreTracedAnew() {
    let traces = Mutex(0)
    let f = checkpoint { (x: Tensor) -> Tensor in
      traces.withLock { $0 += 1 }
      return x * x
    }
    _ = (f(2.0), f(3.0))
    #expect(traces.withLock { $0 } == 1)
    jax.clearCaches()
    #expect(f(4.0).item(as: Float.self) == 16)
    #expect(traces.withLock { $0 } == 2)
  }

  @Test func typesThatAreNoLongerUsedAreForgotten() {
    for size in 0..<60_000 { _ = ShapedArray(shape: [size, 7, 3], dtype: .float32) }
    #expect(ShapedArray.internedCount < 40_000)
    let kept = ShapedArray(shape: [12_345, 1], dtype: .int8)
    for size in 0..<60_000 { _ = ShapedArray(shape: [size, 7, 5], dtype: .float32) }
    #expect(kept == ShapedArray(shape: [12_345, 1], dtype: .int8))
  }
}

@Suite struct ContextScopeTests {
  @Test func settingsHoldAcrossAwaits() async throws {
    await #expect(throws: JAXError.self) {
      try await jax.debugNans {
        await Task.yield()
        async let later: Void = {
          try catchingErrors { jnp.log(-1.0) }; return ()
        }()
        try await later
      }
    }
    let isPrecise = try await jax.defaultMatmulPrecision(.highest) {
      try await Task.sleep(for: .milliseconds(2))
      return "\(makeJaxpr { (x: Tensor) in jnp.matmul(x, x) }(jnp.ones([2, 2])))".contains(
        "HIGHEST")
    }
    #expect(isPrecise)
    #expect(jnp.log(-1.0).item(as: Float.self).isNaN)
  }

  @Test func settingsGoToAnotherThread() async {
    let context = jax.debugNans { CapturedContext() }
    let error = await Task.detached { () -> (any Error)? in
      do { _ = try context.run { try catchingErrors { jnp.log(-1.0) } } } catch { return error }
      return nil
    }.value
    #expect((error as? JAXError)?.kind == .notFinite)
  }

  @Test func tracersStayOnTheirThread() async throws {
    let box = Box()
    let outcome = Mutex<Result<Tensor, any Error>?>(nil)
    _ = jit { (x: Tensor) -> Tensor in
      box.keep(x)
      let end = DispatchSemaphore(value: 0)
      Thread {
        outcome.withLock { $0 = Result { try catchingErrors { try box.kept * 2 } } }
        end.signal()
      }.start()
      end.wait()
      return x
    }(1.0)
    let error = try #require(outcome.withLock { $0 })
    #expect(throws: JAXError.self) { try error.get() }
    guard case .failure(let found as JAXError) = error else { return }
    #expect(
      found.found
        == "a tracer of float32[] from jit was used on another thread than the one that traces its function."
    )
  }
}

@Suite struct PlacementTests {
  /// The devices of a second back end in this process.
  private static let devices = Result<[Device], any Error> {
    let path = try PluginDiscovery().find(platform: "cpu").path
    try jax.registerPlugin("pair", libraryPath: path, options: ["cpu_device_count": .int(2)])
    return try jax.devices("pair")
  }

  @Test func arraysGoToWhereTheyArePut() throws {
    let devices = try Self.devices.get()
    #expect(devices.count == 2)
    let x = jax.devicePut(jnp.arange(3), devices[1])
    #expect(x.device == devices[1] && x.isCommitted)
    #expect(x.scalars(as: Int32.self) == [0, 1, 2])
    // What is computed from it is computed there; other operands come along.
    let other = jnp.ones([3], dtype: .int32)
    #expect(try other.device == jax.devices()[0] && !other.isCommitted)
    let y = x * 2 + other
    #expect(y.device == devices[1] && y.isCommitted && y.scalars(as: Int32.self) == [1, 3, 5])
    let f = jit { (x: Tensor) in jnp.sum(x * x) + 1 }
    #expect(f(x).device == devices[1] && f(x).item(as: Int32.self) == 6)
    #expect(try f(other).device == jax.devices()[0])
    #expect(f(x).device == devices[1])
    let captured = jit { (z: Tensor) in z + x }
    #expect(captured(other).device == devices[1])
    let gradient = grad { (x: Tensor) in jnp.sum(jnp.sin(x)) }(
      jax.devicePut(jnp.ones([2]), devices[0]))
    #expect(gradient.device == devices[0])
    #expect(jax.devicePut(x, devices[0]).scalars(as: Int32.self) == [0, 1, 2])
  }

  @Test func operandsOnTwoDevicesAreRefused() throws {
    let devices = try Self.devices.get()
    let (x, y) = (
      jax.devicePut(jnp.ones([2]), devices[0]), jax.devicePut(jnp.ones([2]), devices[1])
    )
    misuse { x + y }.says(
      """
      add: operand 1 is on \(devices[1]), and one before it on \(devices[0]).
        expected: operands on one device
        to do: move them to one with jax.devicePut(x, device).
      """)
    misuse { jit { (x: Tensor, y: Tensor) in x + y }(x, y) }.says(
      """
      jit f: operand 1 is on \(devices[1]), and one before it on \(devices[0]).
        expected: operands on one device
        to do: move them to one with jax.devicePut(x, device).
      """)
  }

  @Test func aDefaultDeviceHoldsInsideOfItsClosure() async throws {
    let devices = try Self.devices.get()
    let f = jit { (x: Tensor) in x + 1 }
    let first = try jax.devices()[0]
    for device in [first, devices[1], devices[0], first] {
      let y = jax.defaultDevice(device) { f(jnp.zeros([2])) }
      #expect(y.device == device && !y.isCommitted)
      #expect(jax.defaultDevice(device) { jnp.sin(jnp.ones([2])) }.device == device)
    }
    let device = await jax.defaultDevice(devices[1]) {
      await Task.yield()
      return jnp.ones([2]).device
    }
    #expect(device == devices[1])
    #expect(jnp.ones([2]).device == first)
  }
}
