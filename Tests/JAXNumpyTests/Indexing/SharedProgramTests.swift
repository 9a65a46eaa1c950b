// Operations outside of traced functions that differ in a number only: one program serves for all, and gives what each
// compiled on its own gives.

import JAXLax
import JAXNumpy
import JAXTransforms
import StableHLO
import Synchronization
import Testing

@testable import JAXCore

/// What is compiled while a closure runs.
private func compiled(_ body: () -> Void) -> [String] {
  let texts = Mutex<[String]>([])
  withConfiguration({ $0.reportCompilation = { text in texts.withLock { $0.append(text) } } }, body)
  return texts.withLock { $0 }
}

private func numbers(_ x: Tensor) -> [Double] { x.scalars(as: Double.self) }

@Suite struct SharedProgramTests {
  private let x = jnp.arange(600).astype(.float32).reshape([100, 6])

  @Test func aLoopOverConstantIndicesCompilesOnce() {
    let x = self.x
    let keys = random.split(random.key(0), 50)
    let mask = x .> 300
    let loops: [(String, Int, @Sendable (Int) -> Tensor)] = [
      ("rows", 100, { x[$0] }),
      ("rows from the end", 100, { x[-1 - $0] }),
      ("elements", 100, { x[$0, $0 % 6] }),
      ("windows", 90, { x[$0..<$0 + 10] }),
      ("boxes", 90, { x[$0..<$0 + 10, 1..<3] }),
      ("columns", 6, { x[0..., $0] }),
      ("strides", 10, { x[.stride(from: $0, by: 10)] }),
      ("backwards", 90, { x[.stride(from: $0 + 9, to: $0, by: -3)] }),
      ("new axes", 100, { x[$0, .newAxis] }),
      ("booleans", 100, { mask[$0] }),
      ("keys", 50, { random.keyData(keys[$0]) }),
      ("set", 100, { x.at[$0].set(7) }),
      ("add to a window", 90, { x.at[$0..<$0 + 10, 2].add(1) }),
      ("add to a stride", 10, { x.at[.stride(from: $0, to: $0 + 91, by: 10)].multiply(2) }),
      ("arrays and a number", 6, { x[[1, 5], $0] }),
      ("slice", 90, { lax.slice(x, startIndices: [$0, 1], limitIndices: [$0 + 9, 4]) }),
      ("indexInDim", 100, { lax.indexInDim(x, $0) }),
      ("pad", 50, { lax.pad(x, 1, [($0, 50 - $0, 0), (0, 0, 1)]) }),
      ("cut off", 50, { lax.pad(x, 1, [(-$0, $0 - 50, 1), (0, 0, 0)]) }),
      ("roll", 100, { jnp.roll(x, $0 - 50, axis: 0) }),
      ("take", 100, { jnp.take(x, Tensor($0), axis: 0) }),
    ]
    for (name, count, body) in loops {
      let again = jit { (_: Tensor) in body(1) }
      #expect(numbers(body(1)) == numbers(again(0)), "\(name)")
      _ = body(0)
      #expect(compiled { for index in 0..<count { _ = body(index) } } == [], "\(name)")
    }
    #expect(compiled { _ = jnp.split(jnp.ones([64, 3]), 16) }.count <= 2)
  }

