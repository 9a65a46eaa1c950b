// What an operation yields after an error has no value: reading it throws, or leaves the closure of `catchingErrors`.

import JAX
import Synchronization
import Testing

/// The line of the next function.
private let wrongLine = #line + 1
private func wrong() -> Tensor { jnp.ones([2]) + jnp.ones([3]) }
private let text = unbroadcastable("+", "(2,) and (3,)")

/// An array that others may be writing to, for dynamic checks of exclusive access.
///
/// Sendable: each test uses a cell of its own on one thread.
private final class Cell: @unchecked Sendable {
  var values = [1, 2, 3]
  func set(_ body: (inout [Int]) -> Void) { body(&values) }
}

/// A number of calls.
private final class Counter: Sendable {
  private let value = Mutex(0)
  func count() { value.withLock { $0 += 1 } }
  var number: Int { value.withLock { $0 } }
}

@Suite struct PoisonedValueTests {
  @Test func readingLeavesTheClosure() {
    misuse(line: wrongLine) {
      var error = jnp.sum(wrong())
      while !Bool(error .< 1e-3) { error = error / 2 }
      Issue.record("the loop ended")
    }.says(text)
    misuse(line: wrongLine) { 100 / Int(wrong().sum()) }.says(text)
    misuse(line: wrongLine) { [1, 2, 3][Int(wrong().sum()) + 7] }.says(text)
    misuse(line: wrongLine) { wrong().scalars(as: Float.self)[5] }.says(text)
    misuse(line: wrongLine) { Double(wrong().sum()) + Double(Float(wrong().sum())) }.says(text)
    misuse(line: wrongLine) { wrong().sum().item(as: UInt8.self) }.says(text)
    expectGoingOn()
  }

  @Test func readingWithTryThrows() {
    misuse(line: wrongLine) { while !(try Bool(reading: wrong().sum() .< 1e-3)) {} }.says(text)
    misuse(line: wrongLine) { 100 / (try Int(reading: wrong().sum())) }.says(text)
    misuse(line: wrongLine) { try [Float](reading: wrong())[0] }.says(text)
    // The closure goes on where it catches.
    var steps = 0
    misuse(line: wrongLine) {
      #expect(throws: JAXError.self) { try Double(reading: wrong().sum()) }
      steps += 1
    }.says(text)
    #expect(steps == 1)
    #expect(throws: JAXError.self) { try Double(reading: jnp.ones([2])) }
    #expect(throws: JAXError.self) { try UInt8(reading: Tensor(300)) }
  }

  @Test func valuesFromBeforeTheErrorAreRead() {
    misuse(line: wrongLine) {
      let x = jnp.ones([3]).sum()
      _ = wrong()
      #expect(Float(x) == 3)
    }.says(text)
  }

  @Test func leavingRestoresWhatTheThreadHad() throws {
    let cell = Cell()
    for _ in 0..<50 {
      misuse(line: wrongLine) {
        jit { (x: Tensor) -> Tensor in
          vmap { (x: Tensor) -> Tensor in
            cell.set { $0[0] = Int(wrong().sum()) }
            return x
          }(x)
        }(jnp.ones([2]))
      }.says(text)
      // Neither a trace nor an access to the array is still going on.
      cell.values[0] += 1
      #expect(Float(jnp.ones([2]).sum()) == 2)
    }
    #expect(cell.values == [51, 2, 3])
  }

  @Test func scopesNestAndAreLeftOneByOne() throws {
    let value = try catchingErrors {
      misuse(line: wrongLine) {
        misuse(line: wrongLine) { Int(wrong().sum()) }.says(text)
        return Float(wrong().sum())
      }.says(text)
      return "on"
    }
    #expect(value == "on")
  }

  @Test func resultsOfAnyTypePassThrough() throws {
    #expect(try catchingErrors { (1, "two", [3.0]) } == (1, "two", [3.0]))
    try catchingErrors {}
    final class Object {}
    weak var object: Object?
    do {
      let made = try catchingErrors { Object() }
      object = made
      #expect(object != nil)
    }
    #expect(object == nil)
    var sum = 0
    func add(_ total: inout Int) throws { try catchingErrors { total += 7 } }
    try add(&sum)
    #expect(sum == 7)
  }

