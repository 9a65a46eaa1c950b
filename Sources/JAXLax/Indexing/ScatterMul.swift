// Multiplying an array by windows at places given by another array.

extension lax {
  /// Multiplies an array by windows at the places that index vectors give.
  ///
  /// The parameters are those of ``scatter(_:scatterIndices:updates:dimensionNumbers:indicesAreSorted:uniqueIndices:mode:)``.
  ///
  /// - Source: `jax.lax.scatter_mul`; StableHLO `scatter`.
  public static func scatterMul(
    _ operand: Tensor, _ scatterIndices: Tensor, _ updates: Tensor,
    _ dimensionNumbers: ScatterDimensionNumbers, indicesAreSorted: Bool = false,
    uniqueIndices: Bool = false, mode: GatherScatterMode = .fillOrDrop
  ) -> Tensor {
    let settings = ScatterSettings(
      dimensionNumbers: dimensionNumbers, indicesAreSorted: indicesAreSorted, mode: mode,
      uniqueIndices: uniqueIndices)
    return bind(
      ScatterMul(settings: settings, dtype: operand.dtype), operand, scatterIndices, updates)
  }
}

struct ScatterMul: ScatterPrimitive {
  static let name = "scatter-mul"
  static let join: (@Sendable (Tensor, Tensor) -> Tensor)? = { lax.mul($0, $1) }

  let settings: ScatterSettings
  let dtype: DType?

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let product = bind(self, primals)[0]
        let fromOperand = tangents[0].map { bind(self, $0, primals[1], primals[2]) }
        let fromUpdates = try tangents[2].map { tangent -> Tensor in
          try checkUnique()
          let sum = bind(
            ScatterAdd(settings: settings, dtype: tangent.dtype),
            lax.zeros(primals[0].aval), primals[1], tangent)
          return lax.mul(primals[0], sum)
        }
        return ([product], [addTangents(fromOperand, fromUpdates)])
      },
      transpose: { cotangents, operands in
        guard let cotangent = cotangents[0], let indices = operands[1].known else {
          return [nil, nil, nil]
        }
        if let updates = operands[2].known {
          return [bind(self, cotangent, indices, updates), nil, nil]
        }
        guard let operand = operands[0].known else {
          throw JAXError.internal("scatter-mul is transposed with respect to both operands.")
        }
        try checkUnique()
        let inverse = settings.inverse(
          operandRank: cotangent.ndim, updates: operands[2].aval.shape)
        return [nil, nil, bind(inverse, lax.mul(cotangent, operand), indices)]
      })
  }

  private func checkUnique() throws {
    guard !settings.uniqueIndices else { return }
    throw JAXError(
      .differentiation, "scatterMul",
      found: "a derivative with respect to updates that may meet in one element.",
      expected: "unique indices", remedy: "pass uniqueIndices: true if no element is written twice."
    )
  }
}
