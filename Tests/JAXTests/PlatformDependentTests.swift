// Functions for platforms: the one for the platform in use runs, and is the only one that is compiled.

import JAX
import JAXTesting
import Testing

@testable import JAXTransforms

@Suite struct PlatformDependentTests {
  private let f: @Sendable (Tensor) -> Tensor = { x in
    lax.platformDependent(
      ["cpu": { x in jnp.sin(x) }, "tpu": { x in jnp.cos(x) }], default: { x in x * 2 }, x)
  }

  /// The platform's own function and its derivative.
  private func expected(_ x: Double) throws -> (value: Double, slope: Double) {
    let x = Tensor(.float(x), dtype: .float64)
    let isCPU = try jax.defaultBackend() == "cpu"
    let value = isCPU ? jnp.sin(x) : x * 2
    let slope = isCPU ? jnp.cos(x) : Tensor(.float(2), dtype: .float64)
    return (value.item(as: Double.self), slope.item(as: Double.self))
  }

  @Test func thePlatformsFunctionRuns() throws {
    let f = f
    let x = Tensor(.float(0.7), dtype: .float64)
    let (value, slope) = try expected(0.7)
    func number(_ t: Tensor) -> Double { t.item(as: Double.self) }
    #expect(number(f(x)) == value)
    #expect(number(jit(f)(x)) == value)
    #expect(number(disableJit { jit(f)(x) }) == value)
    for gradient in [grad(f), jit(grad(f)), grad(jit(f))] {
      #expect(abs(number(gradient(x)) - slope) < 1e-14)
    }
    #expect(abs(number(jvp(jit(f), x, x).tangent) - 0.7 * slope) < 1e-14)
    let rows = vmap(jit(f))(jnp.stack([x, x]))
    #expect(rows.scalars(as: Double.self).allSatisfy { $0 == value })
    let (first, second) = lax.platformDependent(
      ["cpu": { x, y in (x, y) }], default: { x, y in (x, y) }, x, x * 2)
    #expect(number(first + second) == number(x * 3))
    #expect(lax.platformDependent([:], default: { 3 as Tensor }).item(as: Float.self) == 3)
  }

  @Test func itIsPrintedAsInJAX() {
    let f = f
    #expect(
      "\(makeJaxpr(f)(1.0))" == """
        { lambda ; a:f32[]. let
            b:i32[] = platform_index[platforms=(('cpu',), ('tpu',), None)]\u{20}
            c:f32[] = cond[
              branches=(
                { lambda ; d:f32[]. let e:f32[] = sin d in (e,) }
                { lambda ; f:f32[]. let g:f32[] = cos f in (g,) }
                { lambda ; h:f32[]. let i:f32[] = mul h 2.0:f32[] in (i,) }
              )
              branches_platforms=(('cpu',), ('tpu',), None)
            ] b a
          in (c,) }
        """)
    #expect(
      "\(makeJaxpr { (x: Tensor) in lax.platformDependent(["tpu": { x in jnp.cos(x) }], x) }(1.0))"
        == """
        { lambda ; a:f32[]. let
            b:i32[] = platform_index[platforms=(('tpu',),)]\u{20}
            c:f32[] = cond[
              branches=({ lambda ; d:f32[]. let e:f32[] = cos d in (e,) })
              branches_platforms=(('tpu',),)
            ] b a
          in (c,) }
        """)
  }

  @Test func eachPlatformIsLoweredToItsOwn() throws {
    let program = makeJaxpr(f)(1.0)
    func text(_ platform: String) throws -> String {
      try Lowered(program.jaxpr, name: "f", platform: platform).text
    }
    let texts = try ["cpu", "tpu", "cuda"].map(text)
    #expect(texts.map { $0.contains("stablehlo.sine") } == [true, false, false])
    #expect(texts.map { $0.contains("stablehlo.cosine") } == [false, true, false])
    #expect(texts.map { $0.contains("stablehlo.multiply") } == [false, false, true])
    #expect(texts.allSatisfy { !$0.contains("stablehlo.case") })
  }

  @Test func misuses() {
    let x = 1.0 as Tensor
    misuse { lax.platformDependent(["mosaic": { x in x }, "other": { x in x }], x) }.says(
      """
      platformDependent: no function for 'cpu' among those for 'mosaic' and 'other'.
        expected: a function for each platform that the program is compiled for
        to do: give one for all others, as default.
      """)
    misuse { jit { (x: Tensor) in lax.platformDependent(["mosaic": { x in x }], x) }(x) }.says(
      """
      platformDependent: no function for 'cpu' among those for 'mosaic'.
        expected: a function for each platform that the program is compiled for
        to do: give one for all others, as default.
      """)
    misuse { lax.platformDependent(["gpu": { x in x }], default: { x in x }, x) }.says(
      """
      platformDependent: a function for 'gpu'.
        expected: the name of one platform
        to do: name it 'cuda' or 'rocm'.
      """)
    misuse { lax.platformDependent(["cpu": { x in x }, "cpu": { x in -x }], x) }.says(
      """
      platformDependent: two functions for one of 'cpu' and 'cpu'.
        expected: one function for each platform
        to do: leave out one of them.
      """)
    let positive = { @Sendable (x: Tensor) in x .> 0 }
    misuse { jit { lax.platformDependent(["cpu": lax.sin, "tpu": positive], $0) }(x) }.says(
      """
      platformDependent: result 0 is float32[] in the function for cpu, and bool[] in the function for tpu.
        expected: results of the same shapes and dtypes from all functions
        to do: convert one of them, as with x.astype(.float32).
      """)
  }
}
