// What keeps the compiler from replacing a repeated computation by the values it already has.
//
// An optimization barrier does on GPU and TPU. XLA's CPU compiler takes barriers away before it looks for common
// subexpressions, so there the computation is put into a branch, under a condition that always holds but that only a
// look at the data tells: that the bits of an operand's first element are fewer than 128. The compiler joins nothing
// across branches. Source: jax/_src/ad_checkpoint.py `remat_lowering`.

import JAXLax
import StableHLO

extension LoweringContext {
  /// Appends the operations of a jaxpr behind a border.
  mutating func inlineBehindBorder(_ jaxpr: Jaxpr, _ operands: [Value]) throws -> [Value] {
    guard !operands.isEmpty, !jaxpr.outputs.isEmpty else { return try inline(jaxpr, operands) }
    let avals = jaxpr.inputAvals
    guard platform == "cpu" else {
      let values = operation(
        "stablehlo.optimization_barrier", operands, results: avals.map(\.tensorType))
      return try inline(jaxpr, values)
    }
    guard
      let position = avals.firstIndex(where: { $0.size > 0 && $0.dtype.wordForCounting != nil }),
      let word = avals[position].dtype.wordForCounting
    else { return try inline(jaxpr, operands) }
    let condition = try trace([operands[position]], [avals[position]]) { arguments in
      let operand = arguments[0]
      let first = lax.reshape(
        lax.slice(
          operand, startIndices: operand.shape.map { _ in 0 },
          limitIndices: operand.shape.map { _ in 1 }), [])
      let part = first.dtype.isComplex ? lax.real(first) : first
      let bits = lax.bitcastConvertType(part, word)
      return [lax.lt(lax.populationCount(bits), Tensor(.int(128), dtype: word))]
    }
    return try operation(
      "stablehlo.if", condition, results: jaxpr.outputAvals.map(\.tensorType),
      regions: [
        Region { context, _ in try context.inline(jaxpr, operands) },
        Region { context, _ in
          jaxpr.outputAvals.map {
            context.constant(.zero, shape: $0.physical.shape, $0.physical.dtype)
          }
        },
      ])
  }
}

extension DType {
  /// The unsigned integers of the width of this dtype's numbers or of their parts; nil if their bits cannot be counted.
  fileprivate var wordForCounting: DType? {
    guard isInexact || isInteger else { return nil }
    switch realPart.bitWidth {
    case 8: return .uint8
    case 16: return .uint16
    case 32: return .uint32
    case 64: return .uint64
    default: return nil
    }
  }
}
