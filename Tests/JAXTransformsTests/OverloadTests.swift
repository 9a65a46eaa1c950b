// The transformations as users call them: plain functions in and out, nested, with trees of several arguments.

import JAXLax
import Testing

@testable import JAXTransforms

private struct Line: PyTree {
  var slope: Tensor
  var offset: Tensor

  init(_ slope: Double, _ offset: Double) {
    self.slope = scalar(slope)
    self.offset = scalar(offset)
  }

  func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 2)
    flattener.field("slope", slope)
    flattener.field("offset", offset)
  }

  init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    slope = try unflattener.field()
    offset = try unflattener.field()
  }

  mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try slope.mutateLeaves(body)
    try offset.mutateLeaves(body)
  }
}

/// A tree without leaves.
private struct Exponent: PyTree {
  var value: Int

  init(value: Int) { self.value = value }

  func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 1)
    flattener.field("value", value)
  }

  init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    value = try unflattener.field()
  }
}

private func scalar(_ value: Double) -> Tensor { Tensor([value], shape: [], dtype: .float64) }

private func vector(_ values: Double...) -> Tensor { Tensor(values, dtype: .float64) }

private func value(_ tensor: Tensor) -> Double { tensor.scalars(as: Double.self)[0] }

/// The square of the distance of y from the line at x.
@Sendable private func loss(_ line: Line, _ x: Tensor, _ y: Tensor) -> Tensor {
  let error = line.slope * x + line.offset - y
  return error * error
}

@Sendable private func lossWithError(_ line: Line, _ x: Tensor, _ y: Tensor) -> (Tensor, [Tensor]) {
  (loss(line, x, y), [line.slope * x + line.offset - y])
}

@Suite struct OverloadTests {
  // At (3, 10) the line 2 x + 1 is off by -3.
  private let line = Line(2, 1)
  private let x = scalar(3)
  private let y = scalar(10)

