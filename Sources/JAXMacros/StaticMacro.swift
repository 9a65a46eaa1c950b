// `@Static`: marks a field of a `@PyTree` struct as part of the structure. It writes nothing; it only checks its place.

import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// Checks that `@Static` stands before a stored property of a `@PyTree` type.
public struct StaticMacro: PeerMacro {
  public static func expansion(
    of node: AttributeSyntax, providingPeersOf declaration: some DeclSyntaxProtocol,
    in context: some MacroExpansionContext
  ) throws -> [DeclSyntax] {
    guard let variable = declaration.as(VariableDeclSyntax.self), !variable.isTypeProperty,
      variable.bindings.contains(where: { !$0.isComputed })
    else {
      context.diagnose(PyTreeDiagnostic.staticOnOther.at(node))
      return []
    }
    guard let type = context.lexicalContext.first?.asProtocol((any WithAttributesSyntax).self),
      type.attributes.contains(where: \.isPyTree)
    else {
      context.diagnose(PyTreeDiagnostic.staticOutsideTree.at(node))
      return []
    }
    return []
  }
}

extension AttributeListSyntax.Element {
  fileprivate var isPyTree: Bool {
    let name = self.as(AttributeSyntax.self)?.attributeName.trimmedDescription
    return name?.split(separator: ".").last == "PyTree"
  }
}
