// The one error type: what was asked, what was found, what was expected, and what to do.

/// An error of this package.
///
/// Its text has up to four parts: the operation and what was found, what was expected, the remedy, and the line of the
/// user's program that led there.
public struct JAXError: Error, Hashable {
  /// The kinds of errors.
  public enum Kind: String, Hashable, Sendable {
    /// Shapes that do not fit together, or sizes that are not allowed.
    case shape
    /// A dtype that an operation does not take, or dtypes without a common one.
    case dtype
    /// An axis that does not exist, or is named twice.
    case axis
    /// An index outside an array.
    case index
    /// A value of a parameter that is not allowed.
    case argument
    /// A traced value was read as if it were known.
    case concretization
    /// A tracer was used outside the function it belongs to.
    case leakedTracer
    /// Trees of different structures were given where equal ones are needed.
    case treeStructure
    /// A derivative that does not exist.
    case differentiation
    /// A jaxpr that breaks a rule of the language of jaxprs.
    case jaxpr
    /// No plugin, or one that cannot be used.
    case plugin
    /// The compiler refused a program.
    case compilation
    /// Running a program failed, memory running out included.
    case execution
    /// A result that is not a number, or infinite, where the program asked to be told.
    case notFinite
    /// A fault of this package.
    case `internal`
  }

  /// The kind of the error.
  public let kind: Kind
  /// The operation that found the error, under the name the user knows it by.
  public let operation: String
  /// What was found.
  public let found: String
  /// What was expected, if that can be said.
  public let expected: String?
  /// What to do about it, if that can be said.
  public let remedy: String?
  /// Where the operation was called in the user's program, if that is known.
  public internal(set) var location: SourceLocation?

  /// An error with the given parts.
  public init(
    _ kind: Kind, _ operation: String, found: String, expected: String? = nil, remedy: String? = nil
  ) {
    self.kind = kind
    self.operation = operation
    self.found = found
    self.expected = expected
    self.remedy = remedy
  }

  package static func `internal`(_ text: String) -> JAXError {
    JAXError(
      .internal, "swift-jax", found: text, remedy: "This is a fault of swift-jax: please report it."
    )
  }
}

extension JAXError: CustomStringConvertible {
  /// The whole text.
  public var description: String {
    var text = "\(operation): \(found)"
    if let expected { text += "\n  expected: \(expected)" }
    if let remedy { text += "\n  to do: \(remedy)" }
    if let location { text += "\n  at \(location)" }
    return text
  }
}

extension JAXError {
  /// A line of a source file.
  ///
  /// Nested, because `Testing` has a `SourceLocation` of its own.
  public struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    /// The file's path.
    public let file: String
    /// The line, from 1.
    public let line: Int

    /// The line of the file with the given path.
    public init(file: String, line: Int) {
      self.file = file
      self.line = line
    }

    /// The file and the line, as compilers print them.
    public var description: String { "\(file):\(line)" }
  }
}

extension [String] {
  /// The words as a sentence lists them, as in `"a, b and c"`.
  package var listed: String {
    count < 2 ? joined() : "\(dropLast().joined(separator: ", ")) and \(self[count - 1])"
  }
}