  @Test func tasksHaveScopesOfTheirOwn() async {
    let found = await withTaskGroup(of: Int?.self) { group in
      for number in 0..<32 {
        group.addTask {
          try? catchingErrors { number % 2 == 0 ? number : Int(wrong().sum()) }
        }
      }
      return await group.reduce(into: Set<Int>()) { if let number = $1 { $0.insert(number) } }
    }
    #expect(found == Set(stride(from: 0, to: 32, by: 2)))
    expectGoingOn()
  }

  @Test func operationsOfSeveralResultsHaveAsMany() {
    misuse {
      let x = jnp.ones([3])
      #expect(lax.sort([x, jnp.ones([4])], numKeys: 1)[1].shape == [3])
    }.isAnError()
    misuse { Tensor.self == type(of: lax.topK(jnp.ones([3]), 9).indices) }.isAnError()
    misuse { lax.split(jnp.ones([3]), sizes: [1, 1, 5])[2].sum() }.isAnError()
    misuse {
      lax.scan({ (c: Tensor, x: Tensor) in (c + wrong().sum(), x) }, 0.0, jnp.ones([3])).1
    }.isAnError()
  }

  @Test func anOperandIsNoResult() {
    let x = Tensor([7, 8])
    let results: [() -> Tensor] = [
      { jnp.take(x, [0.5]) }, { lax.cumsum(x, axis: 3) }, { jnp.tile(x, [-1]) },
      { vmap({ x in lax.allToAll(x, "i", 3, 0) }, axisName: "i")(jnp.ones([2, 2])) },
      { vmap({ x in lax.allGather(x, "i", axis: 3) }, axisName: "i")(jnp.ones([2, 2])) },
      { lax.linalg.lu(jnp.ones([3])).lu },
      { linearCall({ r, x in x / r }, transpose: { _, _ in jnp.ones([7]) }, Tensor(2.0), x * 1.0) },
      {
        lax.customLinearSolve({ _ in jnp.ones([3]) }, jnp.ones([2]), solve: { _, b in b })
      },
      {
        lax.customLinearSolve(
          { x in x }, [jnp.ones([2]), jnp.ones([3])], solve: { _, b in [b[1], b[0]] })[0]
      },
    ]
    for (number, result) in results.enumerated() {
      misuse {
        _ = result().scalars(as: Float.self)
        Issue.record("an operand was read as result \(number)")
      }.isAnError()
    }
  }

  /// After an error a function of the user's is not called again.
  @Test func functionsAreCalledOnce() {
    let calls = Counter()
    misuse {
      jnp.vectorize(
        { x in
          calls.count()
          return x
        }, signature: "(n)->()")(jnp.ones([3]))
    }.isAnError()
    #expect(calls.number == 1)
    misuse {
      linearCall(
        { _, x in
          calls.count()
          return x
        }, transpose: { _, _ in jnp.ones([7]) }, Tensor(1.0), jnp.ones([2]))
    }.isAnError()
    #expect(calls.number == 2)
  }

  @Test func nothingIsDoneAfterTheError() {
    var effects = 0
    misuse(line: wrongLine) {
      for _ in 0..<3 {
        effects += 1
        if Bool(wrong().sum() .> 0) { effects += 100 }
      }
    }.says(text)
    #expect(effects == 1)
  }

  @Test func aTypeWithoutAPlaceForTheNumberIsAnError() {
    misuse { Int(jnp.exp(100.0)) }.isAnError()
    misuse { Int(Tensor(1e19)) }.isAnError()
    misuse { Tensor([300, -5, 1e10, .infinity] as [Float]).scalars(as: UInt8.self) }.isAnError()
    misuse { Float(Tensor([1e300], dtype: .float64)[0]) }.isAnError()
    #expect(Int(Tensor(-2.75)) == -2)
    #expect(Tensor([255.9, -0.5] as [Float]).scalars(as: UInt8.self) == [255, 0])
    #expect(Float(Tensor([Double.infinity])[0]) == .infinity)
  }

  @Test func aDoubleBecomesAFloat32ThatIsFinite() {
    misuse { Tensor([1e300]) }.says(
      """
      Tensor: the element 1e+300 for dtype float32, in which it would be infinite.
        expected: numbers of a magnitude up to 3.4028234663852886e+38
        to do: give a wider dtype, as in dtype: .float64.
      """)
    #expect(Tensor([16_777_217] as [Double]).scalars(as: Double.self) == [16_777_216])
    #expect(
      Tensor([16_777_217, 1e300] as [Double], dtype: .float64).scalars(as: Double.self)
        == [16_777_217, 1e300])
    #expect(Tensor([-Double.infinity]).scalars(as: Double.self) == [-.infinity])
  }
}
