// What can be wrong with a type that is to be a tree: what was found, and what to do.

import SwiftDiagnostics
import SwiftSyntax

/// A misuse of `@PyTree` or `@Static`.
enum PyTreeDiagnostic: DiagnosticMessage {
  case unsupportedType(String)
  case enumWithoutCases
  case lazyField
  case referenceField(String)
  case propertyWrapper(String)
  case pattern
  case constantWithValue(String)
  case conditionalField
  case staticOnOther
  case staticOutsideTree

  var severity: DiagnosticSeverity { .error }

  var message: String {
    switch self {
    case .unsupportedType(let kind):
      "@PyTree is for structs and enums, not for \(kind): a tree is a value that can be taken apart and rebuilt"
    case .enumWithoutCases:
      "@PyTree needs an enum with cases"
    case .lazyField:
      "a lazy property cannot be part of a tree: make it a stored property, or compute it each time"
    case .referenceField(let word):
      "\(word == "weak" ? "a weak" : "an unowned") property cannot be part of a tree: trees hold values"
    case .propertyWrapper(let name):
      "@\(name) cannot be combined with @PyTree, which sees only the declared property: store the value without it"
    case .pattern:
      "a property of a tree needs a name of its own: declare each one by itself"
    case .constantWithValue(let name):
      "'\(name)' has the same value in every instance, so it is no part of the tree: make it 'var', or '@Static let' "
        + "or 'static let' if it never changes"
    case .conditionalField:
      "@PyTree cannot see which stored properties '#if' leaves: declare them outside of it"
    case .staticOnOther:
      "@Static is for stored properties: it makes one part of the structure of a tree"
    case .staticOutsideTree:
      "@Static has a meaning only in a type with @PyTree"
    }
  }

  var diagnosticID: MessageID {
    let name = String(describing: self).prefix { $0 != "(" }
    return MessageID(domain: "JAXMacros", id: String(name))
  }

  func at(_ node: some SyntaxProtocol) -> Diagnostic { Diagnostic(node: node, message: self) }

  func at(_ node: some SyntaxProtocol, fixIt: PyTreeFixIt, changes: [FixIt.Change]) -> Diagnostic {
    Diagnostic(node: node, message: self, fixIt: FixIt(message: fixIt, changes: changes))
  }
}

/// A change that mends a misuse.
enum PyTreeFixIt: String, FixItMessage {
  case removeLazy = "remove 'lazy'"
  case makeVariable = "replace 'let' with 'var'"

  var message: String { rawValue }

  var fixItID: MessageID { MessageID(domain: "JAXMacros", id: "\(self)") }
}
