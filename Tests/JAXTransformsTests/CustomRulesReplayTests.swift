// Calls of functions with rules of their own, made again from their parameters: they own what they need, and nothing more.

import JAXCore
import JAXTransforms
import Testing

private let names = ["custom_jvp_call", "custom_vjp_call", "custom_vmap_call"]

/// A call of x ↦ x · sin x whose rule is not written down, and its program.
private func call(_ name: String) throws -> (call: any Primitive, program: Jaxpr) {
  let scalar = ShapedArray(shape: [], dtype: .float64)
  let program = try traceToJaxpr([scalar], name: "f") { [lax.mul($0[0], lax.sin($0[0]))] }.jaxpr
  let type = try #require(Catalog.type(named: name))
  return (
    try type.init(
      params: Jaxpr.Params([
        ("call", .jaxpr(program)), ("call_jaxpr", .jaxpr(program)), ("name", .string("f")),
        ("num_consts", .int(0)), ("symbolic_zeros", .bool(false)),
      ])), program
  )
}

@Suite struct CustomRulesReplayTests {
  @Test(arguments: names) func derivativesOfMappedCallsNeedNoInnerProgram(_ name: String) throws {
    // Only the mapped program is left when the function returns.
    func mapped() throws -> ClosedJaxpr {
      let f = try call(name).call
      return try traceToJaxpr([ShapedArray(shape: [2], dtype: .float64)], name: "test") {
        try vmapFlat({ try interpret(f, $0) }, $0, inAxes: [0])
      }
    }
    let program = try mapped()
    let x = Tensor([0.5, 2.0], dtype: .float64)
    let (outputs, pullback) = try vjpFlat({ try evalJaxpr(program.jaxpr, $0) }, [x])
    let expected = lax.add(lax.sin(x), lax.mul(x, lax.cos(x))).scalars(as: Double.self)
    #expect(outputs[0].scalars(as: Double.self) == lax.mul(x, lax.sin(x)).scalars(as: Double.self))
    let ones = lax.fullLike(x, 1)
    let slopes = try #require(try pullback([ones])[0]).scalars(as: Double.self)
    let tangents = try jvpFlat({ try evalJaxpr(program.jaxpr, $0) }, [x], [ones]).tangents[0]
    for (found, expected) in zip(slopes, expected) { #expect(abs(found - expected) < 1e-14) }
    #expect(try #require(tangents).scalars(as: Double.self) == slopes)
  }

  @Test(arguments: names) func constantsOfAReplayedCallAreDifferentiated(_ name: String) throws {
    let scalar = ShapedArray(shape: [], dtype: .float64)
    let program = try traceToJaxpr([scalar, scalar], name: "f") { [lax.mul($0[0], lax.sin($0[1]))] }
      .jaxpr
    let type = try #require(Catalog.type(named: name))
    let f = try type.init(
      params: Jaxpr.Params([
        ("call", .jaxpr(program)), ("call_jaxpr", .jaxpr(program)), ("name", .string("f")),
        ("num_consts", .int(1)), ("symbolic_zeros", .bool(false)),
      ]))
    let two = Tensor(.float(2), dtype: .float64)
    let (_, pullback) = try vjpFlat({ try interpret(f, $0) }, [two, two])
    let slopes = try pullback([Tensor(.one, dtype: .float64)]).map { try #require($0) }
    #expect(Double(slopes[0]) == Double(lax.sin(two)))
    #expect(Double(slopes[1]) == 2 * Double(lax.cos(two)))
  }

  @Test(arguments: names) func programsEndWithTheirCalls(_ name: String) throws {
    struct Reference { weak var program: Jaxpr? }
    var references: [Reference] = []
    for _ in 0..<1000 {
      let (f, program) = try call(name)
      references.append(Reference(program: program))
      _ = try traceToJaxpr([ShapedArray(shape: [2], dtype: .float64)], name: "test") { inputs in
        let (outputs, pullback) = try vjpFlat(
          { try vmapFlat({ try interpret(f, $0) }, $0, inAxes: [0]) }, inputs)
        return try pullback(outputs).compactMap { $0 }
      }
    }
    #expect(references.filter { $0.program != nil }.isEmpty)
  }
}
