// What operations do besides computing their results, as writing a line or changing memory.
//
// An operation with an effect stays in its program even if nothing uses its results. Operations with the same ordered effect
// happen in the order of the program: a token goes from one to the next. Source: jax/_src/effects.py.

/// Something that an operation does besides computing its results.
///
///     struct Note: Primitive {
///       var effects: Set<Effect> { [Effect("note", isOrdered: true)] }
///       …
///     }
///
/// - Source: `jax._src.effects.Effect`.
public struct Effect: Hashable, Sendable, CustomStringConvertible {
  /// What is done.
  public let name: String
  /// Whether operations with the effect happen in the order of the program.
  public let isOrdered: Bool

  /// The effect with the given name.
  public init(_ name: String, isOrdered: Bool) {
    self.name = name
    self.isOrdered = isOrdered
  }

  /// The name.
  public var description: String { name }
}

extension Set<Effect> {
  /// The ordered effects, always in the same order.
  package var ordered: [Effect] { filter(\.isOrdered).sorted { $0.name < $1.name } }

  /// Throws if there is an effect, which the named operation would repeat or lose.
  package func checkNone(_ operation: String, because reason: String) throws {
    guard !isEmpty else { return }
    throw JAXError(
      .argument, operation,
      found: "a function with the effects \(map { "'\($0.name)'" }.sorted().listed).",
      expected: "a function without effects, since \(reason)")
  }
}

extension Jaxpr {
  /// The effects of the program's operations.
  ///
  /// - Source: `jax.core.Jaxpr.effects`.
  public var effects: Set<Effect> {
    memoized("effects") { equations.reduce(into: []) { $0.formUnion($1.primitive.effects) } }
  }
}
