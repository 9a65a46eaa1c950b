// The optimizer, written with nothing but trees: Adam. Source: Kingma and Ba, 2015, arXiv:1412.6980.

import JAX

/// What a training step changes: the network and the optimizer's moments.
@PyTree struct TrainState {
  var network: Network
  var mean: Network
  var variance: Network
  var steps: Tensor

  init(_ network: Network) {
    self.network = network
    mean = tree.map({ jnp.zerosLike($0) }, network)
    variance = mean
    steps = jnp.zeros([])
  }

  /// Moves the network against a gradient.
  mutating func descend(_ gradient: Network, rate: Double) {
    steps += 1
    mean = tree.map({ 0.9 * $0 + 0.1 * $1 }, mean, gradient)
    variance = tree.map({ 0.999 * $0 + 0.001 * $1 * $1 }, variance, gradient)
    let meanScale = 1 / (1 - 0.9 ** steps)
    let varianceScale = 1 / (1 - 0.999 ** steps)
    network = tree.map(
      { parameter, mean, variance in
        parameter - rate * (mean * meanScale) / (jnp.sqrt(variance * varianceScale) + 1e-8)
      }, network, mean, variance)
  }
}