  @Test func valuesAreThoseOfEachIndex() {
    let host = numbers(x)
    for row in stride(from: 0, to: 100, by: 7) {
      #expect(numbers(x[row]) == Array(host[row * 6..<row * 6 + 6]))
      #expect(numbers(x[row - 100]) == Array(host[row * 6..<row * 6 + 6]))
      #expect(x[row, 5].item(as: Double.self) == host[row * 6 + 5])
    }
    let line = jnp.arange(11)
    for start in stride(from: -12, through: 12, by: 4) {
      for stop in stride(from: -12, through: 12, by: 3) {
        for step in [1, 2, 5, -1, -3] {
          let part = line[.stride(from: start, to: stop, by: step)]
          let lower = step > 0 ? 0 : -1
          func bound(_ index: Int) -> Int {
            min(max(index < 0 ? index + 11 : index, lower), step > 0 ? 11 : 10)
          }
          #expect(
            part.scalars(as: Int.self)
              == Array(stride(from: bound(start), to: bound(stop), by: step)),
            "\(start):\(stop):\(step)")
        }
      }
    }
    for (low, high, interior) in [
      (0, 0, 0), (2, 1, 0), (-2, -1, 0), (3, -2, 1), (-3, 2, 1), (0, 4, 2), (-4, 0, 2), (-11, 0, 0),
      (0, -11, 0), (-20, -1, 1),
    ] {
      let config = [(low, high, interior)]
      let padded = jit { (x: Tensor) in lax.pad(x, -1, config) }
      #expect(numbers(lax.pad(line, -1, config)) == numbers(padded(line)), "\(config)")
      let nothing = jnp.zeros([0], dtype: .int32)
      if low + high >= 0 {
        #expect(
          lax.pad(nothing, -1, config).scalars(as: Int.self)
            == Array(repeating: -1, count: low + high))
      }
    }
    for dtype in [DType.bool, .int8, .uint64, .bfloat16, .float16, .float64, .complex64] {
      let typed = x.astype(dtype)
      #expect(typed[3].dtype == dtype)
      #expect(numbers(typed[3].astype(.float64)) == numbers(typed.astype(.float64)[3]), "\(dtype)")
    }
    for shift in -7...7 {
      let rolled = jit { (x: Tensor) in jnp.roll(x, shift) }
      #expect(numbers(jnp.roll(line, shift)) == numbers(rolled(line)))
    }
    #expect(x[7..<7].shape == [0, 6] && jnp.zeros([0, 3])[0..<0].shape == [0, 3])
    #expect((Tensor(1.5) * jnp.ones([3], dtype: .float16))[1].dtype == .float16)
    #expect(
      jnp.full([3], 2.0)[1].weakType == jit { (i: Tensor) in jnp.full([3], 2.0)[1] }(0).weakType)
  }

  @Test func derivativesOutsideOfJitShareProgramsToo() {
    let x = self.x
    func slope(_ index: Int) -> Tensor {
      grad { (x: Tensor) in jnp.sum(x[index..<index + 2, 1] * x[index, 2..<4]) }(x)
    }
    func mapped(_ index: Int) -> Tensor { vmap { (row: Tensor) in row[index] * row[-1] }(x) }
    for index in [0, 41] {
      let compiledSlope = jit { (x: Tensor) in
        grad { (x: Tensor) in jnp.sum(x[index..<index + 2, 1] * x[index, 2..<4]) }(x)
      }
      #expect(numbers(slope(index)) == numbers(compiledSlope(x)))
    }
    _ = mapped(0)
    #expect(compiled { for index in 0..<98 { _ = slope(index) } } == [])
    #expect(compiled { for index in 0..<6 { _ = mapped(index) } } == [])
  }

  @Test func tracedProgramsHaveTheNumbers() {
    #expect(
      "\(makeJaxpr { (x: Tensor) in x[2] }(jnp.arange(5)))"
        == "{ lambda ; a:i32[5]. let\n    b:i32[1] = slice[limit_indices=(3,) start_indices=(2,) strides=None] a\n"
        + "    c:i32[] = squeeze[dimensions=(0,)] b\n  in (c,) }")
  }

  @Test func settingsAndErrorsAreAsBefore() {
    let row = withConfiguration({ $0.transferGuard = .disallow }) { x[3] }
    #expect(numbers(row) == [18, 19, 20, 21, 22, 23])
    #expect(throws: JAXError.self) {
      try catchingErrors { lax.slice(x, startIndices: [99, 0], limitIndices: [101, 6]) }
    }
    #expect(throws: JAXError.self) {
      try catchingErrors { lax.pad(x, 0, [(-60, -60, 0), (0, 0, 0)]) }
    }
  }
}

/// The product of a matrix with itself, lowered as a contraction that names no precision.
private struct Square: Primitive {
  static let name = "square_of_matrix"

  init() {}

  init(params: Params) throws {}

  var params: Params { Params() }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { inputs }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    try context.trace(operands, inputs) { [jnp.matmul($0[0], $0[0])] }
  }

  var derivative: DerivativeRule { .undefined(reason: "it is only lowered") }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    throw JAXError(.axis, "square", found: "a mapped axis.")
  }
}

@Suite struct LoweringSettingsTests {
  /// What is compiled for an operation is kept by the operation, so the settings around must not decide about it.
  @Test func compositionsAreLoweredUnderTheStandardSettings() throws {
    let square = { @Sendable (x: Tensor) in bind(Square(), x) }
    let x = jnp.ones([2, 2])
    let usual = try lower(square)(x).text
    try withConfiguration({
      $0.matmulPrecision = "HIGHEST"
      $0.rankPromotion = .raise
    }) {
      let text = try lower(square)(x).text
      #expect(text == usual)
    }
    #expect(!usual.contains("HIGHEST") && usual.contains("dot_general"))
  }
}
