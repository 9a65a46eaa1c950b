// Effects: what nothing uses stays, ordered effects keep their order, and what would repeat or lose one is refused.

import JAXLax
import StableHLO
import Testing

@testable import JAXCore
@testable import JAXTransforms

/// Hands on its operand; what it does besides is called by its label.
private struct Note: Primitive {
  static let name = "note"
  let label: String
  var isOrdered = true

  var effects: Set<Effect> { [Effect(isOrdered ? "note" : "loose note", isOrdered: isOrdered)] }

  init(_ label: String, isOrdered: Bool = true) {
    self.label = label
    self.isOrdered = isOrdered
  }

  init(params: Params) throws { self.init(try params.string("label")) }

  var params: Params { Params([("label", .string(label))]) }

  func abstractEval(_ inputs: [ShapedArray]) throws -> [ShapedArray] { inputs }

  func lower(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [ShapedArray],
    outputs: [ShapedArray]
  ) throws -> [Value] {
    guard let effect = effects.first, isOrdered else { return operands }
    return context.inOrder(of: effect) { context, token in
      let after = context.operation(
        "stablehlo.after_all", [token], result: .token)
      return (after, operands)
    }
  }

  var derivative: DerivativeRule {
    .jvp { [self] primals, tangents in (try interpret(self, primals), tangents) }
  }

  func batch(_ operands: [Batched]) throws -> [Batched] {
    [Batched(try interpret(self, operands.map(\.tensor))[0], axis: operands[0].axis)]
  }
}

@Suite struct EffectTests {
  private let x = Tensor([1, 2, 3] as [Float])

  private func note(_ label: String, _ x: Tensor) -> Tensor { bind(Note(label), [x])[0] }

  /// The labels of a program's notes, in its order, those of programs inside in their place.
  private func labels(_ jaxpr: Jaxpr) -> [String] {
    jaxpr.equations.flatMap { equation -> [String] in
      if let note = equation.primitive as? Note { return [note.label] }
      return equation.primitive.programs.flatMap(labels)
    }
  }

  private func program(_ f: @escaping ([Tensor]) throws -> [Tensor], _ inputs: [Tensor]) throws
    -> Jaxpr
  {
    try traceToJaxpr(inputs.map(\.aval), name: "test", f).jaxpr
  }

  /// The lowered text, after it was compiled and run.
  private func lowered(_ f: @escaping ([Tensor]) throws -> [Tensor], _ inputs: [Tensor]) throws
    -> String
  {
    let jaxpr = try program(f, inputs).withoutDeadCode().jaxpr
    let placement = try Placement.current()
    let lowered = try Lowered(jaxpr, name: "f", platform: placement.backend.platform)
    let results = try lowered.compile(for: placement).call(inputs, operation: "test")
    for result in results { try result.blockUntilReady() }
    return lowered.text
  }

  @Test func unusedOperationsWithEffectsStay() throws {
    for isOrdered in [true, false] {
      let jaxpr = try program(
        { x in
          _ = bind(Note("a", isOrdered: isOrdered), [lax.sin(x[0])])
          _ = lax.cos(x[0])
          return x
        }, [x])
      let (live, _) = jaxpr.withoutDeadCode()
      #expect(labels(live) == ["a"])
      #expect(live.equations.count == 2, "what the operation uses stays, the rest goes")
      #expect(live.effects.count == 1)
    }
  }

  @Test func unusedProgramsWithEffectsStay() throws {
    let jaxpr = try program(
      { x in
        _ = try jitFlat({ [self.note("in jit", $0[0])] }, x)
        _ = lax.scan({ (c: Tensor) in (self.note("in scan", c), c) }, x[0], length: 2)
        _ = lax.cond(
          lax.reduceSum(x[0], axes: [0]) .> 0, { (y: Tensor) in self.note("then", y) },
          { (y: Tensor) in self.note("else", y) },
          x[0])
        _ = lax.whileLoop(
          { (y: Tensor) in lax.reduceSum(y, axes: [0]) .< 9 },
          { (y: Tensor) in self.note("in while", y + 1) }, x[0])
        return x
      }, [x])
    let (live, _) = jaxpr.withoutDeadCode()
    #expect(Set(labels(live)) == ["in jit", "in scan", "then", "else", "in while"])
  }

  @Test func tokensGoFromOneToTheNext() throws {
    let text = try lowered(
      { x in [self.note("b", self.note("a", x[0]) * 2)] }, [x])
    let lines = text.split(separator: "\n").map { $0.trimmed }.filter { $0.contains("token") }
    #expect(lines.count == 3)
    // Each takes what the one before made.
    for (earlier, later) in zip(lines, lines.dropFirst()) {
      let made = earlier.prefix { $0 != " " }
      #expect(later.contains("(\(made))"), "\(later) follows \(earlier)")
    }
  }

