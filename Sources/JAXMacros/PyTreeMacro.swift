// `@PyTree`: writes the conformance of a struct or an enum to `PyTree`, with direct access to its members.

import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxBuilder
import SwiftSyntaxMacros

/// Writes an extension that conforms a struct or an enum to `PyTree`.
public struct PyTreeMacro: ExtensionMacro {
  public static func expansion(
    of node: AttributeSyntax, attachedTo declaration: some DeclGroupSyntax,
    providingExtensionsOf type: some TypeSyntaxProtocol, conformingTo protocols: [TypeSyntax],
    in context: some MacroExpansionContext
  ) throws -> [ExtensionDeclSyntax] {
    guard !protocols.isEmpty else { return [] }
    let conformance: Conformance?
    if let type = declaration.as(StructDeclSyntax.self) {
      conformance = StructConformance(type, in: context).map(Conformance.init)
    } else if let type = declaration.as(EnumDeclSyntax.self) {
      conformance = EnumConformance(type, in: context).map(Conformance.init)
    } else {
      context.diagnose(
        PyTreeDiagnostic.unsupportedType(declaration.kindInWords).at(declaration.introducer))
      return []
    }
    guard let conformance else { return [] }
    let access = declaration.witnessAccess(in: context)
    // Mutating leaves in place needs leaves that are variables; else the protocol's own way, by rebuilding, is right.
    let mutation: DeclSyntax? = conformance.mutateLeaves.map { statements in
      let body = statements.isEmpty ? "{}" : "{\n\(statements)\n}"
      return """
        \(raw: access)mutating func mutateLeaves(_ body: (inout JAXCore.Tensor) throws -> Void) rethrows \(raw: body)
        """
    }
    let members: [DeclSyntax] = [
      """
      \(raw: access)func flatten(into flattener: inout JAXCore.TreeFlattener) {
      \(raw: conformance.flatten)
      }
      """,
      """
      \(raw: access)init(unflattening unflattener: inout JAXCore.TreeUnflattener) throws {
      \(raw: conformance.unflatten)
      }
      """,
    ]
    let body = (members + [mutation].compactMap { $0 }).map(\.description)
    let result: DeclSyntax = """
      extension \(type.trimmed): JAXCore.PyTree {
      \(raw: body.joined(separator: "\n\n"))
      }
      """
    return result.as(ExtensionDeclSyntax.self).map { [$0] } ?? []
  }
}

/// The bodies of the three requirements.
struct Conformance {
  let flatten: String
  let unflatten: String
  /// Nil where the protocol's default is to be used.
  let mutateLeaves: String?

  init(_ type: StructConformance) {
    flatten = type.flatten
    unflatten = type.unflatten
    mutateLeaves = type.mutateLeaves
  }

  init(_ type: EnumConformance) {
    flatten = type.flatten
    unflatten = type.unflatten
    mutateLeaves = type.mutateLeaves
  }
}

extension DeclGroupSyntax {
  /// The kind of type declared, with an article.
  var kindInWords: String {
    switch kind {
    case .classDecl: "a class"
    case .actorDecl: "an actor"
    case .protocolDecl: "a protocol"
    case .extensionDecl: "an extension"
    default: "this declaration"
    }
  }

  /// The access level that the members of the conformance need, as source text: that of the type, at most `public`.
  func witnessAccess(in context: some MacroExpansionContext) -> String {
    let own = modifiers.accessLevel
    // A member of `public extension` is public without saying so.
    let enclosing = context.lexicalContext.first?.as(ExtensionDeclSyntax.self)?.modifiers
      .accessLevel
    switch own ?? enclosing {
    case "public", "open": return "public "
    case "package": return "package "
    default: return ""
    }
  }
}

extension DeclModifierListSyntax {
  /// The access level among the modifiers, if there is one; that of a setter does not count.
  var accessLevel: String? {
    let levels: Set = ["open", "public", "package", "internal", "fileprivate", "private"]
    return first { levels.contains($0.name.text) && $0.detail == nil }?.name.text
  }
}
