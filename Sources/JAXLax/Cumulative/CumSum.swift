// The running sum along an axis.

extension lax {
  /// The sum of each element along an axis and all before it.
  ///
  ///     lax.cumsum([1, 2, 3])      // [1, 3, 6]
  ///
  /// - Parameters:
  ///   - operand: the array.
  ///   - axis: the axis; negative from the end.
  ///   - reverse: whether to begin at the end.
  /// - Source: `jax.lax.cumsum`.
  public static func cumsum(_ operand: Tensor, axis: Int = 0, reverse: Bool = false) -> Tensor {
    guard let axis = resolvedAxis(axis, operand, "cumsum") else { return operand.withoutValue }
    return bind(CumSum(axis: axis, reverse: reverse), operand)
  }
}

struct CumSum: CumulativeReduction {
  static let name = "cumsum"

  let axis: Int
  let reverse: Bool

  init(axis: Int, reverse: Bool) {
    self.axis = axis
    self.reverse = reverse
  }

  static func neutral(_ dtype: DType) -> ScalarValue { .zero }

  static func join(_ a: Tensor, _ b: Tensor) -> Tensor { lax.add(a, b) }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in
      [cotangents[0].map { lax.cumsum($0, axis: axis, reverse: !reverse) }]
    }
  }
}
