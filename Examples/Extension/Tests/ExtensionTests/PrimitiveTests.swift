// Primitives of a package of its own, under every transformation.

import Extension
import JAX
import JAXTesting
import Testing

@Suite struct PrimitiveTests {
  @Test func rulesHold() throws {
    try checkPrimitive(
      PrimitiveSample("soft_abs", of: [.numbers(-3...3, [2, 3])]) { [softAbs($0[0], width: 0.5)] })
    try checkPrimitive(
      PrimitiveSample("interleave", of: [.numbers(-3...3, [2, 3]), .numbers(-3...3, [2, 3])]) {
        [interleave($0[0], $0[1])]
      })
  }

  @Test func valuesAndTransformations() {
    let x = Tensor([-3, 0, 4] as [Float])
    #expect(Bool(jnp.allclose(softAbs(x), jnp.sqrt(x * x + 1) - 1)))
    #expect(interleave([1, 3], [2, 4]).scalars(as: Int.self) == [1, 2, 3, 4])
    let slope = jit(vmap(grad { (x: Tensor) in softAbs(x, width: 2) }))(x)
    #expect(Bool(jnp.allclose(slope, x / jnp.sqrt(x * x + 4))))
    let text = makeJaxpr { (x: Tensor) in softAbs(x, width: 0.5) }(x).description
    #expect(text == "{ lambda ; a:f32[3]. let b:f32[3] = soft_abs[width=0.5] a in (b,) }")
  }

  @Test func misuseIsAnErrorThatNamesTheOperation() {
    let width = #expect(throws: JAXError.self) { try catchingErrors { softAbs(1.0, width: 0) } }
    #expect(width?.description.contains("softAbs: the width 0.0.") == true)
    let dtype = #expect(throws: JAXError.self) {
      try catchingErrors { softAbs(Tensor([1, 2] as [Int32])) }
    }
    #expect(dtype?.kind == .dtype)
    let shape = #expect(throws: JAXError.self) {
      try catchingErrors { interleave(jnp.ones([2]), jnp.ones([3])) }
    }
    #expect(shape?.kind == .shape)
  }
}
