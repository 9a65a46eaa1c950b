// The running maximum along an axis.

extension lax {
  /// The maximum of each element along an axis and all before it.
  ///
  ///     lax.cummax([1, 3, 2])      // [1, 3, 3]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - axis: the axis; negative from the end.
  ///   - reverse: whether to begin at the end.
  /// - Source: `jax.lax.cummax`.
  public static func cummax(_ operand: Tensor, axis: Int = 0, reverse: Bool = false) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "cummax") else { return operand.withoutValue }
    return bind(CumMax(axis: axis, reverse: reverse), operand)
  }
}

struct CumMax: DifferentiableCumulativeReduction {
  static let name = "cummax"

  let axis: Int
  let reverse: Bool

  init(axis: Int, reverse: Bool) {
    self.axis = axis
    self.reverse = reverse
  }

  static func neutral(_ dtype: DType) -> ScalarValue { lowestValue(dtype) }

  static func join(_ a: Tensor, _ b: Tensor) -> Tensor { bind(Max(), a, b) }

  static func tangent(
    _ a: (value: Tensor, tangent: Tensor), _ b: (value: Tensor, tangent: Tensor), result: Tensor
  ) -> Tensor {
    let (x, y) = (a.value, b.value)
    return bind(
      AddAny(), Max().tangent(dx: a.tangent, x: x, y: y, z: result),
      Max().tangent(dy: b.tangent, x: x, y: y, z: result))
  }
}
