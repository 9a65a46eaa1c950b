// Loops inside the lowering of one primitive, written with tensors.
//
// Series and continued fractions iterate until they converge. No transformation looks inside them, so they are not
// programs of the primitive.

import StableHLO

extension LoweringContext {
  /// Appends `stablehlo.while`: the state is replaced by what the body makes of it as long as the condition holds.
  ///
  /// Condition and body may use nothing but the state.
  mutating func loop(
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

/// Whether any element of a boolean tensor is true.
func anyElement(_ x: Tensor) -> Tensor { lax.reduceOr(x, axes: Array(0..<x.ndim)) }

/// A tensor of the shape and dtype of another, whose elements are all one number.
func filled(_ value: Double, like x: Tensor) -> Tensor { lax.fullLike(x, constant(value, like: x)) }

/// Whether each element is not a number.
func isNaN(_ x: Tensor) -> Tensor { x .!= x }
