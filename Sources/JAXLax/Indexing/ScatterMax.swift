// Replacing elements of an array by larger updates at places given by another array.

extension lax {
  /// Replaces elements of an array by larger updates at the places that index vectors give.
  ///
  /// The parameters are those of ``scatter(_:scatterIndices:updates:dimensionNumbers:indicesAreSorted:uniqueIndices:mode:)``.
  ///
  /// - Source: `jax.lax.scatter_max`; StableHLO `scatter`.
  public static func scatterMax(
    _ operand: Tensor, _ scatterIndices: Tensor, _ updates: Tensor,
    _ dimensionNumbers: ScatterDimensionNumbers, indicesAreSorted: Bool = false,
    uniqueIndices: Bool = false, mode: GatherScatterMode = .fillOrDrop
  ) -> Tensor {
    let settings = ScatterSettings(
      dimensionNumbers: dimensionNumbers, indicesAreSorted: indicesAreSorted, mode: mode,
      uniqueIndices: uniqueIndices)
    return bind(
      ScatterMax(settings: settings, dtype: operand.dtype), operand, scatterIndices, updates)
  }
}

struct ScatterMax: ScatterExtremum {
  static let name = "scatter-max"
  static let join: (@Sendable (Tensor, Tensor) -> Tensor)? = { lax.max($0, $1) }

  let settings: ScatterSettings
  let dtype: DType?

  init(settings: ScatterSettings, dtype: DType?) {
    self.settings = settings
    self.dtype = dtype
  }
}
