// The index of the smallest element along an axis.

extension lax {
  /// The index of the smallest element along an axis: of the first one, or of the first NaN.
  ///
  ///     lax.argmin([5, 3, 3], axis: 0, indexDtype: .int32)      // 1
  ///
  /// - Source: `jax.lax.argmin`.
  public static func argmin(_ operand: Tensor, _ axis: Int, _ indexDtype: DType = .int32) -> Tensor
  {
    guard let axis = resolvedAxis(axis, operand, "argmin") else { return operand.withoutValue }
    return bind(ArgMin(axis: axis, indexDtype: indexDtype), operand)
  }
}

struct ArgMin: ArgExtremum {
  static let name = "argmin"

  let axis: Int
  let indexDtype: DType

  init(axis: Int, indexDtype: DType) {
    self.axis = axis
    self.indexDtype = indexDtype
  }

  static func precedes(_ a: Tensor, _ b: Tensor) -> Tensor { lax.lt(a, b) }

  static func last(_ dtype: DType) -> ScalarValue { highestValue(dtype) }
}
