// The sets of dtypes that operations take.

/// A set of dtypes that an operation takes, with the words for it in errors.
public struct DTypeSet: Sendable {
  /// The words, as in "floating".
  public let name: String
  /// Whether a dtype is in the set.
  public let contains: @Sendable (DType) -> Bool

  /// The dtypes that a function tells, under the words that errors have for them.
  public init(name: String, contains: @escaping @Sendable (DType) -> Bool) {
    self.name = name
    self.contains = contains
  }

  /// Every dtype.
  public static let any = DTypeSet(name: "any", contains: { _ in true })
  /// Booleans and numbers.
  public static let anyButKeys = DTypeSet(
    name: "boolean, integer, floating or complex", contains: { !$0.isKey })
  /// Real floating types.
  public static let floating = DTypeSet(name: "floating", contains: { $0.isFloating })
  /// Floating and complex types.
  public static let inexact = DTypeSet(name: "floating or complex", contains: { $0.isInexact })
  /// Complex types.
  public static let complex = DTypeSet(name: "complex", contains: { $0.isComplex })
  /// Integers.
  public static let integer = DTypeSet(name: "integer", contains: { $0.isInteger })
  /// Integers and booleans.
  public static let integerOrBool = DTypeSet(
    name: "integer or boolean", contains: { $0.isInteger || $0.isBool })
  /// Integers, floating and complex types.
  public static let numeric = DTypeSet(
    name: "integer, floating or complex", contains: { $0.isNumeric })
  /// Integers and floating types.
  public static let real = DTypeSet(
    name: "integer or floating", contains: { $0.isInteger || $0.isFloating })
  /// Booleans, integers and floating types.
  public static let ordered = DTypeSet(
    name: "boolean, integer or floating", contains: { $0.isBool || $0.isInteger || $0.isFloating })

  /// Checks the dtype of an operand.
  ///
  /// - Throws: ``JAXError`` of kind `dtype`, if it is not in the set.
  public func check(
    _ dtype: DType, _ operation: @autoclosure () -> String, operand: Int? = nil
  ) throws {
    guard !contains(dtype) else { return }
    let place = operand.map { "operand \($0) has" } ?? "the operand has"
    throw JAXError(
      .dtype, operation(), found: "\(place) dtype \(dtype).", expected: "a dtype that is \(name)",
      remedy: dtype.isKey
        ? "use random.keyData for the numbers of a key."
        : "convert it first, as with lax.convertElementType.")
  }
}
