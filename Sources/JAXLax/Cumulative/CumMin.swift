// The running minimum along an axis.

extension lax {
  /// The minimum of each element along an axis and all before it.
  ///
  ///     lax.cummin([3, 1, 2])      // [3, 1, 1]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - axis: the axis; negative from the end.
  ///   - reverse: whether to begin at the end.
  /// - Source: `jax.lax.cummin`.
  public static func cummin(_ operand: Tensor, axis: Int = 0, reverse: Bool = false) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "cummin") else { return operand.withoutValue }
    return bind(CumMin(axis: axis, reverse: reverse), operand)
  }
}

struct CumMin: DifferentiableCumulativeReduction {
  static let name = "cummin"

  let axis: Int
  let reverse: Bool

  init(axis: Int, reverse: Bool) {
    self.axis = axis
    self.reverse = reverse
  }

  static func neutral(_ dtype: DType) -> ScalarValue { highestValue(dtype) }

  static func join(_ a: Tensor, _ b: Tensor) -> Tensor { bind(Min(), a, b) }

  static func tangent(
    _ a: (value: Tensor, tangent: Tensor), _ b: (value: Tensor, tangent: Tensor), result: Tensor
  ) -> Tensor {
    let (x, y) = (a.value, b.value)
    return bind(
      AddAny(), Min().tangent(dx: a.tangent, x: x, y: y, z: result),
      Min().tangent(dy: b.tangent, x: x, y: y, z: result))
  }
}
