// Samples of functions of one number.

import JAXCore

extension PrimitiveSamples {
  /// Numbers at which functions of one number have conventions.
  static let specialNumbers: [Double] = [0, -0.0, 1, -1, 0.5, .infinity, -.infinity, .nan]

  /// Integers that samples are made of.
  static let allIntegers: [DType] = [.int32, .uint8, .int64]

  /// Samples of a function of one number that is smooth on a range: the other dtypes and the special numbers have
  /// values only.
  static func smooth(
    _ name: String, _ range: ClosedRange<Double> = -2...2,
    complex: ClosedRange<Double>? = nil, integers: [DType] = [], halves: Bool = true,
    params: [(String, Jaxpr.Param)] = [], checks: PrimitiveSample.Checks = .all
  ) -> Maker {
    {
      var samples = [
        try PrimitiveSample(name, params: params, [.numbers(range, [2, 3])], checks: checks),
        try PrimitiveSample(
          name, params: params, [.values(specialNumbers)], "special numbers", checks: .brief),
        try PrimitiveSample(name, params: params, [.numbers(range, [], .float32)], checks: .brief),
        try PrimitiveSample(
          name, params: params, [.numbers(range, [0, 2])], "empty",
          checks: checks.intersection(.differentiable).union(.brief)),
      ]
      if halves {
        samples += [
          try PrimitiveSample(
            name, params: params, [.numbers(range, [1, 3], .bfloat16)], checks: .brief),
          try PrimitiveSample(
            name, params: params, [.numbers(range, [2], .float16)], checks: .brief),
        ]
      }
      if let complex {
        samples += [
          try PrimitiveSample(
            name, params: params, [.numbers(complex, [3], .complex128)], checks: checks),
          try PrimitiveSample(
            name, params: params, [.numbers(complex, [], .complex64)], checks: .brief),
        ]
      }
      samples += try self.integers(name, params, dtypes: integers)
      return samples
    }
  }

  /// Samples of a function of integers.
  static func integers(
    _ name: String, _ params: [(String, Jaxpr.Param)] = [], operands: Int = 1,
    dtypes: [DType] = allIntegers
  ) throws -> [PrimitiveSample] {
    try dtypes.map { dtype in
      let values = dtype.isUnsignedInteger ? [0, 1, 5, 255] : [0, 1, -5, 100]
      let others = [3, 1, 2, 4]
      return try PrimitiveSample(
        name, params: params,
        (0..<operands).map { .integers($0 == 0 ? values : others, [2, 2], dtype: dtype) },
        checks: dtype == dtypes[0] ? .plain : .brief)
    }
  }

  static let unary: [String: Maker] = [
    "abs": smooth("abs", complex: -2...2, integers: [.int32, .int64]),
    "acos": smooth("acos", -0.9...0.9, complex: -0.9...0.9),
    "acosh": smooth("acosh", 1.2...3, complex: 0.3...2),
    "asin": smooth("asin", -0.9...0.9, complex: -0.9...0.9),
    "asinh": smooth("asinh", complex: -0.9...0.9),
    "atan": smooth("atan", complex: -0.9...0.9),
    "atanh": smooth("atanh", -0.9...0.9, complex: -0.9...0.9),
    "cbrt": smooth("cbrt", 0.3...3),
    "ceil": smooth("ceil", 0.1...0.9),
    "conj": {
      let params: [(String, Jaxpr.Param)] = [("input_dtype", .dtype(.complex128))]
      return [
        try PrimitiveSample("conj", params: params, [.numbers(-2...2, [2, 3], .complex128)]),
        try PrimitiveSample(
          "conj", params: [("input_dtype", .dtype(.float64))], [.numbers(-2...2, [3])]),
        try PrimitiveSample("conj", params: params, [.numbers(-2...2, [0], .complex128)]),
      ]
    },
    "copy": smooth("copy", complex: -2...2, integers: allIntegers),
    "cos": smooth("cos", complex: -1...1),
    "cosh": smooth("cosh", complex: -1...1),
    "digamma": smooth("digamma", 0.6...4),
    "erf": smooth("erf"),
    "erf_inv": smooth("erf_inv", -0.8...0.8),
    "erfc": smooth("erfc"),
    "exp": smooth("exp", complex: -1...1),
    "exp2": smooth("exp2", complex: -1...1),
    "expm1": smooth("expm1", complex: -1...1),
    "floor": smooth("floor", 0.1...0.9),
    "imag": {
      [
        try PrimitiveSample("imag", [.numbers(-2...2, [2, 3], .complex128)]),
        try PrimitiveSample("imag", [.numbers(-2...2, [], .complex64)], checks: .plain),
      ]
    },
    "integer_pow": {
      try [0, 1, 2, 3, 5, -1, -2].map {
        try PrimitiveSample("integer_pow", params: [("y", .int($0))], [.numbers(0.5...2, [2, 2])])
      } + [
        try PrimitiveSample(
          "integer_pow", params: [("y", .int(3))], [.numbers(-1...1, [2], .complex128)]),
        try PrimitiveSample(
          "integer_pow", params: [("y", .int(0))], [.values(specialNumbers)], checks: .plain),
        try PrimitiveSample(
          "integer_pow", params: [("y", .int(4))], [.integers([0, 1, -2, 7])], checks: .plain),
      ]
    },
    "is_finite": smooth("is_finite"),
    "lgamma": smooth("lgamma", 0.6...4),
    "log": smooth("log", 0.3...3, complex: 0.3...2),
    "log1p": smooth("log1p", -0.6...2, complex: 0.3...2),
    "logistic": smooth("logistic", complex: -1...1),
    "neg": smooth("neg", complex: -2...2, integers: allIntegers),
    "real": {
      [
        try PrimitiveSample("real", [.numbers(-2...2, [2, 3], .complex128)]),
        try PrimitiveSample("real", [.numbers(-2...2, [1], .complex64)], checks: .plain),
      ]
    },
    "reduce_precision": smooth(
      "reduce_precision", params: [("exponent_bits", .int(8)), ("mantissa_bits", .int(7))],
      checks: .plain),
    "round": smooth("round", 0.1...0.4, params: [("rounding_method", .int(1))]),
    "rsqrt": smooth("rsqrt", 0.3...3, complex: 0.3...2),
    "sign": {
      // As in JAX, the derivative is zero even where that of a complex number's direction is not.
      try smooth("sign", 0.1...2, integers: allIntegers)() + [
        try PrimitiveSample("sign", [.numbers(-2...2, [3], .complex128)], checks: .plain)
      ]
    },
    "sin": smooth("sin", complex: -1...1),
    "sinh": smooth("sinh", complex: -1...1),
    "sqrt": smooth("sqrt", 0.3...3, complex: 0.3...2),
    "square": smooth("square", complex: -2...2, integers: allIntegers),
    // The derivative is zero on purpose, which differences do not know.
    "stop_gradient": smooth("stop_gradient", integers: allIntegers, checks: .plain),
    "tan": smooth("tan", -1.2...1.2, complex: -0.9...0.9),
    "tanh": smooth("tanh", complex: -0.9...0.9),
  ]
}
