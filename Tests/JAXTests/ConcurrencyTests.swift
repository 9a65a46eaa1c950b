// Many threads at once: one compiled function called by all, others traced and compiled meanwhile; and no growth.

import Dispatch
import Foundation
import JAX
import Synchronization
import Testing

/// Runs a closure on the given number of threads and waits for all of them.
private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  let group = DispatchGroup()
  for number in 0..<count {
    group.enter()
    let thread = Thread {
      body(number)
      group.leave()
    }
    thread.stackSize = 16 << 20
    thread.start()
  }
  group.wait()
}

/// The memory that the process holds, in bytes.
private func residentMemory() -> Int {
  guard let file = fopen("/proc/self/statm", "r") else { return 0 }
  defer { fclose(file) }
  var line = [CChar](repeating: 0, count: 128)
  guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
  let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
  let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
}

@Suite(.serialized) struct ConcurrencyTests {
  @Test func eightThreadsCallOneFunctionWhileOthersAreTraced() {
    let shared = jit { (x: Tensor, y: Tensor) -> Tensor in jnp.sin(x) * y + x }
    let wrong = Mutex(0)
    onThreads(8) { number in
      for round in 0..<40 {
        let value = Double(number) + Double(round) / 100
        let x = Tensor([value, 1], dtype: .float64)
        let found = shared(x, 2 * x).scalars(as: Double.self)[0]
        if abs(found - (sin(value) * 2 * value + value)) > 1e-12 { wrong.withLock { $0 += 1 } }
        guard round % 10 == 0 else { continue }
        // A function of its own: traced, differentiated, mapped and compiled while the others run.
        let own = jit(vmap(grad { x in jnp.sum(x * x * Tensor(value)) }))
        let gradient = own(Tensor([value, 3], shape: [1, 2], dtype: .float64)).scalars(
          as: Double.self)
        if abs(gradient[0] - 2 * value * value) > 1e-12 { wrong.withLock { $0 += 1 } }
      }
    }
    #expect(wrong.withLock { $0 } == 0)
  }

  // Memory is measured in processes of their own, as other tests run at the same time in this one.

  @Test func manyCallsDoNotGrowTheProcess() async {
    await #expect(processExitsWith: .success) { callManyTimes() }
  }

  @Test func compiledFunctionsAreFreed() async {
    await #expect(processExitsWith: .success) { compileManyTimes() }
  }
}

private func callManyTimes() {
  let step = jit { (state: inout Tensor, x: Tensor) -> Tensor in
    state = state + x
    return jnp.sum(state)
  }
  var state = jnp.zeros([256])
  let x = jnp.ones([256])
  func run(_ count: Int) {
    for _ in 0..<count { _ = step(&state, x) + 1 }
  }
  run(2_000)
  let before = residentMemory()
  run(100_000)
  #expect(state[0].item(as: Float.self) == 102_000)
  #expect(residentMemory() - before < 20_000_000)
}

private func compileManyTimes() {
  func run(_ count: Int) {
    for _ in 0..<count {
      let f = jit { (x: Tensor) -> Tensor in x + 1 }
      _ = f(1.0)
      _ = jit(grad { (x: Tensor) -> Tensor in jit { $0 * $0 }(x) })(1.0)
      _ = grad { (x: Tensor) -> Tensor in jit { $0 * $0 }(x) }(1.0)
    }
  }
  run(20)
  let before = residentMemory()
  run(50)
  #expect(residentMemory() - before < 30_000_000)
}