  @Test func tokensGoThroughPrograms() throws {
    let inJit = try lowered(
      { x in try jitFlat({ [self.note("b", self.note("a", $0[0]))] }, [self.note("0", x[0])]) }, [x]
    )
    #expect(inJit.contains("func.func private") && inJit.contains("!stablehlo.token) -> ("))
    let inScan = try lowered(
      { x in [lax.scan({ (c: Tensor) in (self.note("s", c * 2), c) }, x[0], length: 3).0] }, [x])
    #expect(inScan.contains("stablehlo.while"))
    #expect(
      inScan.split(separator: "\n").contains {
        $0.contains("while") || $0.contains("!stablehlo.token")
      })
    let inCond = try lowered(
      { x in
        [
          lax.cond(
            lax.reduceSum(x[0], axes: [0]) .> 0, { (y: Tensor) in self.note("then", y) },
            { (y: Tensor) in lax.sin(y) }, x[0])
        ]
      }, [x])
    #expect(inCond.contains("stablehlo.case") && inCond.contains("!stablehlo.token"))
    let unused = try lowered(
      { x in
        _ = lax.cond(
          lax.reduceSum(x[0], axes: [0]) .> 0, { (y: Tensor) in self.note("then", y) },
          { (y: Tensor) in lax.sin(y) }, x[0])
        return x
      }, [x])
    #expect(unused.contains("stablehlo.case"))
  }

  @Test func transformationsKeepEffects() throws {
    let f = { (x: [Tensor]) -> [Tensor] in
      _ = self.note("first", x[0])
      return [lax.sin(self.note("second", x[0]))]
    }
    let tangent = try program(
      { values in
        let (outputs, tangents) = try jvpFlat(f, [values[0]], [values[1]])
        return outputs + tangents.compactMap { $0 }
      }, [x, x])
    #expect(labels(tangent) == ["first", "second"])
    let gradient = try program(
      { values in
        let (_, pullback) = try vjpFlat({ try jitFlat(f, $0) }, values)
        return try pullback([values[0]]).compactMap { $0 }
      }, [x])
    #expect(labels(gradient.withoutDeadCode().jaxpr) == ["first", "second"])
    let mapped = try program({ try vmapFlat(f, $0, inAxes: [0]) }, [x])
    #expect(labels(mapped) == ["first", "second"])
    let loop = { (x: [Tensor]) -> [Tensor] in
      [lax.scan({ (c: Tensor) in (lax.sin(self.note("step", c)), c) }, x[0], length: 2).0]
    }
    let looped = try program(
      { values in
        let (_, pullback) = try vjpFlat(loop, values)
        return try pullback([values[0]]).compactMap { $0 }
      }, [x])
    #expect(labels(looped.withoutDeadCode().jaxpr) == ["step"], "the way back repeats nothing")
  }

  @Test func whatWouldRepeatAnEffectIsRefused() throws {
    func refused<Value>(_ body: () throws -> Value) -> String? {
      do {
        _ = try catchingErrors { try body() }
        return nil
      } catch { return (error as? JAXError)?.expected }
    }
    let rest = "a function without effects, since "
    #expect(
      refused { checkpoint { (x: Tensor) in self.note("a", x) }(x) }
        == rest + "the backward pass runs it again")
    let custom = customJVP(
      { (x: Tensor) in bind(Note("a"), [x])[0] }, jvp: { (x: Tensor, dx: Tensor) in (x, dx) })
    #expect(
      refused { try traceToJaxpr([x.aval], name: "test") { [custom($0[0])] } }
        == rest + "where it is differentiated its rule runs instead")
    #expect(
      refused {
        try vmapFlat(
          { x in
            [
              lax.cond(
                x[0] .> 1, { (y: Tensor) in self.note("a", y) }, { (y: Tensor) in y }, x[0])
            ]
          }, [x], inAxes: [0])
      } == rest + "examples that choose differently run all branches")
    #expect(
      refused {
        try vjpFlat(
          { x in
            [
              lax.whileLoop(
                { (y: Tensor) in lax.reduceSum(y, axes: [0]) .< 9 },
                { (y: Tensor) in self.note("a", y + 1) }, x[0])
            ]
          }, [x])
      } == rest + "reverse mode runs the steps again on the way back")
  }
}

extension Substring {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
