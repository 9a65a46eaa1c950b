// Replacing elements of an array by smaller updates at places given by another array.

extension lax {
  /// Replaces elements of an array by smaller updates at the places that index vectors give.
  ///
  /// The parameters are those of ``scatter(_:scatterIndices:updates:dimensionNumbers:indicesAreSorted:uniqueIndices:mode:)``.
  ///
  /// - Source: `jax.lax.scatter_min`; StableHLO `scatter`.
  public static func scatterMin(
    _ operand: Tensor, _ scatterIndices: Tensor, _ updates: Tensor,
    _ dimensionNumbers: ScatterDimensionNumbers, indicesAreSorted: Bool = false,
    uniqueIndices: Bool = false, mode: GatherScatterMode = .fillOrDrop
  ) -> Tensor {
    let settings = ScatterSettings(
      dimensionNumbers: dimensionNumbers, indicesAreSorted: indicesAreSorted, mode: mode,
      uniqueIndices: uniqueIndices)
    return bind(
      ScatterMin(settings: settings, dtype: operand.dtype), operand, scatterIndices, updates)
  }
}

struct ScatterMin: ScatterExtremum {
  static let name = "scatter-min"
  static let join: (@Sendable (Tensor, Tensor) -> Tensor)? = { lax.min($0, $1) }

  let settings: ScatterSettings
  let dtype: DType?

  init(settings: ScatterSettings, dtype: DType?) {
    self.settings = settings
    self.dtype = dtype
  }
}
