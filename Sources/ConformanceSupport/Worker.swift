// A worker process: reads lines with a case's number and readings from standard input, and writes messages to standard
// output.

import Foundation

/// Runs cases for another process.
package struct Worker {
  private let cases: [ConformanceCase]
  private let runner: CaseRunner

  package init(cases: [ConformanceCase], runner: CaseRunner) {
    self.cases = cases
    self.runner = runner
  }

  /// Runs cases until standard input ends.
  package func run() throws {
    let output = FileHandle.standardOutput
    let encoder = JSONEncoder()
    func send(_ message: WorkerMessage) throws {
      try output.write(contentsOf: try encoder.encode(message) + [0x0A])
    }
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      guard let index = words.first.flatMap({ Int($0) }), cases.indices.contains(index) else {
        throw CaseError("worker: '\(line)' begins with the number of no case.")
      }
      let readings = words.dropFirst().compactMap(Reading.init(rawValue:))
      try runner.run(cases[index], only: readings) { try send(WorkerMessage($0)) }
      try send(.finished)
    }
  }
}
