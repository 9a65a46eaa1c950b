// The picture of the losses over the epochs, on a logarithmic scale.

import Foundation

/// The loss after each epoch, on the training and on the test images.
func lossCurve(_ history: History) -> SVG {
  let (width, height) = (720.0, 420.0)
  let (left, right, top, bottom) = (80.0, 24.0, 56.0, 64.0)
  var picture = SVG(width: width, height: height)
  let series = [
    (name: "training images", values: history.trainLoss, color: "#3465c8"),
    (name: "test images", values: history.testLoss, color: "#d9622b"),
  ]
  let values = series.flatMap(\.values).filter { $0 > 0 }
  let lowest = floor(log10(values.min() ?? 0.1))
  let highest = max(lowest + 1, ceil(log10(values.max() ?? 1)))
  let epochs = history.trainLoss.count

  func x(_ epoch: Int) -> Double {
    left + (width - left - right) * Double(epoch - 1) / Double(max(epochs - 1, 1))
  }
  func y(_ loss: Double) -> Double {
    let share = (log10(max(loss, pow(10, lowest))) - lowest) / (highest - lowest)
    return height - bottom - (height - top - bottom) * share
  }

  picture.text("Loss while training", x: width / 2, y: 30, size: 18, isBold: true)
  for power in Int(lowest)...Int(highest) {
    let level = pow(10, Double(power))
    picture.line([(left, y(level)), (width - right, y(level))], color: SVG.faint)
    picture.text(
      level >= 1 ? String(format: "%.0f", level) : String(format: "%.\(-power)f", level),
      x: left - 8, y: y(level) + 4, anchor: .end)
  }
  let tick = max(1, Int((Double(epochs) / 6 / 5).rounded(.up)) * 5)
  for epoch in [1] + Array(stride(from: tick, through: epochs, by: tick)) where epochs > 0 {
    picture.line(
      [(x(epoch), height - bottom), (x(epoch), height - bottom + 5)], color: SVG.ink)
    picture.text("\(epoch)", x: x(epoch), y: height - bottom + 20)
  }
  picture.line(
    [(left, top), (left, height - bottom), (width - right, height - bottom)], color: SVG.ink)
  picture.text("epoch", x: (left + width - right) / 2, y: height - 18)
  picture.text(
    "cross entropy", x: 22, y: (top + height - bottom) / 2, rotation: -90)

  for (index, line) in series.enumerated() {
    picture.line(
      line.values.enumerated().map { (x($0.offset + 1), y($0.element)) }, color: line.color,
      width: 2.2)
    let row = top + 16 + 20 * Double(index)
    picture.line(
      [(width - right - 170, row - 4), (width - right - 142, row - 4)], color: line.color, width: 3)
    picture.text(line.name, x: width - right - 132, y: row, anchor: .start)
  }
  return picture
}
