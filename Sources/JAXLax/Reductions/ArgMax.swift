// The index of the largest element along an axis.

extension lax {
  /// The index of the largest element along an axis: of the first one, or of the first NaN.
  ///
  ///     lax.argmax([3, 5, 5], axis: 0, indexDtype: .int32)      // 1
  ///
  /// - Source: `jax.lax.argmax`.
  public static func argmax(_ operand: Tensor, _ axis: Int, _ indexDtype: DType = .int32) -> Tensor
  {
    guard let axis = resolvedAxis(axis, operand, "argmax") else { return operand.withoutValue }
    return bind(ArgMax(axis: axis, indexDtype: indexDtype), operand)
  }
}

struct ArgMax: ArgExtremum {
  static let name = "argmax"

  let axis: Int
  let indexDtype: DType

  init(axis: Int, indexDtype: DType) {
    self.axis = axis
    self.indexDtype = indexDtype
  }

  static func precedes(_ a: Tensor, _ b: Tensor) -> Tensor { lax.gt(a, b) }

  static func last(_ dtype: DType) -> ScalarValue { lowestValue(dtype) }
}
