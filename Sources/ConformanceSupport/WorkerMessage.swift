// What a worker process tells the one that started it: one line of JSON for each reading, and one after each case.

import Foundation

/// A line from a worker.
enum WorkerMessage: Codable {
  case passed(Reading)
  case failed(Reading, text: String)
  case unsupported(Reading, names: [String])
  /// All readings of the case are done.
  case finished

  /// The message of an outcome.
  init(_ outcome: ReadingOutcome) {
    switch outcome.outcome {
    case .passed: self = .passed(outcome.reading)
    case .failed(let text): self = .failed(outcome.reading, text: text)
    case .unsupported(let names): self = .unsupported(outcome.reading, names: names)
    }
  }

  /// The outcome of a reading of the given case; nil at the case's end.
  func outcome(of item: ConformanceCase) -> ReadingOutcome? {
    switch self {
    case .passed(let reading): item.outcome(reading, .passed)
    case .failed(let reading, let text): item.outcome(reading, .failed(text))
    case .unsupported(let reading, let names): item.outcome(reading, .unsupported(names))
    case .finished: nil
    }
  }
}

extension Reading: Codable {}
