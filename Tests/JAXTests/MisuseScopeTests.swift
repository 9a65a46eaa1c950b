// How errors end: without a scope the program stops with the text, inside `catchingErrors` they are thrown.

import Foundation
import JAX
import Synchronization
import Testing

private struct OwnError: Error, Equatable {
  let number: Int
}

private func addWrongShapes() {
  _ = jnp.zeros([2, 3]) + jnp.zeros([4])
}

private func chooseByTracedValue() {
  _ = jit { (x: Tensor) -> Tensor in Bool(x .> 0) ? x : -x }(1.0)
}

private func startWithoutPlugin() {
  for variable in [
    "JAX_PLATFORMS", "PJRT_NAMES_AND_LIBRARY_PATHS", "SWIFT_JAX_PLUGIN_PATH", "VIRTUAL_ENV",
  ] { unsetenv(variable) }
  setenv("SWIFT_JAX_CACHE", "/home/nobody/cache", 1)
  _ = jnp.zeros([2])
}

private let lineOfFirstArray = #line - 3

@Suite struct MisuseScopeTests {
  private let a = jnp.zeros([2, 3])
  private let b = jnp.zeros([4])

  @Test func withoutAScopeTheProgramStopsWithTheText() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { addWrongShapes() }
    let output = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    let error = #expect(throws: JAXError.self) { try catchingErrors { addWrongShapes() } }
    #expect(output.contains(try #require(error).description), "\(output)")
  }

  @Test func aTracedConditionStopsTheProgram() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { chooseByTracedValue() }
    let output = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    let error = #expect(throws: JAXError.self) { try catchingErrors { chooseByTracedValue() } }
    #expect(output.contains(try #require(error).description), "\(output)")
  }

  @Test func aMissingPluginStopsTheProgramAndSaysWhatToDo() async throws {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { startWithoutPlugin() }
    let output = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
    let text = """
      starting the back end: no plugin was found. Searched:
        /home/nobody/cache/plugins/xla-cpu/current/pjrt_xla_cpu.so (cpu)
        to do: run `make setup` to install the CPU plugin, or name a plugin in SWIFT_JAX_PLUGIN_PATH \
      or PJRT_NAMES_AND_LIBRARY_PATHS.
        at \(#filePath):\(lineOfFirstArray)
      """
    #expect(output.contains(text), "\(output)")
  }

  @Test func onlyTheFirstErrorIsThrownAndNothingIsComputedAfterIt() {
    misuse(line: #line + 1) {
      let wrong = a + b
      #expect(wrong.sum().shape == [])
      return a.matmul(a)
    }.says(unbroadcastable("+", "(2, 3) and (4,)"))
  }

  @Test func scopesNest() throws {
    let value = try catchingErrors {
      misuse { a + b }.says(unbroadcastable("+", "(2, 3) and (4,)"))
      return (a + 1).sum().item(as: Float.self)
    }
    #expect(value == 6)
    misuse { try catchingErrors { a + b } }.says(unbroadcastable("+", "(2, 3) and (4,)"))
    func sum() -> Tensor { a.sum(axis: 2) }
    let line = #line - 1
    misuse(line: line) {
      misuse { b.reshape([3]) }.says(
        """
        reshape: an array of shape (4,), which has 4 elements, for shape (3,).
          expected: a shape with as many elements
        """)
      return sum()
    }.says(
      """
      jnp.sum: axis 2 of an array with 2 axes.
        expected: an axis from -2 to 1
      """)
  }

  @Test func whatWasComputedAfterAnErrorHasNoValue() {
    let box = Box()
    misuse { box.keep(a + b) }.says(unbroadcastable("+", "(2, 3) and (4,)"))
    misuse { try box.kept + 1 }.says(computedAfterAnError("add"))
    misuse { try box.kept.scalars(as: Float.self) }.says(
      computedAfterAnError("scalars(as: Float)"))
    misuse { jit { (x: Tensor) -> Tensor in x * 2 }(try box.kept) }.says(
      computedAfterAnError("jit f"))
  }

  private func computedAfterAnError(_ operation: String) -> String {
    """
    \(operation): a tensor of float32[2,3] that was computed after an error inside catchingErrors.
      expected: a tensor with a value
      to do: go on with the values from before the closure that failed.
    """
  }

  @Test func ownErrorsPassThrough() throws {
    #expect(throws: OwnError(number: 7)) { try catchingErrors { throw OwnError(number: 7) } }
    #expect(throws: OwnError(number: 8)) {
      try catchingErrors { try catchingErrors { throw OwnError(number: 8) } }
    }
    expectGoingOn()
    #expect(try catchingErrors { "no error" } == "no error")
    // What came first is told.
    let error = #expect(throws: JAXError.self) {
      try catchingErrors {
        _ = a + b
        throw OwnError(number: 9)
      }
    }
    #expect(error?.kind == .shape)
  }

  @Test func errorsTellTheirParts() throws {
    func sum() throws -> Tensor { try catchingErrors { a + b } }
    let line = #line - 1
    let error = try #require(#expect(throws: JAXError.self) { try sum() })
    #expect(error.kind == .shape)
    #expect(error.operation == "+")
    #expect(error.found == "shapes (2, 3) and (4,) cannot be broadcast together.")
    #expect(error.location == JAXError.SourceLocation(file: #filePath, line: line))
  }

  @Test func threadsHaveScopesOfTheirOwn() {
    let errors = Mutex<[Int: String]>([:])
    let sums = Mutex<[Int: Float]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { number in
      do {
        let sum = try catchingErrors {
          let x = jnp.ones([number + 2])
          let y = number.isMultiple(of: 2) ? jnp.ones([number + 3]) : x
          return (x + y).sum().item(as: Float.self)
        }
        sums.withLock { $0[number] = sum }
      } catch {
        errors.withLock { $0[number] = (error as? JAXError)?.found }
      }
    }
    #expect(sums.withLock { $0 } == [1: 6, 3: 10, 5: 14, 7: 18])
    let texts = [0, 2, 4, 6].map {
      ($0, "shapes (\($0 + 2),) and (\($0 + 3),) cannot be broadcast together.")
    }
    #expect(errors.withLock { $0 } == Dictionary(uniqueKeysWithValues: texts))
    expectGoingOn()
  }
}
