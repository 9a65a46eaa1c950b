// Samples of functions of two and three numbers.

import JAXCore
import JAXLax

extension PrimitiveSamples {
  /// Samples of a smooth function of two numbers of one dtype: equal shapes, stretched ones, special numbers.
  static func pairs(
    _ name: String, _ first: ClosedRange<Double> = -2...2, _ second: ClosedRange<Double> = -1...3,
    complex: Bool = false, integers: Bool = false, halves: Bool = true,
    stretched: Bool = true, differentiated: [Int]? = nil, checks: PrimitiveSample.Checks = .all
  ) -> Maker {
    {
      func sample(
        _ shapes: ([Int], [Int]), _ dtype: DType = .float64, _ checks: PrimitiveSample.Checks
      ) throws -> PrimitiveSample {
        try PrimitiveSample(
          name, [.numbers(first, shapes.0, dtype), .numbers(second, shapes.1, dtype)],
          checks: checks, differentiated: differentiated)
      }
      var samples = [
        try sample(([2, 3], [2, 3]), .float64, checks),
        try sample(
          ([0, 2], [0, 2]), .float64, checks.intersection(.differentiable).union(.brief)),
        try sample(([], []), .float32, .brief),
        try specialPairs(name),
      ]
      if stretched {
        samples += [
          try sample(([], [3]), .float64, checks), try sample(([2], []), .float64, checks),
          try sample(([2, 1], [1, 3]), .float64, checks),
        ]
      }
      if halves { samples.append(try sample(([2], [2]), .bfloat16, .brief)) }
      if complex {
        samples.append(try sample(([3], [3]), .complex128, checks))
        samples.append(try sample(([2], [2]), .complex64, .brief))
      }
      if integers { samples += try self.integers(name, operands: 2) }
      return samples
    }
  }

  /// Every pair of special numbers.
  private static func specialPairs(_ name: String) throws -> PrimitiveSample {
    let numbers = specialNumbers
    return try PrimitiveSample(
      name,
      [
        .values(numbers.flatMap { x in numbers.map { _ in x } }),
        .values(numbers.flatMap { _ in numbers }),
      ], "special numbers", checks: .brief)
  }

  static let binary: [String: Maker] = [
    "add": pairs("add", complex: true, integers: true),
    "add_any": pairs("add_any", complex: true, integers: true, stretched: false),
    "atan2": pairs("atan2", 0.3...2, -2...2),
    "clamp": {
      let shapes: [[[Int]]] = [[[2, 3], [2, 3], [2, 3]], [[], [2, 3], []]]
      return try shapes.map { shapes in
        try PrimitiveSample(
          "clamp",
          [
            .numbers(-1 ... -0.5, shapes[0]), .numbers(-2...2, shapes[1]),
            .numbers(0.5...1, shapes[2]),
          ])
      } + [
        try PrimitiveSample(
          "clamp", [.values([0, 0, 0]), .values([0, -0.0, .nan]), .values([0, 1, 1])],
          "ties", checks: .plain),
        try PrimitiveSample(
          "clamp", [.integers([0], []), .integers([-4, 0, 9]), .integers([5], [])],
          checks: .plain),
      ]
    },
    "complex": {
      [
        try PrimitiveSample("complex", [.numbers(-1...1, [2, 3]), .numbers(-1...2, [2, 3])]),
        try PrimitiveSample("complex", [.numbers(-1...1, []), .numbers(-1...2, [2])]),
        try PrimitiveSample(
          "complex", [.numbers(-1...1, [1], .float32), .numbers(-1...2, [1], .float32)],
          checks: .plain),
      ]
    },
    "div": pairs("div", -2...2, 0.5...2, complex: true, integers: true),
    "max": pairs("max", complex: true, integers: true),
    "min": pairs("min", complex: true, integers: true),
    "mul": pairs("mul", complex: true, integers: true),
    "nextafter": pairs("nextafter", halves: false),
    "pow": {
      try pairs("pow", 0.5...2, -2...3, complex: true)() + [
        try PrimitiveSample(
          "pow", [.numbers(-2...2, [2, 3]), .integers([0, 1, 2, 3, 5, -1], [2, 3])],
          "integer exponents", checks: .plain.union(.derivatives)),
        try PrimitiveSample(
          "pow", [.values([0, -0.0, 1, -1, .infinity]), .integers([0, 0, 2, -1, 0])],
          "integer exponents", checks: .plain),
      ]
    },
    "rem": pairs("rem", 0.1...0.9, 1...2, integers: true),
    "select_n": {
      let cases: [SampleOperand] = [.numbers(-1...1, [2, 2]), .numbers(-1...2, [2, 2])]
      return [
        try PrimitiveSample("select_n", [.booleans([true, false, true, true], [2, 2])] + cases),
        try PrimitiveSample("select_n", [.booleans([true], [])] + cases),
        try PrimitiveSample(
          "select_n", [.integers([0, 2, 1, 2], [2, 2])] + cases + [.numbers(0...3, [2, 2])]),
        try PrimitiveSample(
          "select_n",
          [
            .booleans([true, false]), .numbers(-1...1, [2], .complex128),
            .numbers(-1...2, [2], .complex128),
          ]),
        try PrimitiveSample(
          "select_n", [.booleans([true, false]), .integers([1, 2]), .integers([3, 4])],
          checks: .plain),
        try PrimitiveSample(
          "select_n", [.booleans([true, false]), .keys([2]), .keys([2])], checks: .plain),
      ]
    },
    "sub": pairs("sub", complex: true, integers: true),
  ]

  static let comparisons: [String: Maker] = Dictionary(
    uniqueKeysWithValues: ["eq", "eq_to", "ge", "gt", "le", "le_to", "lt", "lt_to", "ne"].map {
      ($0, pairs($0, integers: true))
    })

  static let bitwise: [String: Maker] = {
    var table: [String: Maker] = [:]
    for name in ["and", "or", "xor"] {
      table[name] = {
        try integers(name, operands: 2) + [
          try PrimitiveSample(
            name, [.booleans([true, false, true]), .booleans([true, false, false])],
            checks: .plain)
        ]
      }
    }
    for name in ["shift_left", "shift_right_arithmetic", "shift_right_logical", "mulhi"] {
      table[name] = { try integers(name, operands: 2) }
    }
    for name in ["clz", "population_count"] { table[name] = { try integers(name) } }
    table["not"] = {
      try integers("not") + [
        try PrimitiveSample("not", [.booleans([true, false])], checks: .plain)
      ]
    }
    return table
  }()
}
