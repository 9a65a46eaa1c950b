// What can be set on the command line.

import Foundation

/// The settings of a run.
struct Options {
  var epochs = 60
  var batch = 32
  var learningRate = 1e-3
  var seed = 0
  var output = "digits-output"

  /// The settings in the given arguments; ends the program with a message if one is not understood.
  init(_ arguments: some Sequence<String>) {
    var arguments = arguments.makeIterator()
    while let name = arguments.next() {
      let value = arguments.next()
      switch (name, value.flatMap(Int.init), value.flatMap(Double.init), value) {
      case ("--epochs", let number?, _, _) where number > 0: epochs = number
      case ("--batch", let number?, _, _) where number > 0: batch = number
      case ("--learning-rate", _, let number?, _) where number > 0: learningRate = number
      case ("--seed", let number?, _, _): seed = number
      case ("--output", _, _, let path?): output = path
      default:
        let usage =
          "usage: demo [--epochs N] [--batch N] [--learning-rate R] [--seed N] [--output FOLDER]\n"
        FileHandle.standardError.write(Data("demo: \(name) \(value ?? "")?\n\(usage)".utf8))
        exit(2)
      }
    }
  }
}
