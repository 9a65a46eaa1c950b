// What the scatters by maximum and minimum share: the derivative.
//
// It goes to what equals the result, in equal parts between the element and the updates that meet in it.
// Source: jax/_src/lax/slicing.py `_scatter_extremal_jvp`.

/// A scatter that joins by maximum or minimum.
protocol ScatterExtremum: ScatterPrimitive {}

extension ScatterExtremum {
  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let (operand, indices, updates) = (primals[0], primals[1], primals[2])
      let result = bind(self, primals)[0]
      guard tangents[0] != nil || tangents[2] != nil else { return ([result], [nil]) }
      let operandTangent = tangents[0] ?? lax.zeros(operand.aval)
      let updatesTangent = tangents[2] ?? lax.zeros(updates.aval)

      var inverse = settings.inverse(operandRank: operand.ndim, updates: updates.shape)
      // Windows that are dropped are read somewhere else, but what is made of that is dropped too.
      inverse.mode = settings.mode == .clip ? .clip : .promiseInBounds
      inverse.fillValue = nil
      func read(_ x: Tensor) -> Tensor { bind(inverse, x, indices) }
      func total(_ x: Tensor) -> Tensor {
        read(
          lax.scatterAdd(
            lax.zeros(operand.aval), scatterIndices: indices, updates: x,
            dimensionNumbers: settings.dimensionNumbers,
            mode: settings.mode == .clip ? .clip : .fillOrDrop))
      }

      let (zero, one) = (Tensor(.zero, dtype: updates.dtype), Tensor(.one, dtype: updates.dtype))
      let target = read(result)
      let isChosen = lax.eq(updates, target)
      let isRetained = lax.eq(read(operand), target)
      let chosenCount = total(lax.convertElementType(isChosen, updates.dtype))
      // Where an update is dropped there is nothing to count, and zero must not become infinity.
      let count = lax.max(total(lax.full(updates.shape, one)), one)
      let share = lax.div(one, lax.add(chosenCount, one))
      let ofUpdates = lax.select(
        isChosen, lax.select(isRetained, share, lax.div(one, lax.max(chosenCount, one))), zero)
      let ofOperand = lax.div(lax.sub(lax.select(isRetained, share, zero), one), count)
      let change = lax.add(
        lax.mul(read(operandTangent), ofOperand), lax.mul(updatesTangent, ofUpdates))
      let tangent = bind(
        ScatterAdd(settings: settings, dtype: operand.dtype), operandTangent, indices, change)
      return ([result], [tangent])
    }
  }
}
