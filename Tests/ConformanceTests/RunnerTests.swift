// The runner passes what is right, fails what is wrong, and says what does not exist.

import ConformanceSupport
import JAXCore
import JAXLax
import JAXTransforms
import StableHLO
import Testing

@Suite struct RunnerTests {
  private func outcomes(_ item: ConformanceCase, _ runner: CaseRunner) throws -> [ReadingOutcome] {
    var outcomes: [ReadingOutcome] = []
    try runner.run(item) { outcomes.append($0) }
    return outcomes
  }

  @Test func everyReadingOfTheKeptCasesPasses() throws {
    let runner = CaseRunner(type: Catalog.type(named:))
    let all = try goldenCases("readings").flatMap { try outcomes($0, runner) }
    #expect(Set(all.map(\.reading)).isSuperset(of: [.eval, .jit, .jvp, .vjp, .vmap]))
    for item in all { #expect(item.outcome == .passed, "\(item.caseName) \(item.reading)") }
    // JAX has no reverse mode through `while`; there differences tell.
    #expect(all.contains { $0.caseName == "while_power" && $0.reading == .vjp })
    #expect(
      Summary(all).lastLine
        == "conformance: \(all.count) passed, 0 failed, 0 unsupported, of \(all.count) readings")
  }

  @Test func unknownPrimitivesAreUnsupported() throws {
    let runner = CaseRunner { $0 == "sin" ? nil : Catalog.type(named: $0) }
    let item = try #require(try goldenCases("readings").first { $0.group == "sin" })
    let all = try outcomes(item, runner)
    for item in all { #expect(item.outcome == .unsupported(["sin"])) }
    let summary = Summary(all)
    #expect(summary.passed == 0 && summary.failures.isEmpty && summary.unsupported == all.count)
    #expect(summary.unknownPrimitives.map(\.name) == ["sin"])
  }

  @Test func wrongResultsFailWithTheFirstDifference() throws {
    let runner = CaseRunner { Catalog.type(named: $0 == "sin" ? "cos" : $0) }
    let item = try #require(try goldenCases("readings").first { $0.group == "sin" })
    let all = try outcomes(item, runner)
    let summary = Summary(all)
    #expect(summary.failures.count == all.count)
    for failure in summary.failures { #expect(failure.text.contains("where JAX has")) }
    #expect(summary.table.contains("\(all.count) FAILED"))
  }
}
