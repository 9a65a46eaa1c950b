// The sets of dtypes that operations take.

/// A set of dtypes that an operation takes, with the words for it in errors.
struct DTypeSet: Sendable {
  /// The words, as in "floating".
  let name: String
  /// Whether a dtype is in the set.
  let contains: @Sendable (DType) -> Bool

  /// Every dtype.
  static let any = DTypeSet(name: "any", contains: { _ in true })
  /// Booleans and numbers.
  static let anyButKeys = DTypeSet(
    name: "boolean, integer, floating or complex", contains: { !$0.isKey })
  /// Real floating types.
  static let floating = DTypeSet(name: "floating", contains: \.isFloating)
  /// Floating and complex types.
  static let inexact = DTypeSet(name: "floating or complex", contains: \.isInexact)
  /// Complex types.
  static let complex = DTypeSet(name: "complex", contains: \.isComplex)
  /// Integers.
  static let integer = DTypeSet(name: "integer", contains: \.isInteger)
  /// Integers and booleans.
  static let integerOrBool = DTypeSet(
    name: "integer or boolean", contains: { $0.isInteger || $0.isBool })
  /// Integers, floating and complex types.
  static let numeric = DTypeSet(name: "integer, floating or complex", contains: \.isNumeric)
  /// Integers and floating types.
  static let real = DTypeSet(
    name: "integer or floating", contains: { $0.isInteger || $0.isFloating })
  /// Booleans, integers and floating types.
  static let ordered = DTypeSet(
    name: "boolean, integer or floating", contains: { $0.isBool || $0.isInteger || $0.isFloating })

  /// Checks the dtype of an operand.
  func check(_ dtype: DType, _ operation: String, operand: Int? = nil) throws {
    guard !contains(dtype) else { return }
    let place = operand.map { "operand \($0) has" } ?? "the operand has"
    throw JAXError(
      .dtype, operation, found: "\(place) dtype \(dtype).", expected: "a dtype that is \(name)",
      remedy: dtype.isKey
        ? "use random.keyData for the numbers of a key."
        : "convert it first, as with lax.convertElementType.")
  }
}
