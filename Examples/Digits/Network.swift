// The network: two hidden layers, as a tree of tensors, and its loss.

import JAX

/// One layer: x ↦ x·w + b.
@PyTree struct Layer {
  var w: Tensor
  var b: Tensor

  init(from inputs: Int, to outputs: Int, key: Tensor) {
    w = random.normal(key, [inputs, outputs]) * (2 / Double(inputs)).squareRoot()
    b = jnp.zeros([outputs])
  }

  func callAsFunction(_ x: Tensor) -> Tensor { jnp.matmul(x, w) + b }
}

/// A classifier with two hidden layers.
@PyTree struct Network {
  var hidden: [Layer]
  var output: Layer

  init(inputs: Int, hidden width: Int, outputs: Int, key: Tensor) {
    let keys = random.split(key, 3)
    hidden = [
      Layer(from: inputs, to: width, key: keys[0]), Layer(from: width, to: width, key: keys[1]),
    ]
    output = Layer(from: width, to: outputs, key: keys[2])
  }

  /// The logits of the classes, for one image or a batch.
  func callAsFunction(_ images: Tensor) -> Tensor {
    output(hidden.reduce(images) { x, layer in nn.relu(layer(x)) })
  }
}

/// The cross entropy between the network's answer and the true classes, averaged over the images.
func loss(_ network: Network, _ images: Tensor, _ labels: Tensor) -> Tensor {
  let logProbabilities = nn.logSoftmax(network(images))
  return -(logProbabilities * nn.oneHot(labels, 10)).sum(axis: -1).mean()
}
