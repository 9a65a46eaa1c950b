// Loops inside the lowering of one primitive, written with tensors.
//
// Series and continued fractions iterate until they converge. No transformation looks inside them, so they are not
// programs of the primitive.

import StableHLO

extension LoweringContext {
  /// Appends `stablehlo.while`: the state is replaced by what the body makes of it as long as the condition holds.
  ///
  /// Condition and body may use nothing but the state.
  package mutating func loop(
    _ initial: [Value], _ avals: [ShapedArray],
    while condition: @escaping ([Tensor]) -> Tensor, body: @escaping ([Tensor]) -> [Tensor]
  ) throws -> [Value] {
    let types = avals.map(\.tensorType)
    return try operation(
      "stablehlo.while", initial, results: types,
      regions: [
        .init(types) { context, state in try context.trace(state, avals) { [condition($0)] } },
        .init(types) { context, state in try context.trace(state, avals) { body($0) } },
      ])
  }
}
