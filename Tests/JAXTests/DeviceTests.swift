// Devices, moving values, and the forward and backward part of a derivative as two functions.

import JAX
import Testing

@Suite struct DeviceTests {
  @Test func devicesAndProcesses() throws {
    let devices = try jax.devices()
    #expect(try jax.deviceCount() == devices.count && !devices.isEmpty)
    #expect(try jax.localDevices() == devices)
    #expect(try jax.localDeviceCount() == devices.count)
    #expect(try jax.processIndex() == 0)
    #expect(try jax.processIndices() == [0])
    #expect(try jax.processCount() == 1)
  }

  @Test func movingValues() throws {
    let values = ["a": 2.5 as Tensor, "b": jnp.arange(3)]
    let placed = try jax.blockUntilReady(jax.devicePut(values))
    #expect(placed["a"]?.item(as: Float.self) == 2.5)
    let host = jax.deviceGet(placed, as: Double.self)
    #expect(host.map(\.path.description) == ["['a']", "['b']"])
    #expect(host.map(\.values) == [[2.5], [0, 1, 2]])
    #expect(jax.deviceGet(jnp.arange(3), as: Int32.self) == [0, 1, 2])
    #expect(jax.typeof(jnp.zeros([2, 3])).description == "float32[2,3]")
    // A value of a traced function stays what it is.
    #expect(grad { x in jax.devicePut(x) * 2 }(1.0).item(as: Float.self) == 2)
  }
}

@Suite struct ArrayConstructionTests {
  @Test func fromParts() {
    let x = jax.makeArrayFromCallback([2, 3]) { ranges in
      #expect(ranges == [0..<2, 0..<3])
      return [1, 2, 3, 4, 5, 6] as [Float]
    }
    #expect(x.shape == [2, 3])
    #expect(jax.makeArrayFromSingleDeviceArrays([2, 3], [x]).shape == [2, 3])
    #expect(
      jax.makeArrayFromProcessLocalData(x, globalShape: [2, 3]).scalars(as: Float.self) == [
        1, 2, 3, 4, 5, 6,
      ])
    misuse { jax.makeArrayFromSingleDeviceArrays([4, 3], [x, x]) }.says(
      """
      makeArrayFromSingleDeviceArrays: arrays of shapes (2, 3) and (2, 3) for an array of shape (4, 3).
        expected: one array of that shape, as there is one device
      """)
    misuse { jax.makeArrayFromProcessLocalData(x, globalShape: [4, 3]) }.says(
      """
      makeArrayFromProcessLocalData: data of shape (2, 3) for an array of shape (4, 3).
        expected: the data of the whole array, as there is one process
      """)
    misuse { jax.makeArrayFromCallback([2]) { _ in [1, 2, 3] as [Float] } }.says(
      """
      makeArrayFromCallback: 3 elements for shape (2,).
        expected: 2 elements
      """)
  }

  @Test func windows() {
    let x = jnp.arange(6)
    #expect(x[jax.ds(2, 3)].scalars(as: Int32.self) == [2, 3, 4])
    #expect(x[jax.ds(-2, 2)].scalars(as: Int32.self) == [4, 5])
    #expect(jit { (i: Tensor) in x[jax.ds(i, 2)] }(3).scalars(as: Int32.self) == [3, 4])
  }

  @Test func copiesInAdvance() {
    let x = jnp.arange(4) * 2
    jax.copyToHostAsync(["x": x])
    #expect(x.scalars(as: Int32.self) == [0, 2, 4, 6])
    #expect(x[3].item(as: Int.self) == 6)
  }
}

@Suite struct ForwardAndBackwardTests {
  private let loss = { @Sendable (p: [String: Tensor], x: Tensor) -> Tensor in
    jnp.sin(p["w", default: 0] * x).sum() + p["b", default: 0]
  }
  private let p = ["w": jnp.array([0.5, -1.0]), "b": 2.0 as Tensor]
  private let x = jnp.array([1.0, 3.0])

  @Test func areThePullback() {
    let (forward, backward) = fwdAndBwd(loss)
    let (value, residuals) = forward(p, x)
    let (dp, dx) = backward(residuals, 1.0)
    let (expected, pullback) = vjp(loss, p, x)
    let (ep, ex) = pullback(1.0)
    #expect(value.scalars(as: Float.self) == expected.scalars(as: Float.self))
    #expect(dx.scalars(as: Float.self) == ex.scalars(as: Float.self))
    #expect(dp["w"]?.scalars(as: Float.self) == ep["w"]?.scalars(as: Float.self))
    #expect(dp["b"]?.item(as: Float.self) == 1)
  }

  @Test func residualsAreATree() {
    let (forward, backward) = fwdAndBwd { (x: Tensor) in jnp.exp(x) * x }
    let values = forward(x).1
    #expect(!values.values.isEmpty)
    // Kept by the caller, mapped over, and scaled.
    let each = vmap { x in backward(forward(x).1, 1.0) }(x)
    #expect(
      each.scalars(as: Float.self)
        == grad { x in (jnp.exp(x) * x).sum() }(x).scalars(as: Float.self))
    let doubled = backward(tree.map({ $0 * 2 }, forward(2.0).1), 1.0)
    #expect(doubled.shape == [])
  }
}
