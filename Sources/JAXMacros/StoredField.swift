// A stored property of a struct, as the macros see it, and what makes one unfit for a tree.

import SwiftDiagnostics
import SwiftSyntax
import SwiftSyntaxMacros

/// A stored property.
struct StoredField {
  /// The name as written, with backticks if it has them.
  let name: String
  let isStatic: Bool
  let isVariable: Bool
  let hasInitialValue: Bool

  /// Whether the property has the same value in every instance.
  var isConstant: Bool { !isVariable && hasInitialValue }

  /// The name without backticks.
  var plainName: String { name.filter { $0 != "`" } }

  /// A property that cannot be part of a tree; the diagnostics have been given.
  struct Invalid: Error {}

  /// The stored properties of a declaration: none if it is computed or belongs to the type.
  static func fields(
    of variable: VariableDeclSyntax, in context: some MacroExpansionContext
  ) -> Result<[StoredField], Invalid> {
    guard !variable.isTypeProperty else { return .success([]) }
    let stored = variable.bindings.filter { !$0.isComputed }
    guard !stored.isEmpty else { return .success([]) }
    var isValid = true
    func reject(_ diagnostic: Diagnostic) {
      context.diagnose(diagnostic)
      isValid = false
    }
    if let modifier = variable.modifiers.first(where: { $0.name.tokenKind == .keyword(.lazy) }) {
      reject(
        PyTreeDiagnostic.lazyField.at(
          modifier, fixIt: .removeLazy,
          changes: [
            .replace(oldNode: Syntax(variable), newNode: Syntax(variable.without(modifier)))
          ]))
    }
    if let modifier = variable.modifiers.first(where: {
      $0.name.tokenKind == .keyword(.weak) || $0.name.tokenKind == .keyword(.unowned)
    }) {
      reject(PyTreeDiagnostic.referenceField(modifier.name.text).at(modifier))
    }
    for attribute in variable.customAttributes where attribute.name != "Static" {
      reject(PyTreeDiagnostic.propertyWrapper(attribute.name).at(attribute.syntax))
    }
    let isStatic = variable.customAttributes.contains { $0.name == "Static" }
    let isVariable = variable.bindingSpecifier.tokenKind == .keyword(.var)
    var fields: [StoredField] = []
    for binding in stored {
      guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text else {
        reject(PyTreeDiagnostic.pattern.at(binding.pattern))
        continue
      }
      if !isVariable, !isStatic, binding.initializer != nil {
        let specifier = variable.bindingSpecifier
        reject(
          PyTreeDiagnostic.constantWithValue(name).at(
            specifier, fixIt: .makeVariable,
            changes: [
              .replace(
                oldNode: Syntax(specifier),
                newNode: Syntax(specifier.with(\.tokenKind, .keyword(.var))))
            ]))
      }
      fields.append(
        StoredField(
          name: name, isStatic: isStatic, isVariable: isVariable,
          hasInitialValue: binding.initializer != nil || binding.defaultsToNil(isVariable)))
    }
    return isValid ? .success(fields) : .failure(Invalid())
  }
}

extension PatternBindingSyntax {
  /// Whether the property is computed; observers do not make it so.
  var isComputed: Bool {
    switch accessorBlock?.accessors {
    case nil: return false
    case .getter: return true
    case .accessors(let accessors):
      return accessors.contains {
        ![.keyword(.willSet), .keyword(.didSet)].contains($0.accessorSpecifier.tokenKind)
      }
    }
  }

  /// Whether a variable without an initial value has the value nil.
  fileprivate func defaultsToNil(_ isVariable: Bool) -> Bool {
    isVariable && typeAnnotation?.type.is(OptionalTypeSyntax.self) == true
  }
}

extension VariableDeclSyntax {
  /// Whether the property belongs to the type, not to its instances.
  var isTypeProperty: Bool {
    modifiers.contains {
      $0.name.tokenKind == .keyword(.static) || $0.name.tokenKind == .keyword(.class)
    }
  }

  /// The attributes that may be macros or property wrappers, by their names: those that begin with a capital letter.
  var customAttributes: [(name: String, syntax: AttributeSyntax)] {
    attributes.compactMap { element in
      guard let attribute = element.as(AttributeSyntax.self) else { return nil }
      let name = attribute.attributeName.trimmedDescription.split(separator: ".").last.map(
        String.init)
      guard let name, name.first?.isUppercase == true else { return nil }
      return (name, attribute)
    }
  }

  func without(_ modifier: DeclModifierSyntax) -> VariableDeclSyntax {
    var result = self
    result.modifiers = modifiers.filter { $0 != modifier }
    result.leadingTrivia = leadingTrivia
    return result
  }
}
