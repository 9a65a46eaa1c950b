// What the maximum and the minimum over axes share: order, neutral values and derivative.
//
// The derivative goes to the elements equal to the extremum, in equal parts.
// Source: jax/_src/lax/lax.py `_reduce_chooser_jvp_rule`, `_get_max_identity`; jax/_src/interpreters/mlir.py `max_hlo`.

import StableHLO

/// The maximum or the minimum over axes.
protocol ReduceExtremum: Reduction {
  /// The comparison by which a value comes before another: `"GT"` or `"LT"`.
  static var direction: String { get }
}

extension ReduceExtremum {
  static func join(_ values: [Value], _ dtype: DType, _ context: inout LoweringContext) throws
    -> Value
  {
    guard dtype.isComplex else { return context.elementwise(operation, values) }
    // Complex numbers are ordered by their real parts, then by their imaginary parts.
    let part = HLO.TensorType(values[0].type.shape, dtype.realPart.elementType)
    func parts(_ name: String, _ context: inout LoweringContext) -> [Value] {
      values.map { context.operation(name, [$0], result: part) }
    }
    let real = parts("stablehlo.real", &context)
    let imaginary = parts("stablehlo.imag", &context)
    let isFirst = context.select(
      context.compare("EQ", real[0], real[1]),
      context.compare(direction, imaginary[0], imaginary[1]),
      context.compare(direction, real[0], real[1]))
    return context.select(isFirst, values[0], values[1])
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let (x, dx) = (primals[0], tangents[0])
      let y = bind(self, x)
      guard let dx else { return ([y], [nil]) }
      let kept = x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] }
      let isChosen = lax.convertElementType(lax.eq(x, lax.reshape(y, kept)), dx.dtype)
      let count = lax.reduceSum(isChosen, axes: axes)
      return ([y], [lax.div(lax.reduceSum(lax.mul(dx, isChosen), axes: axes), count)])
    }
  }
}

/// The value below all others of a dtype.
package func lowestValue(_ dtype: DType) -> ScalarValue {
  if dtype.isBool { return .bool(false) }
  if let range = dtype.iinfo { return .int(range.min) }
  return .float(dtype.hasInfinity ? -.infinity : dtype.finfo?.min ?? -.infinity)
}

/// The value above all others of a dtype.
package func highestValue(_ dtype: DType) -> ScalarValue {
  if dtype.isBool { return .bool(true) }
  if let range = dtype.iinfo { return .uint(range.max) }
  return .float(dtype.hasInfinity ? .infinity : dtype.finfo?.max ?? .infinity)
}

extension DType {
  /// Whether a floating dtype, or that of the parts of a complex one, has infinities.
  var hasInfinity: Bool { realPart.floatFormat?.specials == .ieee }
}
