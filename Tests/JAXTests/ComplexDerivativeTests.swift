// Derivatives of complex functions: JAX's conventions, against JAX's values; and leaves that have no derivative.
//
// Source: jax 0.10.2 with x64, the same functions at the same points.

import JAX
import Testing

private func complex(_ values: (Double, Double)...) -> Tensor {
  lax.complex(
    Tensor(values.map(\.0), dtype: .float64), Tensor(values.map(\.1), dtype: .float64))
}

private func expectClose(
  _ found: Tensor, _ shape: [Int], _ values: [(Double, Double)],
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == shape, sourceLocation: sourceLocation)
  #expect(found.dtype == .complex128, sourceLocation: sourceLocation)
  let real = lax.real(found).scalars(as: Double.self)
  let imaginary = lax.imag(found).scalars(as: Double.self)
  #expect(real.count == values.count, sourceLocation: sourceLocation)
  for (position, value) in values.enumerated() where position < real.count {
    #expect(
      abs(real[position] - value.0) + abs(imaginary[position] - value.1) < 1e-12,
      "(\(real[position]), \(imaginary[position])) is not \(value)", sourceLocation: sourceLocation)
  }
}

@Suite struct ComplexDerivativeTests {
  private let z = complex((1, 2), (0.5, -1))

  @Test func holomorphicJacobians() {
    let f = { @Sendable (z: Tensor) -> Tensor in z * z * z + jnp.sin(z) }
    let expected = [
      (-6.967276992980334, 8.9481022008482), (0, 0), (0, 0),
      (-0.8958193432954156, -2.4365785347690183),
    ]
    expectClose(jacfwd(f, holomorphic: true)(z), [2, 2], expected)
    expectClose(jacrev(f, holomorphic: true)(z), [2, 2], expected)
    expectClose(jit(jacobian(f, holomorphic: true))(z), [2, 2], expected)
    expectClose(
      hessian({ (z: Tensor) in (z * z * z).sum() * z[0] }, holomorphic: true)(z), [2, 2],
      [(-36, 48), (-2.25, -3), (-2.25, -3), (15, 0)])
  }

  @Test func gradients() {
    expectClose(
      grad({ (z: Tensor) in (z * jnp.exp(z)).sum() }, holomorphic: true)(z), [2],
      [
        (-7.205862111523265, 2.681044576496011), (-0.05113925489007032, -2.971834571287774),
      ])
    // A real function of complex numbers: ∂f/∂x − i ∂f/∂y.
    expectClose(
      grad { (z: Tensor) in lax.real(z * lax.conj(z) * jnp.sin(z)).sum() }(z), [2],
      [
        (16.495172061530663, -27.92260304862367), (2.4325180853367447, 2.183861360450755),
      ])
    expectClose(
      jacrev { (z: Tensor) in lax.abs(z) * lax.abs(z) }(z), [2, 2],
      [(2, -4), (0, 0), (0, 0), (1, 2)])
  }

  @Test func vectorProducts() {
    let f = { @Sendable (z: Tensor) -> Tensor in
      z * lax.conj(z) + complex((0, 1)) * lax.abs(z).astype(.complex128) * z
    }
    let v = complex((1, 0.5), (0, -2))
    let (value, pullback) = vjp(f, z)
    expectClose(
      value, [2], [(0.5278640450004204, 2.23606797749979), (2.368033988749895, 0.5590169943749475)])
    expectClose(
      pullback(v), [2],
      [(-0.2360679774997898, 0.4721359549995796), (2.683281572999748, 0.8944271909999159)])
    expectClose(
      jvp(f, z, v).tangent, [2],
      [(1.0931116292502736, 3.1304951684997055), (8.024922359499621, 0.8944271909999159)])
  }

  @Test func integersAmongTheLeaves() {
    let x = Tensor([0.5, -1, 2], dtype: .float64)
    let f = { @Sendable (p: [String: Tensor]) -> Tensor in
      (p["w", default: 0] * p["n", default: 0]).sum()
    }
    let p = ["w": x, "n": jnp.arange(3)]
    let g = grad(f, allowInt: true)(p)
    #expect(g["w"]?.scalars(as: Double.self) == [0, 1, 2])
    #expect(g["n"]?.dtype == .float32)
    #expect(g["n"]?.scalars(as: Float.self) == [0, 0, 0])
    let j = jacrev(
      { (p: [String: Tensor]) in p["w", default: 0] * p["n", default: 0] }, allowInt: true)(p)
    #expect(j["w"]?.shape == [3, 3])
    #expect(j["n"]?.scalars(as: Float.self) == [Float](repeating: 0, count: 9))
    #expect(jit(grad(f, allowInt: true))(p)["n"]?.shape == [3])
  }

  @Test func misuses() {
    let x = jnp.ones([2])
    let square = { @Sendable (x: Tensor) -> Tensor in x * x }
    misuse { jacfwd(square)(jnp.arange(2)) }.says(
      """
      jacfwd: argument 0 has dtype int32.
        expected: floating values in the differentiated argument
        to do: convert it, as with x.astype(.float32), or make it another argument or a static field.
      """)
    misuse { jacfwd(square)(lax.complex(x, x)) }.says(
      """
      jacfwd: argument 0 has dtype complex64.
        expected: real values, as the derivative of a complex argument is one number only for a holomorphic function
        to do: pass holomorphic: true if the function is holomorphic, else use jvp.
      """)
    misuse { jacrev(square, holomorphic: true)(x) }.says(
      """
      jacrev: argument 0 has dtype float32.
        expected: complex values, as holomorphic is true
        to do: convert it, as with x.astype(.complex64), or leave holomorphic out.
      """)
    misuse { jacrev({ (x: Tensor) in lax.real(x) }, holomorphic: true)(lax.complex(x, x)) }.says(
      """
      jacrev: a result of dtype float32.
        expected: a complex result, as holomorphic is true
        to do: leave holomorphic out, or return a complex value.
      """)
    misuse { jacrev(square)(lax.complex(x, x)) }.says(
      """
      jacrev: a result of dtype complex64.
        expected: a floating result
        to do: pass holomorphic: true if the function is holomorphic, else use vjp.
      """)
    misuse { jacrev(square)(jnp.arange(2)) }.says(
      """
      jacrev: argument 0 has dtype int32.
        expected: floating values in the differentiated argument
        to do: convert it, as with x.astype(.float32), or make it another argument or a static field, or pass allowInt: true.
      """)
    misuse { hessian(square)(jnp.arange(2)) }.says(
      """
      jacfwd: argument 0 has dtype int32.
        expected: floating values in the differentiated argument
        to do: convert it, as with x.astype(.float32), or make it another argument or a static field.
      """)
  }
}
