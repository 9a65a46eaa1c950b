// Comparing what a macro writes, and what it complains of, with golden text, in Swift Testing.

import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacroExpansion
import SwiftSyntaxMacros
import SwiftSyntaxMacrosGenericTestSupport
import Testing

@testable import JAXMacros

private let macros: [String: MacroSpec] = [
  "PyTree": MacroSpec(type: PyTreeMacro.self, conformances: ["PyTree"]),
  "Static": MacroSpec(type: StaticMacro.self),
]

/// Expects the macros in a source text to expand to another, with the given diagnostics.
func expectExpansion(
  of source: String, _ expanded: String, diagnostics: [DiagnosticSpec] = [],
  fixed: String? = nil, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  assertMacroExpansion(
    source, expandedSource: expanded, diagnostics: diagnostics, macroSpecs: macros,
    fixedSource: fixed, indentationWidth: .spaces(2)
  ) { failure in
    Issue.record(Comment(rawValue: failure.message), sourceLocation: sourceLocation)
  }
}

/// Expects one diagnostic and no expansion: the source without the attributes remains.
func expectMisuse(
  of source: String, _ message: String, line: Int, column: Int, fixIts: [String] = [],
  fixed: String? = nil, sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
  let remaining = ["@PyTree ", "@Static "].reduce(source) { text, attribute in
    text.split(separator: attribute, omittingEmptySubsequences: false).joined()
  }
  expectExpansion(
    of: source, remaining,
    diagnostics: [
      DiagnosticSpec(
        message: message, line: line, column: column,
        fixIts: fixIts.map { FixItSpec(message: $0) })
    ], fixed: fixed, sourceLocation: sourceLocation)
}
