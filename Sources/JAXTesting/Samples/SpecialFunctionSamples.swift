// Samples of special functions of several numbers; their loops are large programs, so there are few of them.

import JAXCore

extension PrimitiveSamples {
  /// Samples of a function of several numbers, each of a range.
  private static func several(
    _ name: String, _ ranges: [ClosedRange<Double>], params: [(String, Jaxpr.Param)] = [],
    differentiated: [Int]? = nil, checks: PrimitiveSample.Checks = .all
  ) -> Maker {
    {
      [
        try PrimitiveSample(
          name, params: params, ranges.map { .numbers($0, [2]) }, checks: checks,
          differentiated: differentiated),
        try PrimitiveSample(
          name, params: params,
          ranges.enumerated().map { .numbers($1, $0 == 0 ? [] : [2], .float32) },
          checks: .brief),
      ]
    }
  }

  static let special: [String: Maker] = [
    "bessel_i0e": smooth("bessel_i0e", 0.3...4),
    "bessel_i1e": smooth("bessel_i1e", 0.3...4),
    "igamma": {
      // The derivative with respect to a has none itself.
      try several("igamma", [1...3, 0.5...4], checks: .plain.union(.derivatives))() + [
        try PrimitiveSample(
          "igamma", [.numbers(1...3, [2]), .numbers(0.5...4, [2])], checks: .differentiable,
          differentiated: [1])
      ]
    },
    "igamma_grad_a": several("igamma_grad_a", [1...3, 0.5...4]),
    "igammac": {
      try several("igammac", [1...3, 0.5...4], checks: .plain.union(.derivatives))() + [
        try PrimitiveSample(
          "igammac", [.numbers(1...3, [2]), .numbers(0.5...4, [2])], checks: .differentiable,
          differentiated: [1])
      ]
    },
    "polygamma": {
      [
        try PrimitiveSample(
          "polygamma", [.values([1, 2, 0]), .numbers(0.6...4, [3])], differentiated: [1]),
        try PrimitiveSample(
          "polygamma",
          [.values([1, 2], dtype: .float32), .numbers(0.6...4, [2], .float32)], checks: .plain),
      ]
    },
    "random_gamma_grad": several("random_gamma_grad", [1...3, 0.5...4]),
    "regularized_incomplete_beta": several(
      "regularized_incomplete_beta", [1...3, 1...4, 0.2...0.8], differentiated: [2]),
    "zeta": several("zeta", [1.5...4, 0.5...3]),
  ]
}
