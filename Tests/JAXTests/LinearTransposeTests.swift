// Transposes of linear functions.

import JAX
import Testing

@Suite struct LinearTransposeTests {
  @Test func isTheAdjoint() {
    let m = Tensor([1, 2, 3, 4, 5, 6], dtype: .float64).reshape([2, 3])
    let transposed = linearTranspose(
      { (x: Tensor) in jnp.matmul(m, x) }, shapeDtypeStruct([3], .float64))
    #expect(
      transposed(Tensor([1.0, -1], dtype: .float64)).scalars(as: Double.self) == [-3, -3, -3])
    // As in the documentation of JAX's function.
    let scalar = shapeDtypeStruct([], .float32)
    let both = linearTranspose({ x, y in 0.5 * x - 0.5 * y }, scalar, scalar)(1.0)
    #expect([Double(both.0), Double(both.1)] == [0.5, -0.5])
  }

  @Test func ofTreesAndUnusedArguments() {
    let f = { @Sendable (p: [String: Tensor], y: Tensor) -> ([Tensor], Tensor) in
      ([p["a", default: 0] * 2], p["a", default: 0].sum() + 0 * p["b", default: 0])
    }
    let p = ["a": jnp.ones([3]), "b": jnp.ones([])]
    let (tree, unused) = linearTranspose(f, p, jnp.ones([2]))([jnp.arange(3, dtype: .float32)], 1.0)
    #expect(tree["a"]?.scalars(as: Float.self) == [1, 3, 5])
    #expect(unused.scalars(as: Float.self) == [0, 0])
  }

  @Test func underJitAndVmap() {
    let x = shapeDtypeStruct([2], .float32)
    let transposed = linearTranspose({ (x: Tensor) in x.sum() * jnp.array([1.0, 2.0, 3.0]) }, x)
    #expect(jit(transposed)(jnp.ones([3])).scalars(as: Float.self) == [6, 6])
    #expect(vmap(transposed)(jnp.eye(3)).scalars(as: Float.self) == [1, 1, 2, 2, 3, 3])
  }

  @Test func misuses() {
    let x = jnp.ones([2])
    misuse { linearTranspose({ (x: Tensor) in jnp.sin(x) }, x)(x) }.says(
      """
      sin: the operation is not linear, so it cannot be transposed.
        expected: a program that is linear in the transposed arguments
      """)
    misuse { linearTranspose({ (x: Tensor) in x.astype(.int32) }, x)(x) }.says(
      """
      linearTranspose: a function from float32 to int32.
        expected: floating or complex arguments and results, or integer ones throughout
        to do: convert the arguments, as with x.astype(.float32), or capture those that are not linear.
      """)
    misuse { linearTranspose({ (x: Tensor) in x * 2 }, x)(jnp.ones([3])) }.says(
      """
      linearTranspose: a cotangent of float32[3] for result 0, which is float32[2].
        expected: a cotangent of the result's shape and dtype
        to do: convert it, as with ct.astype(.float32).
      """)
  }
}
