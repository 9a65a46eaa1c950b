// The training: one compiled step, called for every batch.

import Foundation
import JAX

/// What was measured after each epoch.
struct History {
  var trainLoss: [Double] = []
  var testLoss: [Double] = []
  var testAccuracy: [Double] = []
}

/// Trains a network, and asks it.
struct Trainer {
  private let options: Options
  private var state: TrainState
  private var key: Tensor

  init(_ options: Options) {
    self.options = options
    let keys = random.split(random.key(options.seed))
    state = TrainState(
      Network(inputs: Digits.pixelCount, hidden: 128, outputs: 10, key: keys[0]))
    key = keys[1]
  }

  /// Trains for all epochs.
  mutating func run(train: Digits, test: Digits) -> History {
    let rate = options.learningRate
    let step = jit { (state: inout TrainState, images: Tensor, labels: Tensor) -> Tensor in
      let (value, gradient) = valueAndGrad(loss)(state.network, images, labels)
      state.descend(gradient, rate: rate)
      return value
    }
    let measure = jit { (network: Network, images: Tensor, labels: Tensor) -> (Tensor, Tensor) in
      let isRight = network(images).argmax(axis: -1) .== labels
      return (loss(network, images, labels), isRight.mean())
    }

    let (testImages, testLabels) = test.tensors
    let batches = train.count / options.batch
    var history = History()
    var progress = ProgressBar(epochs: options.epochs, stepsPerEpoch: batches)
    for _ in 0..<options.epochs {
      let keys = random.split(key)
      key = keys[0]
      let order = random.permutation(keys[1], train.count).scalars(as: Int.self)
      var losses: [Tensor] = []
      for batch in 0..<batches {
        let (images, labels) = train[order[batch * options.batch..<(batch + 1) * options.batch]]
          .tensors
        losses.append(step(&state, images, labels))
      }
      let (testLoss, testAccuracy) = measure(state.network, testImages, testLabels)
      history.trainLoss.append(losses.map { Double($0) }.reduce(0, +) / Double(batches))
      history.testLoss.append(Double(testLoss))
      history.testAccuracy.append(Double(testAccuracy))
      progress.advance(history)
    }
    progress.finish()
    return history
  }

  /// The digits that the network sees.
  func predictions(for digits: Digits) -> [Int] {
    state.network(digits.tensors.images).argmax(axis: -1).scalars(as: Int.self)
  }

  /// Prints the images that pull hardest at the network: those with the longest gradients of their own loss.
  func showHardestExamples(of digits: Digits) {
    let gradientNorms = jit(
      vmap(
        { (network: Network, image: Tensor, label: Tensor) -> Tensor in
          let gradient = grad(loss)(network, image[.newAxis], label[.newAxis])
          return jnp.sqrt(tree.reduce({ $0 + ($1 * $1).sum() }, gradient, 0 as Tensor))
        }, inAxes: [nil, 0, 0]))
    let (images, labels) = digits.tensors
    let norms = gradientNorms(state.network, images, labels).scalars(as: Double.self)
    let order = norms.indices.sorted { norms[$0] > norms[$1] }
    let hardest = order.prefix(5)
    print("  gradient norms of the \(digits.count) training examples, jit(vmap(grad(loss))):")
    print(
      String(
        format: "  median %.1e, largest %.1e; the largest belong to", norms[order[order.count / 2]],
        norms[order[0]]))
    print("")
    for row in 0..<8 {
      print("  " + hardest.map { digits.drawing(of: $0, row: row) }.joined(separator: "    "))
    }
    print(
      "  "
        + hardest.map {
          "a \(digits.labels[$0])".padding(toLength: 16, withPad: " ", startingAt: 0)
        }
        .joined(separator: "    "))
    print("")
  }
}

extension Digits {
  /// The images, one a row, and the labels.
  var tensors: (images: Tensor, labels: Tensor) {
    (Tensor(pixels, shape: [count, Digits.pixelCount]), Tensor(labels.map(Int32.init)))
  }

  /// One row of an image in characters, two for each pixel.
  func drawing(of index: Int, row: Int) -> String {
    let shades = ["  ", "░░", "▒▒", "▓▓", "██"]
    return image(index).dropFirst(row * 8).prefix(8)
      .map { shades[Int($0 * Float(shades.count - 1) + 0.5)] }.joined()
  }
}
