// The table of all samples, by the primitives' names.
//
// They stand here and not beside the primitives, so that programs that do not test carry none of them; a test over the
// sources sees to it that no primitive is without.

import JAXCore

/// The samples that are kept for every primitive.
public enum PrimitiveSamples {
  /// Makes the samples of one primitive.
  typealias Maker = @Sendable () throws -> [PrimitiveSample]

  private static let makers: [String: Maker] =
    [
      unary, binary, comparisons, bitwise, special, movement, indexing, scatters, reductions,
      contractions, ordering, windows, linearAlgebra, random, programs, customRules,
      collectives, controlFlow,
    ].reduce(into: [:]) { all, table in all.merge(table) { first, _ in first } }

  /// The names of the primitives that have samples.
  public static var names: Set<String> { Set(makers.keys) }

  /// The samples of the primitive with the given name; none if there are none.
  ///
  ///     try PrimitiveSamples.samples(of: "sin").count
  ///
  /// - Throws: ``JAXError`` if a sample does not fit its primitive.
  public static func samples(of name: String) throws -> [PrimitiveSample] {
    try makers[name]?() ?? []
  }
}