  private func expectClose(_ found: [Tensor], _ expected: [Double], _ tolerance: Double = 1e-12) {
    let found = found.flatMap { $0.scalars(as: Double.self) }
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      #expect(abs(found - expected) <= tolerance, "\(found) is not \(expected)")
    }
  }

  @Test func gradients() {
    expectClose(tree.leaves(grad(loss)(line, x, y)), [-18, -6])
    expectClose([grad(loss, wrt: .third)(line, x, y)], [6])
    let (byLine, byX) = grad(loss, wrt: .firstTwo)(line, x, y)
    expectClose(tree.leaves(byLine) + [byX], [-18, -6, -12])
    let (_, _, byY) = grad(loss, wrt: .all)(line, x, y)
    expectClose([byY], [6])
  }

  @Test func valuesAndGradients() {
    let result = valueAndGrad(loss)(line, x, y)
    expectClose([result.value, result.gradient.slope], [9, -18])
    let (value, aux, gradient) = valueAndGrad(lossWithError)(line, x, y)
    expectClose([value] + aux + [gradient.offset], [9, -3, -6])
    let (gradientAlone, error) = grad(lossWithError)(line, x, y)
    expectClose([gradientAlone.slope] + error, [-18, -3])
  }

  @Test func gradientsNest() {
    expectClose([grad(grad(grad { x in lax.sin(x) }))(scalar(0.5))], [-0.8775825618903728])
    let third: Tensor = grad(grad(grad(lax.tanh)))(1.0)
    #expect(abs(value(third) - 0.62162673) < 1e-6)
  }

  @Test func forwardAndReverse() {
    let (value, tangent) = jvp(loss, (line, x, y), (Line(1, 0), scalar(0), scalar(1)))
    expectClose([value, tangent], [9, -12])
    let (_, pullback) = vjp(loss, line, x, y)
    let (byLine, byX, byY) = pullback(scalar(2))
    expectClose(tree.leaves(byLine) + [byX, byY], [-36, -12, -24, 12])
    let (_, pushforward) = linearize(loss, line, x, y)
    expectClose([pushforward(Line(1, 0), scalar(0), scalar(1))], [-12])
    let (values, pull) = vjp({ x in (x * x, x + x) }, x)
    expectClose([values.0, values.1, pull(scalar(1), scalar(10))], [9, 6, 26])
  }

  @Test func auxiliaryResults() {
    let (value, tangent, error) = jvp(
      lossWithError, (line, x, y), (Line(1, 0), scalar(0), scalar(1)), aux: .last)
    expectClose([value, tangent] + error, [9, -12, -3])
    let (again, pullback, aux) = vjp(lossWithError, line, x, y, aux: .last)
    let (byLine, byX, byY) = pullback(scalar(2))
    expectClose([again] + aux + tree.leaves(byLine) + [byX, byY], [9, -3, -36, -12, -24, 12])
    let (values, pull, sum) = vjp({ x in (x * x, x + x, [x + scalar(1)]) }, x, aux: .last)
    expectClose([values.0, values.1, pull(scalar(1), scalar(10))] + sum, [9, 6, 26, 4])
    let gradient = jit { (x: Tensor) in
      let (value, pullback, aux) = vjp({ x in (x * x, x + x) }, x, aux: .last)
      return (pullback(value), aux)
    }(x)
    expectClose([gradient.0, gradient.1], [54, 6])
  }

  @Test func mapsPairs() {
    let difference: @Sendable (Tensor, Tensor) -> Tensor = { $0 - $1 }
    let pairs = vmap(vmap(difference, inAxes: [0, nil]), inAxes: [nil, 0])(
      vector(1, 2, 3), vector(10, 20))
    #expect(pairs.shape == [2, 3])
    expectClose([pairs], [-9, -8, -7, -19, -18, -17])
  }

  @Test func compilesGradientsOfExamples() {
    let perExample = jit(vmap(grad(loss), inAxes: [nil, 0, 0]))
    let gradients = perExample(line, vector(3, 0), vector(10, 0))
    expectClose([gradients.slope, gradients.offset], [-18, 0, -6, 2])
    let (value, gradient) = jit(valueAndGrad(loss))(line, x, y)
    expectClose([value, gradient.slope], [9, -18])
    let (again, aux, _) = jit(valueAndGrad(lossWithError))(line, x, y)
    expectClose([again] + aux, [9, -3])
  }

  @Test func compilesAStateThatChanges() {
    let step = jit { (state: inout Line, x: Tensor, y: Tensor) -> Tensor in
      let (value, gradient) = valueAndGrad(loss)(state, x, y)
      state = tree.map({ $0 - scalar(0.01) * $1 }, state, gradient)
      return value
    }
    var state = line
    expectClose([step(&state, x, y)], [9])
    expectClose(tree.leaves(state), [2.18, 1.06])
    expectClose(tree.leaves(line), [2, 1])
    for _ in 0..<200 { _ = step(&state, x, y) }
    expectClose([step(&state, x, y)], [0])
    let reset = jit { (state: inout Line) in state = Line(0, 0) }
    reset(&state)
    expectClose(tree.leaves(state), [0, 0])
  }

  @Test func stateMayChangeItsStructure() {
    let push = jit { (stack: inout [Tensor], x: Tensor) in stack.append(x + x) }
    var stack: [Tensor] = []
    for count in 1...3 { push(&stack, scalar(Double(count))) }
    expectClose(stack, [2, 4, 6])
  }

  @Test func compilesAnewForStaticValues() {
    let power = jit { (exponent: Exponent, x: Tensor) in
      (0..<exponent.value).reduce(x * scalar(0) + scalar(1)) { y, _ in y * x }
    }
    expectClose([2, 3, 2].map { power(Exponent(value: $0), x) }, [9, 27, 9])
  }

  @Test func stages() {
    #expect(makeJaxpr(loss)(line, x, y).jaxpr.inputs.count == 4)
    let shape: Line = evalShape(grad(loss), line, x, y)
    #expect(shape.slope.aval == line.slope.aval)
    let large = evalShape({ x in x + x }, shapeDtypeStruct([1 << 20, 1 << 20], .float32))
    #expect(large.shape == [1 << 20, 1 << 20])
  }
}

@Suite struct OverloadErrorTests {
  private func text(_ body: () -> Void) -> String {
    do {
      try catchingErrors(body)
      return "no error"
    } catch {
      return "\(error)".split(separator: "\n").filter { !$0.hasPrefix("  at ") }.joined(
        separator: "\n")
    }
  }

  @Test func wrongNumberOfAxes() {
    let difference: @Sendable (Tensor, Tensor) -> Tensor = { $0 - $1 }
    #expect(
      text { _ = vmap(difference, inAxes: [0])(vector(1), vector(2)) } == """
        vmap: inAxes has 1 element for a function of 2 arguments.
          expected: one axis, or nil, for each argument
          to do: give inAxes 2 elements, or one number for all.
        """)
    #expect(
      text { _ = vmap(difference, outAxes: [0, 0])(vector(1), vector(2)) } == """
        vmap: outAxes has 2 elements for a function of 1 result.
          expected: one axis, or nil, for each result
          to do: give outAxes 1 element, or one number for all.
        """)
  }

  @Test func tangentOfAnotherStructure() {
    #expect(
      text { _ = jvp({ (x: [Tensor]) in x[0] }, [scalar(1)], [scalar(1), scalar(2)]) } == """
        jvp: the tangent of argument 0 and argument 0 have different structures: an array of 2 elements, and an array \
        of 1 element. The structure of the tangent of argument 0 is PyTreeDef([*, *]).
          expected: the structure of argument 0, PyTreeDef([*])
          to do: give trees with the same counts, keys, cases and static values.
        """)
  }

  @Test func abstractValue() {
    #expect(
      text { _ = shapeDtypeStruct([2], .float32) + scalar(1) }.contains(
        "a tensor of float32[2] that was made by evalShape or shapeDtypeStruct holds no data."))
  }
}
