// A worker process: reads case numbers from standard input, a line each, and writes messages to standard output.

import Foundation

/// Runs cases for another process.
package struct Worker {
  private let cases: [ConformanceCase]
  private let runner: CaseRunner
  private let readings: [Reading]?

  package init(cases: [ConformanceCase], runner: CaseRunner, readings: [Reading]?) {
    self.cases = cases
    self.runner = runner
    self.readings = readings
  }

  /// Runs cases until standard input ends.
  package func run() throws {
    let output = FileHandle.standardOutput
    let encoder = JSONEncoder()
    func send(_ message: WorkerMessage) throws {
      try output.write(contentsOf: try encoder.encode(message) + [0x0A])
    }
    while let line = readLine() {
      guard let index = Int(line), cases.indices.contains(index) else {
        throw CaseError("worker: '\(line)' is the number of no case.")
      }
      try runner.run(cases[index], only: readings) { try send(WorkerMessage($0)) }
      try send(.finished)
    }
  }
}
