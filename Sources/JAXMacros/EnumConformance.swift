// The conformance of an enum: which case it is belongs to the structure, the associated values are the fields.

import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// The cases of an enum, and the code that flattens and rebuilds it.
struct EnumConformance {
  private struct Case {
    let name: String
    /// The labels of the associated values; nil for a value without one.
    let labels: [String?]

    /// The names that the associated values are bound to.
    var variables: [String] { labels.indices.map { "value\($0)" } }

    func pattern(_ keyword: String) -> String {
      labels.isEmpty
        ? ".\(name)"
        : ".\(name)(" + variables.map { "\(keyword) \($0)" }.joined(separator: ", ") + ")"
    }

    /// The case with the given associated values.
    func construction(_ values: [String]) -> String {
      guard !values.isEmpty else { return ".\(name)" }
      let arguments = zip(labels, values).map { label, value in
        label.map { "\($0): \(value)" } ?? value
      }
      return ".\(name)(" + arguments.joined(separator: ", ") + ")"
    }
  }

  private let cases: [Case]

  /// Nil if the enum cannot be a tree; then there are diagnostics.
  init?(_ type: EnumDeclSyntax, in context: some MacroExpansionContext) {
    var cases: [Case] = []
    for member in type.memberBlock.members {
      guard let declaration = member.decl.as(EnumCaseDeclSyntax.self) else { continue }
      for element in declaration.elements {
        let labels = element.parameterClause?.parameters.map { parameter -> String? in
          guard let name = parameter.firstName, name.tokenKind != .wildcard else { return nil }
          return name.text
        }
        cases.append(Case(name: element.name.text, labels: labels ?? []))
      }
    }
    guard !cases.isEmpty else {
      context.diagnose(PyTreeDiagnostic.enumWithoutCases.at(type.name))
      return nil
    }
    self.cases = cases
  }

  var flatten: String {
    let branches = cases.enumerated().map { tag, element in
      let plain = element.name.filter { $0 != "`" }
      let begin =
        "flattener.node(Self.self, case: \"\(plain)\", tag: \(tag), count: \(element.labels.count))"
      let fields = zip(element.labels.enumerated(), element.variables).map { label, variable in
        let name = label.element?.filter { $0 != "`" } ?? "\(label.offset)"
        return "flattener.field(\"\(name)\", \(variable))"
      }
      return "  case \(element.pattern("let")):\n"
        + ([begin] + fields).map { "    \($0)" }.joined(separator: "\n")
    }
    return "  switch self {\n" + branches.joined(separator: "\n") + "\n  }"
  }

  var unflatten: String {
    let branches = cases.enumerated().map { tag, element in
      let values = element.labels.map { _ in "try unflattener.field()" }
      return "  case \(tag):\n    self = \(element.construction(values))"
    }
    return "  switch try unflattener.node(Self.self) {\n" + branches.joined(separator: "\n")
      + "\n  default:\n    throw unflattener.unknownCase(of: Self.self)\n  }"
  }

  var mutateLeaves: String? {
    let branches = cases.map { element in
      guard !element.labels.isEmpty else {
        return "  case .\(element.name):\n    self = .\(element.name)"
      }
      let mutations = element.variables.map { "    try \($0).mutateLeaves(body)" }
      return "  case \(element.pattern("var")):\n"
        + "    defer { self = \(element.construction(element.variables)) }\n"
        + mutations.joined(separator: "\n")
    }
    // `consume` moves the associated values out, so that nothing else refers to them while they are changed.
    return "  switch consume self {\n" + branches.joined(separator: "\n") + "\n  }"
  }
}
