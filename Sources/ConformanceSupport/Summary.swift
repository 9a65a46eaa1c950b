// The outcome of a run: the table, the failures, and the last line.

import Foundation

/// The outcomes of a run.
package struct Summary: Sendable {
  private let outcomes: [ReadingOutcome]

  package init(_ outcomes: [ReadingOutcome]) { self.outcomes = outcomes }

  package var passed: Int { outcomes.filter { $0.outcome == .passed }.count }
  package var failures: [(reading: ReadingOutcome, text: String)] {
    outcomes.compactMap { item in
      if case .failed(let text) = item.outcome { (item, text) } else { nil }
    }
  }
  package var unsupported: Int { outcomes.count - passed - failures.count }

  /// How many cases need each primitive that does not exist here.
  package var unknownPrimitives: [(name: String, cases: Int)] {
    var counts: [String: Int] = [:]
    for item in outcomes where item.reading == .eval {
      if case .unsupported(let names) = item.outcome {
        for name in names { counts[name, default: 0] += 1 }
      }
    }
    return counts.map { (name: $0.key, cases: $0.value) }
      .sorted { ($1.cases, $0.name) < ($0.cases, $1.name) }
  }

  /// The last line of a run.
  package var lastLine: String {
    "conformance: \(passed) passed, \(failures.count) failed, \(unsupported) unsupported, "
      + "of \(outcomes.count) readings"
  }

  /// One line for each group: what passed of what there is, by reading.
  package var table: String {
    let groups = Dictionary(grouping: outcomes, by: \.group)
    var rows = [["group"] + Reading.allCases.map(\.rawValue) + [""]]
    for (group, items) in groups.sorted(by: { $0.key < $1.key }) {
      let cells = Reading.allCases.map { reading -> String in
        let column = items.filter { $0.reading == reading }
        guard !column.isEmpty else { return "-" }
        return "\(column.filter { $0.outcome == .passed }.count)/\(column.count)"
      }
      let part = Summary(items)
      var notes: [String] = []
      if !part.failures.isEmpty { notes.append("\(part.failures.count) FAILED") }
      if part.unsupported > 0 { notes.append("\(part.unsupported) unsupported") }
      rows.append([group] + cells + [notes.joined(separator: ", ")])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 ? cell.0 + space : column == row.count - 1 ? cell.0 : space + cell.0
      }
      return cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces)
    }.joined(separator: "\n")
  }

  /// The summary as a JSON document.
  package func json() throws -> Data {
    let document = Document(
      passed: passed, failed: failures.count, unsupported: unsupported, readings: outcomes.count,
      groups: Dictionary(grouping: outcomes, by: \.group).mapValues { items in
        Dictionary(grouping: items, by: \.reading.rawValue).mapValues { column in
          let part = Summary(column)
          return Document.Counts(
            passed: part.passed, failed: part.failures.count, unsupported: part.unsupported)
        }
      },
      failures: failures.map {
        Document.Failure(
          name: $0.reading.caseName, reading: $0.reading.reading.rawValue, difference: $0.text)
      },
      unknownPrimitives: Dictionary(
        uniqueKeysWithValues: unknownPrimitives.map { ($0.name, $0.cases) }))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(document)
  }

  private struct Document: Encodable {
    struct Counts: Encodable {
      let passed: Int
      let failed: Int
      let unsupported: Int
    }
    struct Failure: Encodable {
      let name: String
      let reading: String
      let difference: String
    }
    let passed: Int
    let failed: Int
    let unsupported: Int
    let readings: Int
    let groups: [String: [String: Counts]]
    let failures: [Failure]
    let unknownPrimitives: [String: Int]
  }
}
