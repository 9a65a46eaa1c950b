// The first screen: the examples that JAX introduces itself with, and their values.

import JAX

/// tanh, written out, as JAX's own introduction does.
private func tanh(_ x: Tensor) -> Tensor {
  let y = jnp.exp(-2.0 * x)
  return (1.0 - y) / (1.0 + y)
}

/// The sum of the absolute differences of two vectors.
private func l1Distance(_ x: Tensor, _ y: Tensor) -> Tensor { jnp.sum(jnp.abs(x - y)) }

/// A layer of a network, for a look at how programs are written down.
private func layer(_ w: Tensor, _ b: Tensor, _ x: Tensor) -> Tensor {
  nn.relu(jnp.dot(w, x) + b)
}

/// Prints the examples.
func showClassicExamples() throws {
  func show(_ title: String, _ value: Any) {
    print("  \(title)")
    for line in "\(value)".split(separator: "\n") {
      print("      \(line)")
    }
    print("")
  }
  print("\nJAX in Swift, on \(try jax.defaultBackend())\n")
  show("grad(tanh)(1.0)", grad(tanh)(1.0))
  show("grad(grad(grad(tanh)))(1.0)", grad(grad(grad(tanh)))(1.0))

  let xs: Tensor = [[0, 0], [1, 1], [3, -1]]
  let ys: Tensor = [[0, 1], [2, 2]]
  show(
    "vmap(vmap(l1Distance, inAxes: [0, nil]), inAxes: [nil, 0])(xs, ys)",
    vmap(vmap(l1Distance, inAxes: [0, nil]), inAxes: [nil, 0])(xs, ys))

  let w = jnp.ones([3, 2])
  show("makeJaxpr(layer)(w, b, x)", makeJaxpr(layer)(w, jnp.zeros([3]), jnp.ones([2])))
  show("jit(tanh), as StableHLO for XLA", try lower(tanh)(1.0).text)
}
