// A training step of a small network, and the gradient of every example by itself.

import JAX

enum MLP: Workloads {
  static let group = "mlp"
  static let names = ["mlp_train_step_128", "mlp_per_example_grads_128"]

  /// One layer.
  @PyTree struct Layer {
    var w: Tensor
    var b: Tensor
  }

  static func loss(_ layers: [Layer], _ x: Tensor, _ y: Tensor) -> Tensor {
    var x = x
    for layer in layers.dropLast() { x = nn.relu(jnp.matmul(x, layer.w) + layer.b) }
    let last = layers[layers.count - 1]
    let logProbabilities = nn.logSoftmax(jnp.matmul(x, last.w) + last.b)
    return -(logProbabilities * y).sum(axis: -1).mean()
  }

  static func run() throws {
    var generator = Generator()
    let layers = [(64, 256), (256, 256), (256, 10)].map { inputs, outputs in
      Layer(
        w: generator.normal(inputs, outputs, scale: 1 / Float(inputs).squareRoot()),
        b: jnp.zeros([outputs]))
    }
    let x = generator.normal(128, 64)
    let y = nn.oneHot(generator.integers(128, below: 10), 10)
    let step = jit { (layers: [Layer], x: Tensor, y: Tensor) in
      zip(layers, grad(loss)(layers, x, y)).map { layer, gradient in
        Layer(w: layer.w - 0.1 * gradient.w, b: layer.b - 0.1 * gradient.b)
      }
    }
    let hundredSteps = try secondsPerCall(calls: 1) {
      (0..<100).reduce(layers) { now, _ in step(now, x, y) }
    }
    report(names[0], "us", 1e4 * hundredSteps)

    let perExample = jit(
      vmap(
        grad { (layers: [Layer], x: Tensor, y: Tensor) in loss(layers, x[.newAxis], y[.newAxis]) },
        inAxes: [nil, 0, 0]))
    try report(names[1], "ms", 1e3 * secondsPerCall(calls: 5) { perExample(layers, x, y) })
  }
}
