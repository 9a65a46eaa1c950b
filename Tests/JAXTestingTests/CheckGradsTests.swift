// What the checks of derivatives and of batching find, and what they say about it.

import JAX
import JAXTesting
import Testing

@Suite struct CheckGradsTests {
  private let x = Tensor([0.3, -0.4, 0.7], dtype: .float64)
  private let y = Tensor([1.1, 0.2, -0.6], dtype: .float64)

  @Test func acceptsRightDerivatives() throws {
    try checkGrads({ x in jnp.sin(x) * x }, x, order: 3)
    try checkGrads({ x, y in x * y + jnp.exp(y) }, x, y, order: 2)
    try checkGrads({ x, y, z in jnp.sum(x * y) * z }, x, y, y, order: 2, modes: [.reverse])
    try checkGrads({ x, y, z, w in x * y * z + w }, x, y, x, y, order: 1)
    try checkJVP({ x in jnp.tanh(x) }, x)
    try checkVJP({ x in jnp.tanh(x) }, x)
  }

  @Test func acceptsTrees() throws {
    try checkGrads(
      { (p: [String: Tensor]) in ["a": p["w"]! * p["b"]!, "c": jnp.sum(p["w"]!)] },
      ["w": x, "b": y], order: 2)
    try checkGrads(
      { (p: [Tensor], n: Tensor) in p.map { $0 * n } }, [x, y], Tensor([2] as [Int32]), order: 2)
  }

  @Test func acceptsSingleAndComplexNumbers() throws {
    try checkGrads({ x in jnp.sin(x) }, Tensor([0.5, 1] as [Float]), order: 2)
    let z = lax.complex(x, y)
    try checkGrads({ z in jnp.sin(z) * z }, z, order: 2)
    try checkGrads({ z in jnp.abs(z) }, z, order: 2)
    try checkGrads({ z in jnp.conj(z) * z }, z, order: 2)
  }

  private func text(_ body: () throws -> Void) throws -> String {
    let error = try #require(#expect(throws: JAXError.self) { try body() })
    return error.description
  }

  @Test func findsWrongDerivatives() throws {
    // The derivative of the part that is stopped is missing.
    let wrong: @Sendable (Tensor) -> Tensor = { x in x * lax.stopGradient(x) }
    let x = Tensor([2], shape: [], dtype: .float64)
    let forward = try text { try checkGrads(wrong, x, order: 1, modes: [.forward]) }
    #expect(forward.hasPrefix("checkGrads: order 1, forward mode: the tangent of the result is "))
    #expect(forward.contains("by central differences, to 1e-06 + 1e-06 · |expected|"))
    let reverse = try text { try checkVJP(wrong, x) }
    #expect(
      reverse.hasPrefix(
        "checkVJP: order 1, reverse mode: the cotangent of argument 0 times a direction is "))
  }

  @Test func namesLeavesAndOrders() throws {
    // The first derivative is right, the second is not.
    let wrong: @Sendable (Tensor) -> Tensor = { x in
      x + lax.stopGradient(x) * (x - lax.stopGradient(x))
    }
    let wrongLater = try text {
      try checkGrads(
        { (p: [String: Tensor]) in ["y": jnp.sin(p["b"]!), "z": wrong(p["w"]!)] },
        ["w": x, "b": y], order: 2, modes: [.forward])
    }
    #expect(
      wrongLater.hasPrefix(
        "checkGrads: order 1, forward mode: the tangent of the result, ['z'] is "))
  }

  @Test func refusesWhatCannotBeChecked() throws {
    #expect(
      try text { try checkGrads({ x in x }, x, order: 0) }.hasPrefix(
        "checkGrads: order 0 and 2 modes.\n  expected: an order of at least 1 and at least one mode"
      ))
    #expect(
      try text { try checkGrads({ x in x }, Tensor([1] as [Int32]), order: 1) }.hasPrefix(
        "checkGrads: no argument with floating values."))
  }
}

@Suite struct CheckBatchingTests {
  private let x = Tensor([0.3, -0.4, 0.7], dtype: .float64)

  @Test func acceptsRightBatching() throws {
    try checkBatching({ x, y in x * jnp.sum(y) }, x, x)
    try checkBatching({ (p: [Tensor]) in p[0] + p[1] }, [x, 2 * x])
    try checkBatching({ x, i in jnp.take(x, i) }, x, Tensor([2, 0] as [Int32]))
    try checkBatching({ x in jnp.sort(x) }, x)
  }
}
