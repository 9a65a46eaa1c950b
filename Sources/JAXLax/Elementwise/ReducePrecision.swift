// Rounding to a narrower floating format.

import StableHLO

extension lax {
  /// The elements rounded to a format with fewer bits, in their own dtype.
  ///
  ///     lax.reducePrecision([3.14159], exponentBits: 5, mantissaBits: 10)   // [3.140625]
  ///
  /// - Parameters:
  ///   - x: a floating array.
  ///   - exponentBits: the bits of the format's exponent, at least 1.
  ///   - mantissaBits: the bits of the format's fraction.
  /// - Source: `jax.lax.reduce_precision`; StableHLO `reduce_precision`.
  public static func reducePrecision(
    _ operand: Tensor, _ exponentBits: Int, _ mantissaBits: Int
  ) -> Tensor {
    bind(ReducePrecision(exponentBits: exponentBits, mantissaBits: mantissaBits), operand)
  }
}

struct ReducePrecision: Elementwise {
  static let name = "reduce_precision"

  let exponentBits: Int
  let mantissaBits: Int

  init(exponentBits: Int, mantissaBits: Int) {
    self.exponentBits = exponentBits
    self.mantissaBits = mantissaBits
  }

  init(params: Params) throws {
    exponentBits = try params.int("exponent_bits")
    mantissaBits = try params.int("mantissa_bits")
  }

  var params: Params {
    Params([("exponent_bits", .int(exponentBits)), ("mantissa_bits", .int(mantissaBits))])
  }

  func resultDType(_ dtypes: [DType]) throws -> DType {
    try DTypeSet.floating.check(dtypes[0], Self.userName)
    guard exponentBits > 0 && mantissaBits >= 0 else {
      throw JAXError(
        .argument, Self.userName,
        found: "exponentBits \(exponentBits) and mantissaBits \(mantissaBits).",
        expected: "at least 1 bit of exponent and 0 of fraction")
    }
    return dtypes[0]
  }

  func lowerAligned(
    _ operands: [Value], _ context: inout LoweringContext, inputs: [DType], output: ShapedArray
  ) throws -> Value {
    context.operation(
      "stablehlo.reduce_precision", operands, result: output.tensorType,
      attributes: [
        ("exponent_bits", .int32(exponentBits)), ("mantissa_bits", .int32(mantissaBits)),
      ])
  }

  var derivative: DerivativeRule {
    .linear { cotangents, _ in [cotangents[0].map { bind(self, $0) }] }
  }
}
