// The interpreter that runs programs backwards.

import Extension
import JAX
import Testing

@Suite struct InverseTests {
  @Test func invertsChainsOfOperations() {
    let x = Tensor([0.1, 0.4, 0.9])
    let f: @Sendable (Tensor) -> Tensor = { x in 3.0 - jnp.exp(jnp.tanh(2.0 * x)) / 4.0 }
    #expect(Bool(jnp.allclose(inverse(f)(f(x)), x, rtol: 1e-4)))
    let compiled = jit(f)
    #expect(Bool(jnp.allclose(inverse { compiled($0) }(f(x)), x, rtol: 1e-4)))
  }

  @Test func theInverseIsAFunctionLikeAnyOther() {
    let log = inverse { (x: Tensor) in jnp.exp(x) }
    #expect(Bool(jnp.allclose(grad(log)(2.0), 0.5)))
    #expect(Bool(jnp.allclose(jit(vmap(log))([1.0, 2.0]), jnp.log([1.0, 2.0]))))
  }

  @Test func whatCannotBeInvertedIsAnError() {
    let unknown = #expect(throws: JAXError.self) {
      try catchingErrors { inverse { (x: Tensor) in jnp.cos(x) }(0.5) }
    }
    #expect(unknown?.description.contains("inverse: the operation 'cos'.") == true)
    let twice = #expect(throws: JAXError.self) {
      try catchingErrors { inverse { (x: Tensor) in x * jnp.exp(x) }(0.5) }
    }
    #expect(twice?.description.contains("2 unknown operands") == true)
  }
}
