// Subtracting windows from an array at places given by another array.

extension lax {
  /// Subtracts windows from an array at the places that index vectors give.
  ///
  /// The parameters are those of ``scatter(_:scatterIndices:updates:dimensionNumbers:indicesAreSorted:uniqueIndices:mode:)``.
  ///
  /// - Source: `jax.lax.scatter_sub`; StableHLO `scatter`.
  public static func scatterSub(
    _ operand: Tensor, _ scatterIndices: Tensor, _ updates: Tensor,
    _ dimensionNumbers: ScatterDimensionNumbers, indicesAreSorted: Bool = false,
    uniqueIndices: Bool = false, mode: GatherScatterMode = .fillOrDrop
  ) -> Tensor {
    let settings = ScatterSettings(
      dimensionNumbers: dimensionNumbers, indicesAreSorted: indicesAreSorted, mode: mode,
      uniqueIndices: uniqueIndices)
    return bind(
      ScatterSub(settings: settings, dtype: operand.dtype), operand, scatterIndices, updates)
  }
}

struct ScatterSub: ScatterPrimitive {
  static let name = "scatter-sub"
  static let join: (@Sendable (Tensor, Tensor) -> Tensor)? = { lax.sub($0, $1) }

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
        operands[2].isLinear ? lax.neg(bind(inverse, cotangent, indices)) : nil,
      ]
    }
  }
}
