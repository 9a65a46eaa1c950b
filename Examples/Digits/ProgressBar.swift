// How far the training is: a line that redraws itself on a terminal, one line every few epochs elsewhere.

import Foundation

/// The progress of the training.
struct ProgressBar {
  private let epochs: Int
  private let stepsPerEpoch: Int
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var done = 0

  init(epochs: Int, stepsPerEpoch: Int) {
    self.epochs = epochs
    self.stepsPerEpoch = stepsPerEpoch
    start = clock.now
  }

  private var seconds: Double { (clock.now - start) / .seconds(1) }

  /// Shows one more epoch.
  mutating func advance(_ history: History) {
    done += 1
    guard isTerminal || done == 1 || done == epochs || done.isMultiple(of: max(1, epochs / 6)),
      let loss = history.trainLoss.last, let accuracy = history.testAccuracy.last
    else { return }
    let rate = Double(done * stepsPerEpoch) / seconds
    let remaining = seconds / Double(done) * Double(epochs - done)
    let width = 24
    let filled = done * width / epochs
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let line =
      "  epoch \(done)/\(epochs)  \(bar)  "
      + String(
        format: "loss %.4f  test accuracy %.4f  %.0f steps/s  %.0f s left", loss, accuracy, rate,
        remaining)
    print(isTerminal ? "\r\(line)\u{1B}[K" : line, terminator: isTerminal ? "" : "\n")
    fflush(nil)
  }

  /// Ends the line.
  func finish() {
    if isTerminal { print("") }
    print(
      String(
        format: "  trained in %.1f s: %d steps, compilation included", seconds,
        done * stepsPerEpoch))
  }
}
