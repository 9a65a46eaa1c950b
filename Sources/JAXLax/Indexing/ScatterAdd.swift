// Adding windows to an array at places given by another array.

extension lax {
  /// Adds windows to an array at the places that index vectors give.
  ///
  /// The parameters are those of ``scatter(_:scatterIndices:updates:dimensionNumbers:indicesAreSorted:uniqueIndices:mode:)``.
  ///
  /// - Source: `jax.lax.scatter_add`; StableHLO `scatter`.
  public static func scatterAdd(
    _ operand: Tensor, _ scatterIndices: Tensor, _ updates: Tensor,
    _ dimensionNumbers: ScatterDimensionNumbers, indicesAreSorted: Bool = false,
    uniqueIndices: Bool = false, mode: GatherScatterMode = .fillOrDrop
  ) -> Tensor {
    let settings = ScatterSettings(
      dimensionNumbers: dimensionNumbers, indicesAreSorted: indicesAreSorted, mode: mode,
      uniqueIndices: uniqueIndices)
    return bind(
      ScatterAdd(settings: settings, dtype: operand.dtype), operand, scatterIndices, updates)
  }
}

struct ScatterAdd: ScatterPrimitive {
  static let name = "scatter-add"
  static let join: (@Sendable (Tensor, Tensor) -> Tensor)? = { lax.add($0, $1) }

  let settings: ScatterSettings
  let dtype: DType?

  var derivative: DerivativeRule {
    .linear { cotangents, operands in
      guard let cotangent = cotangents[0], let indices = operands[1].known else {
        return [nil, nil, nil]
      }
      let inverse = settings.inverse(
        operandRank: cotangent.ndim, updates: operands[2].aval.shape)
      return [
        operands[0].isLinear ? cotangent : nil, nil,
        operands[2].isLinear ? bind(inverse, cotangent, indices) : nil,
      ]
    }
  }
}
