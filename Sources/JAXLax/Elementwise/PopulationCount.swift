// The number of bits that are set.

extension lax {
  /// Element-wise number of bits that are 1.
  ///
  ///     lax.populationCount([0, 1, 7])                    // [0, 1, 3]
  ///
  /// - Source: `jax.lax.population_count`; StableHLO `popcnt`.
  public static func populationCount(_ x: Tensor) -> Tensor { bind(PopulationCount(), x) }
}

struct PopulationCount: ElementwiseUnary {
  static let name = "population_count"
  static let operation = "stablehlo.popcnt"
  static let accepts = DTypeSet.integer

  var derivative: DerivativeRule { .zero }
}
