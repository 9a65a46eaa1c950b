// The conformance runner: replays JAX's own programs and compares the results.

import ArgumentParser
import ConformanceSupport
import Foundation
import JAXCore
import JAXLax
import JAXTransforms

@main
struct ConformanceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance",
    abstract: "Replays the jaxprs of a directory of cases and compares every reading with JAX's.",
    discussion: """
      Prints a table of passed readings by group, then each failure with its first difference. Cases run in worker \
      processes, so a crash is the failure of one case. The exit status is 1 if a reading failed.
      """)

  @Argument(help: "The directory with cases.jsonl and arrays.npz.", completion: .directory)
  var directory: String

  @Option(help: "Only the cases of this group.")
  var group: String?

  @Option(name: .customLong("case"), help: "Only the cases whose name contains this text.")
  var caseName: String?

  @Option(help: "Only this reading: eval, jit, jvp, vjp, vmap or vmap_first.")
  var reading: Reading?

  @Flag(help: "Print every reading as it is done.")
  var verbose = false

  @Flag(name: .customLong("print"), help: "Compare the printed jaxprs with JAX's instead.")
  var comparesPrinting = false

  @Option(help: "Write the summary to this file, as JSON.")
  var json: String?

  @Option(help: "Worker processes; 0 runs all cases in this one.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "Seconds the readings of one case may take.")
  var timeout = 300.0

  @Flag(name: .customLong("worker"), help: .hidden)
  var isWorker = false

  func validate() throws {
    guard jobs >= 0 else { throw ValidationError("--jobs must not be negative.") }
    guard timeout > 0 else { throw ValidationError("--timeout must be positive.") }
  }

  func run() throws {
    let cases = try CaseDirectory(path: directory).cases
    let runner = CaseRunner(type: Catalog.type(named:))
    if isWorker {
      try Worker(cases: cases, runner: runner).run()
      return
    }
    let selected = cases.indices.filter { index in
      (group.map { cases[index].group == $0 } ?? true)
        && (caseName.map { cases[index].name.contains($0) } ?? true)
        && (reading.map { cases[index].readings.contains($0) } ?? true)
    }
    guard !selected.isEmpty else { throw ValidationError("no case matches.") }
    if comparesPrinting {
      try comparePrinting(selected.map { cases[$0] }, runner)
    } else {
      try compareReadings(selected, cases, runner)
    }
  }

  private func compareReadings(
    _ selected: [Int], _ cases: [ConformanceCase], _ runner: CaseRunner
  ) throws {
    let readings = reading.map { [$0] }
    var outcomes: [ReadingOutcome] = []
    func report(_ outcome: ReadingOutcome) {
      outcomes.append(outcome)
      if verbose { print(ConformanceCommand.line(outcome)) }
    }
    if jobs == 0 {
      for index in selected { try runner.run(cases[index], only: readings, report: report) }
    } else {
      let pool = WorkerPool(
        arguments: [directory, "--worker"], count: min(jobs, selected.count), timeout: timeout)
      try pool.run(selected, cases: cases, readings: readings, report: report)
    }
    let summary = Summary(outcomes)
    print(summary.table)
    if !summary.unknownPrimitives.isEmpty {
      let names = summary.unknownPrimitives.map { "\($0.name) (\($0.cases))" }
      print("\nunknown primitives (cases): " + names.joined(separator: ", "))
    }
    if !summary.failures.isEmpty { print("") }
    for failure in summary.failures { print(ConformanceCommand.line(failure.reading)) }
    if let json { try summary.json().write(to: URL(fileURLWithPath: json)) }
    print("\n" + summary.lastLine)
    if !summary.failures.isEmpty { throw ExitCode(1) }
  }

  private static func line(_ outcome: ReadingOutcome) -> String {
    let name = "\(outcome.caseName) · \(outcome.reading.rawValue)"
    switch outcome.outcome {
    case .passed: return "passed \(name)"
    case .failed(let text): return "FAILED \(name): \(text)"
    case .unsupported(let names):
      return "unsupported \(name): no primitive \(names.joined(separator: ", "))"
    }
  }

  private func comparePrinting(_ cases: [ConformanceCase], _ runner: CaseRunner) throws {
    var equal = 0
    var different = 0
    for item in cases {
      let texts: (ours: String, jax: String)
      do {
        guard let both = try runner.printing(item) else { continue }
        texts = both
      } catch {
        different += 1
        print("FAILED \(item.name): \(error)")
        continue
      }
      if texts.ours == texts.jax {
        equal += 1
        continue
      }
      different += 1
      print("DIFFERENT \(item.name)")
      if verbose {
        print("JAX:\n\(texts.jax)\nours:\n\(texts.ours)")
      } else {
        let lines = zip(
          texts.jax.split(separator: "\n", omittingEmptySubsequences: false),
          texts.ours.split(separator: "\n", omittingEmptySubsequences: false))
        if let (jax, ours) = lines.first(where: { $0 != $1 }) {
          print("  JAX:  \(jax)\n  ours: \(ours)")
        }
      }
    }
    print(
      "printing: \(equal) equal, \(different) different, "
        + "\(cases.count - equal - different) not comparable, of \(cases.count) cases")
    if different > 0 { throw ExitCode(1) }
  }
}

extension Reading: ExpressibleByArgument {}
