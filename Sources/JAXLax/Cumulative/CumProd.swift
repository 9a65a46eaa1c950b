// The running product along an axis.

extension lax {
  /// The product of each element along an axis and all before it.
  ///
  ///     lax.cumprod([1, 2, 3])     // [1, 2, 6]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - axis: the axis; negative from the end.
  ///   - reverse: whether to begin at the end.
  /// - Source: `jax.lax.cumprod`.
  public static func cumprod(_ operand: Tensor, axis: Int = 0, reverse: Bool = false) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "cumprod") else { return operand.withoutValue }
    return bind(CumProd(axis: axis, reverse: reverse), operand)
  }
}

struct CumProd: DifferentiableCumulativeReduction {
  static let name = "cumprod"

  let axis: Int
  let reverse: Bool

  init(axis: Int, reverse: Bool) {
    self.axis = axis
    self.reverse = reverse
  }

  static func neutral(_ dtype: DType) -> ScalarValue { .one }

  static func join(_ a: Tensor, _ b: Tensor) -> Tensor { lax.mul(a, b) }

  static func tangent(
    _ a: (value: Tensor, tangent: Tensor), _ b: (value: Tensor, tangent: Tensor), result: Tensor
  ) -> Tensor {
    bind(AddAny(), lax.mul(a.tangent, b.value), lax.mul(a.value, b.tangent))
  }
}
