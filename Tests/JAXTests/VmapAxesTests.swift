// Axes of the parts of trees, and negative ones, given to `vmap`.

import JAX
import Testing

@PyTree private struct Linear {
  var w: Tensor
  var b: Tensor
}

@Suite struct VmapAxesTests {
  private let w = jnp.arange(24, dtype: .float32).reshape([2, 3, 4])
  private let b = jnp.arange(3, dtype: .float32)

  @Sendable private static func apply(_ p: Linear, _ x: Tensor) -> Tensor {
    jnp.matmul(p.w, x) + p.b
  }

  @Test func ofFieldsAndElements() {
    let x = jnp.arange(8, dtype: .float32).reshape([4, 2])
    let expected = jnp.stack(
      (0..<2).map { VmapAxesTests.apply(Linear(w: w[$0], b: b), x[0..., $0]) })
    let found = vmap(VmapAxesTests.apply, inAxes: [["w": 0, "b": nil], -1])(Linear(w: w, b: b), x)
    #expect(found.scalars(as: Float.self) == expected.scalars(as: Float.self))
    // Dictionaries inside of arrays, and a whole argument that is shared.
    let sum = vmap(
      { (p: [[String: Tensor]], c: Linear) in p[0]["a", default: 0] * p[1]["b", default: 0] + c.b },
      inAxes: [[["a": 0], ["b": 1]], nil])(
        [["a": jnp.ones([2, 3])], ["b": jnp.arange(6, dtype: .float32).reshape([3, 2])]],
        Linear(w: w, b: b))
    #expect(sum.scalars(as: Float.self) == [0, 3, 6, 1, 4, 7])
  }

  @Test func ofResults() {
    let split = vmap(
      { (x: Tensor) in ["row": x, "column": x, "same": jnp.ones([])] },
      outAxes: ["row": 0, "column": -1, "same": nil])(jnp.arange(6).reshape([2, 3]))
    #expect(split["row"]?.shape == [2, 3])
    #expect(split["column"]?.shape == [3, 2])
    #expect(split["same"]?.shape == [])
    let two = vmap({ (x: Tensor) in (x, [x, x]) }, outAxes: [1, [0, -1]])(jnp.zeros([2, 3]))
    #expect(two.0.shape == [3, 2])
    #expect(two.1.map(\.shape) == [[2, 3], [3, 2]])
  }

  @Test func misuses() {
    let p = Linear(w: w, b: b)
    misuse { vmap(VmapAxesTests.apply, inAxes: [["w": 0], 0])(p, w) }.says(
      """
      vmap: inAxes holds axes for 'w' for argument 0, which is a value Linear, with 'w' and 'b'.
        expected: one axis, or nil, for each part of it, or one for the whole
      """)
    misuse { vmap({ (x: [Tensor]) in x[0] }, inAxes: [[0, nil]])([w]) }.says(
      """
      vmap: inAxes holds an array of 2 axes for argument 0, which is an array of 1 element.
        expected: one axis, or nil, for each part of it, or one for the whole
      """)
    misuse { vmap({ (x: Tensor) in ["a": x] }, outAxes: [["b": 0]])(w) }.says(
      """
      vmap: outAxes holds axes for 'b' for result 0, which is a dictionary with the keys ['a'], with 'a'.
        expected: one axis, or nil, for each part of it, or one for the whole
      """)
    misuse { vmap(VmapAxesTests.apply, inAxes: [["w": 5, "b": nil], 0])(p, w) }.says(
      """
      vmap: inAxes gives axis 5 for argument 0, .w, which has shape (2, 3, 4).
        expected: an axis from -3 to 2, or nil
      """)
  }
}
