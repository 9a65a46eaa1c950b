// Running cases in other processes, so that a crash or an endless loop is the failure of one case and hides none.
//
// Each worker is served by one thread: it hands out a case, reads the worker's messages until the case is finished, and
// starts another worker when one dies.

import Foundation
import Synchronization

/// Worker processes that share a list of cases.
package struct WorkerPool: Sendable {
  private let arguments: [String]
  private let count: Int
  private let timeout: Double

  /// Workers started with the given arguments of this program.
  package init(arguments: [String], count: Int, timeout: Double) {
    self.arguments = arguments
    self.count = count
    self.timeout = timeout
  }

  private struct Results {
    var next = 0
    var failure: (any Error)?
    var outcomes: [Int: [ReadingOutcome]] = [:]

    mutating func takePlace(of count: Int) -> Int? {
      guard next < count, failure == nil else { return nil }
      next += 1
      return next - 1
    }
  }

  /// Runs the cases with the given numbers and reports each reading, in the order of the cases.
  package func run(
    _ selected: [Int], cases: [ConformanceCase], readings: [Reading]?,
    report: (ReadingOutcome) -> Void
  ) throws {
    let results = Mutex(Results())
    let done = DispatchSemaphore(value: 0)
    for _ in 0..<count {
      let thread = Thread {
        defer { done.signal() }
        var worker: WorkerProcess?
        while let place = results.withLock({ $0.takePlace(of: selected.count) }) {
          let index = selected[place]
          do {
            let outcomes = try serve(index, cases[index], readings, &worker)
            results.withLock { $0.outcomes[place] = outcomes }
          } catch {
            results.withLock { $0.failure = $0.failure ?? error }
          }
        }
        worker?.stop()
      }
      thread.start()
    }
    var finished = 0
    var reported = 0
    while finished < count {
      if done.wait(timeout: .now() + .milliseconds(100)) == .success { finished += 1 }
      while let outcomes = results.withLock({ $0.outcomes[reported] }) {
        outcomes.forEach(report)
        reported += 1
      }
    }
    while let outcomes = results.withLock({ $0.outcomes[reported] }) {
      outcomes.forEach(report)
      reported += 1
    }
    if let error = results.withLock({ $0.failure }) { throw error }
  }

  /// The outcomes of one case, from a worker that is started if there is none.
  private func serve(
    _ index: Int, _ item: ConformanceCase, _ readings: [Reading]?, _ worker: inout WorkerProcess?
  ) throws -> [ReadingOutcome] {
    var outcomes: [ReadingOutcome] = []
    var left = item.readings.filter { readings?.contains($0) ?? true }
    while !left.isEmpty {
      let process: WorkerProcess
      if let running = worker { process = running } else { process = try WorkerProcess(arguments) }
      worker = process
      let (messages, end) = process.run(index, left, timeout: timeout)
      outcomes += messages.compactMap { $0.outcome(of: item) }
      let seen = Set(outcomes.map(\.reading))
      left.removeAll { seen.contains($0) }
      guard let end else { return outcomes }
      // The first reading without an answer is the one that ended the worker; the next worker goes on after it.
      worker = nil
      if !left.isEmpty { outcomes.append(item.outcome(left.removeFirst(), .failed(end))) }
    }
    return outcomes
  }
}
