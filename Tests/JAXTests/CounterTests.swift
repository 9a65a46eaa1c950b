// Numbers of steps and of elements that 32 bits do not hold: the programs are looked at, not run.

import JAX
import JAXCore
import JAXTransforms
import Testing

private let many = 3_000_000_000

/// The program of a function of arrays of the given types.
private func program(
  _ avals: [ShapedArray], _ function: ([Tensor]) throws -> [Tensor]
) throws -> Jaxpr {
  try traceToJaxpr(avals, name: "test", function).jaxpr.withConstantsAsInputs
}

private func lowered(_ avals: [ShapedArray], _ function: ([Tensor]) throws -> [Tensor]) throws
  -> String
{
  try Lowered(try program(avals, function), name: "f", platform: "cpu").text
}

private let scalar = ShapedArray(shape: [], dtype: .float32)
private let huge = ShapedArray(shape: [many], dtype: .int8)

@Suite struct CounterTests {
  @Test func loopsCountAsFarAsTheirBounds() throws {
    let counted = try program([]) { _ in [lax.foriLoop(0, 3_000_000_000, { _, c in c + 1 }, 0)] }
    #expect("\(counted)".contains("length=3000000000"))
    let long = try lowered([]) { _ in [lax.foriLoop(0, 3_000_000_000, { _, c in c + 1 }, 0)] }
    #expect(long.contains("dense<3000000000> : tensor<i64>"))
    let short = try lowered([]) { _ in [lax.foriLoop(0, 30, { _, c in c + 1 }, 0)] }
    #expect(short.contains("dense<30> : tensor<i32>") && !short.contains("i64"))
    let limited = try lowered([scalar]) {
      [lax.whileLoop({ x in x .> 1 }, { x in x / 2 }, $0[0], maxSteps: many)]
    }
    #expect(limited.contains("dense<3000000000> : tensor<i64>"))
    let scanned = try lowered([scalar]) { [lax.scan({ x in x + 1 }, $0[0], length: many)] }
    #expect(scanned.contains("dense<3000000000> : tensor<i64>"))
    let elements = try lowered([huge]) { [lax.map({ x in x + x }, $0[0])] }
    #expect(elements.contains("tensor<i64>") && !elements.contains("tensor<i32>"))
    let prefixes = try lowered([huge]) { [lax.associativeScan({ x, y in x + y }, $0[0])] }
    #expect(!prefixes.contains("i32"))
  }

  @Test func loopsOfUnknownLengthCountInSixtyFourBits() throws {
    func derivative(_ maxSteps: Int?) throws -> String {
      try lowered([scalar]) {
        [grad { x in lax.whileLoop({ x in x .> 1 }, { x in x / 2 }, x, maxSteps: maxSteps) }($0[0])]
      }
    }
    #expect(try !derivative(nil).contains("tensor<i32>"))
    #expect(try !derivative(many).contains("tensor<i32>"))
    #expect(try !derivative(100).contains("tensor<i64>"))
    // All orders, and each example with a count of its own.
    let second = try lowered([ShapedArray(shape: [2], dtype: .float32)]) {
      [
        vmap(hessian { x in lax.whileLoop({ x in x .> 1 }, { x in x * x / 2 }, x) })($0[0])
      ]
    }
    #expect(!second.contains("tensor<i32>") && !second.contains("tensor<2xi32>"))
  }

  /// Positions along axes too long for 32 bits, as results and inside of programs; short ones as in JAX.
  @Test func positionsReachAsFarAsTheirAxes() throws {
    let long = ShapedArray(shape: [many], dtype: .float32)
    let (short, weights) = (ShapedArray(shape: [6], dtype: .float32), scalar.with(shape: [many]))
    func dtypes(_ aval: ShapedArray, _ f: ([Tensor]) throws -> [Tensor]) throws -> [DType] {
      try program([aval], f).outputAvals.map(\.dtype)
    }
    for (aval, dtype) in [(long, DType.int64), (short, .int32)] {
      let top = try dtypes(aval) { [lax.topK($0[0], 2).indices] }
      #expect(top == [dtype])
      let approximate = try dtypes(aval) { [lax.approxMaxK($0[0], 2).indices] }
      #expect(approximate == [dtype])
      let (rows, columns) = (aval.with(shape: aval.shape + [1]), aval.with(shape: [1] + aval.shape))
      let tall = try program([rows]) { operands in
        let (lu, pivots, order) = lax.linalg.lu(operands[0])
        return [lu, pivots, order]
      }
      #expect(tall.outputAvals[1...].map(\.dtype) == [dtype, dtype])
      #expect(
        try dtypes(columns) { [lax.linalg.lu($0[0]).pivots] } == [.int32])
      let (count, key) = (aval.size, random.key(0))
      #expect(try dtypes(scalar) { _ in [random.choice(key, count, shape: [2])] } == [dtype])
      let chosen = try dtypes(aval) { [random.choice(key, count, shape: [2], p: $0[0])] }
      #expect(chosen == [dtype])
      let categories = try dtypes(aval) { [random.categorical(key, $0[0])] }
      #expect(categories == [dtype])
      let index = try dtypes(aval) { [vmap({ _ in lax.axisIndex("i") }, axisName: "i")($0[0])] }
      #expect(index == [dtype])
    }
    let texts = try [
      lowered([long]) { [lax.topK($0[0], 2).indices] },
      lowered([long]) { [lax.approxMaxK($0[0], 2).indices] },
      lowered([weights]) { [random.choice(random.key(0), many, shape: [], p: $0[0])] },
      lowered([long]) { [vmap({ _ in lax.axisIndex("i") }, axisName: "i")($0[0])] },
      lowered([]) { _ in [jnp.eye(many, 1, k: 1)] },
      lowered([long.with(shape: [many, 1])]) { [jnp.diagonal($0[0], offset: -5)] },
    ]
    // The columns are few, so they are counted in 32 bits.
    let lu = try lowered([long.with(shape: [many, 2])]) { [lax.linalg.lu($0[0]).pivots] }
    #expect(lu.contains("3000000000xi64>") && !lu.contains("3000000000xi32>"))
    for text in texts { #expect(text.contains("i64") && !text.contains("xi32>"), "\(text)") }
  }

