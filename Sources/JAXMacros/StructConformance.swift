// The conformance of a struct: its stored properties, one after the other.

import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// The fields of a struct, and the code that flattens and rebuilds it.
struct StructConformance {
  private let fields: [StoredField]
  private let usesMemberwiseInitializer: Bool

  /// Nil if the struct cannot be a tree; then there are diagnostics.
  init?(_ type: StructDeclSyntax, in context: some MacroExpansionContext) {
    var fields: [StoredField] = []
    var isValid = true
    for member in type.memberBlock.members {
      if let conditional = member.decl.as(IfConfigDeclSyntax.self), conditional.hasStoredProperties
      {
        context.diagnose(PyTreeDiagnostic.conditionalField.at(conditional.clauses))
        isValid = false
      }
      guard let variable = member.decl.as(VariableDeclSyntax.self) else { continue }
      switch StoredField.fields(of: variable, in: context) {
      case .success(let found): fields += found
      case .failure: isValid = false
      }
    }
    guard isValid else { return nil }
    self.fields = fields.filter { !$0.isConstant }
    // Only the memberwise initializer leaves the initial values of properties unevaluated; it exists if no other is
    // declared.
    let declaresInitializer = type.memberBlock.members.contains {
      $0.decl.is(InitializerDeclSyntax.self)
    }
    usesMemberwiseInitializer =
      !declaresInitializer && self.fields.contains(where: \.hasInitialValue)
  }

  var flatten: String {
    let fields = fields.map { field in
      "  flattener.field(\"\(field.plainName)\", \(field.isStatic ? "static: " : "")self.\(field.name))"
    }
    return (["  flattener.node(Self.self, count: \(fields.count))"] + fields)
      .joined(separator: "\n")
  }

  var unflatten: String {
    let begin = "  try unflattener.node(Self.self)"
    func value(_ field: StoredField) -> String {
      "try unflattener.\(field.isStatic ? "static" : "field")()"
    }
    if usesMemberwiseInitializer {
      let arguments = fields.map { "    \($0.name): \(value($0))" }
      return begin + "\n  self.init(\n" + arguments.joined(separator: ",\n") + "\n  )"
    }
    return ([begin] + fields.map { "  self.\($0.name) = \(value($0))" }).joined(separator: "\n")
  }

  var mutateLeaves: String? {
    let leaves = fields.filter { !$0.isStatic }
    guard leaves.allSatisfy(\.isVariable) else { return nil }
    return leaves.map { "  try self.\($0.name).mutateLeaves(body)" }.joined(separator: "\n")
  }
}

extension IfConfigDeclSyntax {
  fileprivate var hasStoredProperties: Bool {
    clauses.contains { clause in
      guard case .decls(let members) = clause.elements else { return false }
      return members.contains { member in
        guard let variable = member.decl.as(VariableDeclSyntax.self) else { return false }
        return variable.bindings.contains { !$0.isComputed } && !variable.isTypeProperty
      }
    }
  }
}
