// What came of one reading of one case.

/// What came of one reading.
package enum Outcome: Hashable, Sendable {
  case passed
  /// The first difference, or the error.
  case failed(String)
  /// The primitives of the case that do not exist here.
  case unsupported([String])
}

/// One reading of one case, and what came of it.
package struct ReadingOutcome: Hashable, Sendable {
  package let caseName: String
  package let group: String
  package let reading: Reading
  package let outcome: Outcome

  package init(caseName: String, group: String, reading: Reading, outcome: Outcome) {
    self.caseName = caseName
    self.group = group
    self.reading = reading
    self.outcome = outcome
  }
}
