// Powers with a fixed integer exponent.

import StableHLO

extension lax {
  /// Element-wise x to a fixed integer power.
  ///
  ///     lax.integerPow([1.0, 2.0, 3.0], 2)                // [1, 4, 9]
  ///
  /// dy = n · x^(n−1) · dx
  ///
  /// - Source: `jax.lax.integer_pow`.
  public static func integerPow(_ x: Tensor, _ y: Int) -> Tensor {
    bind(IntegerPow(exponent: y), x)
  }
}

struct IntegerPow: Elementwise {
  static let name = "integer_pow"

  let exponent: Int

  init(exponent: Int) { self.exponent = exponent }

  init(params: Params) throws { exponent = try params.int("y") }

  var params: Params { Params([("y", .int(exponent))]) }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try DTypeSet.numeric.check(dtypes[0], Self.userName)
    guard exponent > Int.min else {
      throw JAXError(
        .argument, Self.userName, found: "the exponent \(exponent).",
        expected: "an exponent from \(-Int.max) to \(Int.max)")
    }
    guard exponent >= 0 || !dtypes[0].isInteger else {
      throw JAXError(
        .dtype, Self.userName,
        found: "an operand of dtype \(dtypes[0]) and the exponent \(exponent).",
        expected: "an exponent that is not negative, for integers",
        remedy: "convert the operand to a floating dtype first.")
    }
    return dtypes[0]
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    guard exponent != 0 else { return context.constant(.one, shape: output.shape, output.dtype) }
    var remaining = exponent.magnitude
    var square = operands[0]
    var product: Value?
    while remaining > 0 {
      if remaining & 1 == 1 {
        product = product.map { context.elementwise("stablehlo.multiply", [$0, square]) } ?? square
      }
      remaining >>= 1
      if remaining > 0 { square = context.elementwise("stablehlo.multiply", [square, square]) }
    }
    let power = product ?? square
    guard exponent < 0 else { return power }
    let one = context.constant(.one, shape: output.shape, output.dtype)
    return context.elementwise("stablehlo.divide", [one, power])
  }

  var derivative: DerivativeRule {
    .jvp { primals, tangents in
      let x = primals[0]
      let y = bind(self, x)
      guard let dx = tangents[0], exponent != 0 else { return ([y], [nil]) }
      if exponent == 1 { return ([y], [dx]) }
      let power = exponent == 2 ? x : lax.integerPow(x, exponent - 1)
      return ([y], [lax.mul(dx, lax.mul(constant(Double(exponent), like: x), power))])
    }
  }
}