  /// What is used where positions do not fit into 32 bits, on numbers where they do.
  @Test func sortingFindsTheLargest() throws {
    let x = Tensor([2, .nan, 5, 0, 0, 5, .infinity, -.infinity, .nan] as [Float])
    let (values, indices) = lax.topK(x, 9)
    let sorted = lax.sortedTopK(x, 9, axis: 0)
    #expect(sorted[1].scalars(as: Int.self) == indices.scalars(as: Int.self))
    #expect("\(sorted[0])" == "\(values)")
    let m = jnp.reshape(Tensor([3, 1, 2, 3, 3, 1] as [Int32]), [2, 3])
    #expect("\(lax.sortedTopK(m, 2, axis: 1)[1])" == "\(lax.topK(m, 2).indices)")
    #expect("\(lax.sortedTopK(m, 1, axis: 0)[1])" == "\(lax.topK(m, 1, axis: 0).indices)")
  }

  @Test func derivativesOfLongCountsAreRight() {
    let f: @Sendable (Tensor) -> Tensor = { x in
      lax.whileLoop({ x in x .< 100 }, { x in x * x }, x)
    }
    // 2, 4, 16, 256: three steps, x^8; from 4 two, x^4.
    #expect(Double(grad(f)(2.0)) == 8 * 128)
    #expect(vmap(grad(f))([2.0, 4.0]).scalars(as: Double.self) == [1024, 256])
    #expect(Double(hessian(f)(2.0)) == 56 * 64)
  }

  @Test func boundsWithTooManyStepsBetweenThemAreAnError() {
    misuse { lax.foriLoop(Tensor(Int.min), Tensor(Int.max), { _, c in c + 1 }, 0) }.says(
      """
      foriLoop: the bounds -9223372036854775808 and 9223372036854775807.
        expected: at most 9223372036854775807 steps
      """)
  }

  @Test func positionsAlongLongAxesHaveSixtyFourBits() throws {
    func outputs(_ function: ([Tensor]) throws -> [Tensor]) throws -> [DType] {
      try program([huge, ShapedArray(shape: [3], dtype: .int8)], function).outputAvals.map(\.dtype)
    }
    #expect(
      try outputs {
        [jnp.argmax($0[0]), jnp.argmin($0[1]), jnp.argsort($0[0]), jnp.searchsorted($0[0], $0[1])]
      } == [.int64, .int32, .int64, .int64])
    func text(_ function: ([Tensor]) throws -> [Tensor]) throws -> String {
      try lowered([huge, ShapedArray(shape: [3], dtype: .int32)], function)
    }
    let forms: [([Tensor]) throws -> [Tensor]] = [
      { [$0[0].at[many - 1].set(7)] }, { [$0[0].at[-1].add(7)] }, { [$0[0][many - 1]] },
      { [$0[0].at[(many - 3)..<many].set(7)] },
      { [$0[0][$0[1]]] }, { [$0[0].at[$0[1]].set(1)] }, { [jnp.take($0[0], $0[1])] },
      { [jnp.take($0[0], $0[1], mode: .wrap)] }, { [$0[0][$0[1][0]]] },
      { [jnp.takeAlongAxis($0[0], $0[1], axis: 0)] },
      { [lax.dynamicSlice($0[0], startIndices: [$0[1][0]], sliceSizes: [5])] },
      { [lax.dynamicUpdateSlice($0[0], lax.convertElementType($0[1], .int8), [$0[1][0]])] },
      { x in [vmap { i in lax.dynamicIndexInDim(x[0], i, keepdims: false) }(x[1])] },
    ]
    for form in forms {
      let text = try text(form)
      // No index into the long axis stays in 32 bits.
      for line in text.split(separator: "\n") {
        guard
          ["gather", "scatter", "dynamic_slice", "dynamic_update_slice"].contains(where: {
            line.contains("stablehlo.\($0)\"") && line.contains("3000000000")
          })
        else { continue }
        #expect(line.contains("i64"), "\(line)")
      }
    }
    let strided = try program([huge]) { [$0[0][.stride(by: 2)][.stride(by: -1)]] }
    #expect(strided.outputAvals[0].shape == [1_500_000_000])
  }
}
