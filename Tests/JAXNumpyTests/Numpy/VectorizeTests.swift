// Functions mapped over leading axes by `jnp.vectorize`, against JAX's shapes and values.

import JAXCore
import Testing

@testable import JAXNumpy

@Suite struct VectorizeTests {
  private let a = jnp.arange(24, dtype: .float32).reshape([2, 1, 3, 4])
  private let v = jnp.arange(20, dtype: .float32).reshape([5, 4])

  @Test func withASignature() {
    let multiply = jnp.vectorize(
      { m, v in
        #expect(m.shape == [3, 4] && v.shape == [4])
        return jnp.matmul(m, v)
      }, signature: "(m,n),(n)->(m)")
    let product = multiply(a, v)
    #expect(product.shape == [2, 5, 3])
    let expected = jnp.einsum("bxmn,xn->bxm", jnp.broadcastTo(a, [2, 5, 3, 4]), v)
    #expect(product.scalars(as: Float.self) == expected.scalars(as: Float.self))
    let norm = jnp.vectorize({ x in (x * x).sum() }, signature: "(n)->()")
    #expect(norm(v).shape == [5])
    #expect(norm(v[0]).item(as: Float.self) == 14)
    let two = jnp.vectorize({ x in (x.sum(), x * 2) }, signature: " (n) -> (), (n)")
    #expect(two(a).0.shape == [2, 1, 3])
    #expect(two(a).1.shape == [2, 1, 3, 4])
  }

  @Test func ofNumbersAndExcluded() {
    let f = jnp.vectorize { x, y in
      #expect(x.ndim == 0 && y.ndim == 0)
      return x * y + 1
    }
    #expect(f(jnp.ones([3, 1]), jnp.arange(2, dtype: .float32)).shape == [3, 2])
    #expect(f(2.0, 3.0).item(as: Float.self) == 7)
    let polynomial = jnp.vectorize(
      { c, x in
        #expect(c.shape == [3] && x.ndim == 0)
        return c[0] + x * (c[1] + x * c[2])
      }, excluded: [0])
    #expect(
      polynomial(jnp.array([1.0, 2.0, 3.0]), jnp.arange(3, dtype: .float32))
        .scalars(as: Float.self) == [1, 6, 17])
  }

  @Test func transforms() {
    let norm = jnp.vectorize({ x in (x * x).sum() }, signature: "(n)->()")
    #expect(
      grad { x in norm(x).sum() }(v).scalars(as: Float.self) == (v * 2).scalars(as: Float.self))
    #expect(jit(norm)(v).scalars(as: Float.self) == norm(v).scalars(as: Float.self))
  }

  private func text(_ body: () -> Tensor) -> String {
    do {
      try catchingErrors(body)
      return "no error"
    } catch let error as JAXError {
      return "\(error.operation): \(error.found) expected: \(error.expected ?? "")"
    } catch { return "\(error)" }
  }

  @Test func misuses() {
    let f = { @Sendable (m: Tensor, v: Tensor) -> Tensor in jnp.matmul(m, v) }
    #expect(
      text { jnp.vectorize(f, signature: "(m,n),(n)")(a, v) }
        == #"jnp.vectorize: the signature "(m,n),(n)". expected: the core axes of all arguments and results, as in "(m,n),(n)->(m)""#
    )
    #expect(
      text { jnp.vectorize(f, signature: "(m,n)->(m)")(a, v) }
        == "jnp.vectorize: a signature of 1 arguments and 1 results for a function of 2 and 1. expected: the core axes of each argument that is not excluded, and of each result"
    )
    #expect(
      text { jnp.vectorize(f, signature: "(m,n),(n)->(m)")(a, jnp.ones([3])) }
        == "jnp.vectorize: argument 1 has size 3 along the core axis n. expected: size 4, as before"
    )
    #expect(
      text { jnp.vectorize(f, signature: "(m,n),(n)->()")(a, v) }
        == "jnp.vectorize: result 0 has shape (3,). expected: the core axes ()")
    #expect(
      text { jnp.vectorize(f, signature: "(m,n),(n)->(m)")(jnp.ones([2, 3, 4]), v) }
        == "jnp.vectorize: shapes (2,) and (5,) cannot be broadcast together. expected: sizes that are equal or 1, compared from the last axis"
    )
  }
}
