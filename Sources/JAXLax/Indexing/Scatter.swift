// Replacing windows of an array at places given by another array.
//
// Where updates meet in one element, which one wins is not specified; the derivative follows the one that won.
// Source: jax/_src/lax/slicing.py `_scatter_jvp`.

extension lax {
  /// Replaces windows of an array at the places that index vectors give.
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - scatterIndices: the index vectors, along the last axis.
  ///   - updates: the windows.
  ///   - dimensionNumbers: how the axes relate.
  ///   - indicesAreSorted: a promise that the indices increase.
  ///   - uniqueIndices: a promise that no element is written twice.
  ///   - mode: what to do with windows that are not wholly inside.
  /// - Source: `jax.lax.scatter`; StableHLO `scatter`.
  public static func scatter(
    _ operand: Tensor, _ scatterIndices: Tensor, _ updates: Tensor,
    _ dimensionNumbers: ScatterDimensionNumbers, indicesAreSorted: Bool = false,
    uniqueIndices: Bool = false, mode: GatherScatterMode = .fillOrDrop
  ) -> Tensor {
    let settings = ScatterSettings(
      dimensionNumbers: dimensionNumbers, indicesAreSorted: indicesAreSorted, mode: mode,
      uniqueIndices: uniqueIndices)
    return bind(Scatter(settings: settings, dtype: nil), operand, scatterIndices, updates)
  }
}

struct Scatter: ScatterPrimitive {
  static let name = "scatter"
  static let join: (@Sendable (Tensor, Tensor) -> Tensor)? = nil

  let settings: ScatterSettings
  let dtype: DType?

  var derivative: DerivativeRule {
    .jvp(
      { primals, tangents in
        let (operand, indices, updates) = (primals[0], primals[1], primals[2])
        guard tangents[0] != nil || tangents[2] != nil else {
          return ([bind(self, primals)[0]], [nil])
        }
        let operandTangent = tangents[0] ?? lax.zeros(operand.aval)
        let updatesTangent = tangents[2] ?? lax.zeros(updates.aval)
        if settings.uniqueIndices {
          return (
            [bind(self, primals)[0]], [bind(self, operandTangent, indices, updatesTangent)]
          )
        }
        let (isKept, isWinner) = winners(operand, indices, updates)
        let add = ScatterAdd(settings: settings, dtype: operand.dtype)
        func joined(_ operand: Tensor, _ updates: Tensor) -> Tensor {
          let zero = Tensor(.zero, dtype: operand.dtype)
          return bind(
            add, lax.select(isKept, operand, zero), indices, lax.select(isWinner, updates, zero))
        }
        return ([joined(operand, updates)], [joined(operandTangent, updatesTangent)])
      },
      transpose: { cotangents, operands in
        guard let cotangent = cotangents[0], let indices = operands[1].known else {
          return [nil, nil, nil]
        }
        guard settings.uniqueIndices else {
          throw JAXError(
            .differentiation, "scatter", found: "a transposition with updates that may overlap.",
            expected: "unique indices",
            remedy: "pass uniqueIndices: true if no element is written twice.")
        }
        let updates = operands[2].aval
        let inverse = settings.inverse(operandRank: cotangent.ndim, updates: updates.shape)
        let zeros = lax.zeros(updates.with(dtype: cotangent.dtype))
        return [
          operands[0].isLinear ? bind(self, cotangent, indices, zeros) : nil, nil,
          operands[2].isLinear ? bind(inverse, cotangent, indices) : nil,
        ]
      })
  }

  /// Which elements of the operand no update replaces, and which elements of the updates replace one.
  ///
  /// Every update is numbered, and the numbers are scattered and read back: an update that finds its own number won.
  private func winners(_ operand: Tensor, _ indices: Tensor, _ updates: Tensor) -> (
    isKept: Tensor, isWinner: Tensor
  ) {
    var shape = updates.shape
    for axis in settings.dimensionNumbers.updateWindowDims { shape[axis] = 1 }
    let count = shape.reduce(1, *)
    let dtype: DType = count < Int(UInt32.max) ? .uint32 : .uint64
    let numbers = lax.broadcastInDim(
      lax.add(lax.reshape(lax.iota(dtype, count), shape), Tensor(.one, dtype: dtype)),
      shape: updates.shape, broadcastDimensions: Array(updates.shape.indices))
    let zero = Tensor(.zero, dtype: dtype)
    let scattered = bind(self, lax.full(operand.shape, zero), indices, numbers)
    var inverse = settings.inverse(operandRank: operand.ndim, updates: updates.shape)
    inverse.mode = .promiseInBounds
    inverse.fillValue = nil
    return (lax.eq(scattered, zero), lax.eq(numbers, bind(inverse, scattered, indices)))
  }
}

extension Scatter: KeyMovingPrimitive {
  func onKeyWords(inputs: [ShapedArray], outputs: [ShapedArray]) -> any Primitive {
    var words = settings
    words.dimensionNumbers.updateWindowDims.append(inputs[2].ndim)
    return Scatter(settings: words, dtype: nil)
  }
}
