// When a result is JAX's: the rules of the cases' format.
//
// Booleans and integers agree exactly; inexact numbers within a tolerance of the dtype, NaN with NaN, infinity with
// infinity of the same sign, and in values zero with zero of the same sign. Shapes, dtypes and weak types always agree.
//
// One rule is added: a sum of products is rounded in an order that the compiler chooses, so what is computed from it in a
// wider dtype is no more exact than the sum. JAX itself does not repeat such answers from one machine to the next.

import JAXCore

/// How closely inexact results must agree.
package struct Comparison: Sendable {
  /// A factor on the tolerances: 1 for values, 10 for derivatives.
  package let factor: Double

  /// Whether zeros of different sign differ; in derivatives they do not, as the order of sums is left open.
  private var hasSignedZeros: Bool { factor == 1 }

  /// The narrowest dtype in which the program sums products; nil if it sums none.
  private let contracted: DType?

  /// The rules for the results of a program.
  package init(factor: Double = 1, of program: Jaxpr? = nil) {
    self.factor = factor
    contracted = program?.contractedDTypes.min { $0.realPart.bitWidth < $1.realPart.bitWidth }
  }

  /// The tolerance for a dtype; nil for dtypes that must agree exactly.
  package func tolerance(_ dtype: DType) -> Double? {
    guard dtype.isInexact else { return nil }
    let isWider = contracted.map { $0.realPart.bitWidth < dtype.realPart.bitWidth } ?? false
    switch isWider ? contracted ?? dtype : dtype {
    case .float64, .complex128: return 1e-12 * factor
    case .float32, .complex64: return 2e-5 * factor
    case .float16, .bfloat16: return 2e-2 * factor
    default: return 1.3e-1 * factor
    }
  }

  /// The first difference between lists of results, as a sentence; nil if they agree.
  package func difference(_ ours: [HostArray], _ expected: [HostArray], label: String = "output")
    -> String?
  {
    guard ours.count == expected.count else {
      return "\(ours.count) \(label)s where JAX has \(expected.count)"
    }
    for (position, pair) in zip(ours, expected).enumerated() {
      if let text = difference(pair.0, pair.1) { return "\(label) \(position) \(text)" }
    }
    return nil
  }

  /// The first difference between two arrays, as the end of a sentence; nil if they agree.
  package func difference(_ ours: HostArray, _ expected: HostArray) -> String? {
    if let text = difference(ours.aval, expected.aval) { return text }
    if ours.bytes == expected.bytes { return nil }
    let tolerance = tolerance(expected.dtype)
    for position in 0..<expected.count {
      let (a, b) = (ours.element(position), expected.element(position))
      if agree(a, b, tolerance: tolerance) { continue }
      let limit = tolerance.map { " (tolerance \($0))" } ?? ""
      return "at \(expected.indices(of: position)): \(a.pythonText) where JAX has "
        + "\(b.pythonText)\(limit)"
    }
    return nil
  }

  private func difference(_ ours: ShapedArray, _ expected: ShapedArray) -> String? {
    guard ours.shape == expected.shape && ours.dtype == expected.dtype else {
      return "is \(ours) where JAX has \(expected)"
    }
    func text(_ aval: ShapedArray) -> String { aval.weakType ? "weakly" : "strongly" }
    return ours == expected
      ? nil : "is \(text(ours)) typed where JAX's is \(text(expected)) typed"
  }

  private func agree(_ ours: ScalarValue, _ expected: ScalarValue, tolerance: Double?)
    -> Bool
  {
    guard let tolerance else { return ours == expected }
    switch (ours, expected) {
    case (.complex(let a, let b), .complex(let c, let d)):
      guard a.isFinite && b.isFinite && c.isFinite && d.isFinite else {
        return agree(a, c, tolerance) && agree(b, d, tolerance)
      }
      return Comparison.magnitude(a - c, b - d) <= tolerance * (1 + Comparison.magnitude(c, d))
        && haveOneSign(a, c) && haveOneSign(b, d)
    default: return agree(ours.double, expected.double, tolerance)
    }
  }

  private func agree(_ ours: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    if ours.isNaN || expected.isNaN { return ours.isNaN && expected.isNaN }
    if ours.isInfinite || expected.isInfinite { return ours == expected }
    return abs(ours - expected) <= tolerance * (1 + abs(expected)) && haveOneSign(ours, expected)
  }

  /// False for two zeros of different sign, where that makes a difference.
  private func haveOneSign(_ ours: Double, _ expected: Double) -> Bool {
    !hasSignedZeros || ours != 0 || expected != 0 || ours.sign == expected.sign
  }

  /// The modulus of a complex number, scaled so that it does not overflow.
  private static func magnitude(_ real: Double, _ imaginary: Double) -> Double {
    let largest = max(abs(real), abs(imaginary))
    guard largest > 0 else { return 0 }
    let (x, y) = (real / largest, imaginary / largest)
    return largest * (x * x + y * y).squareRoot()
  }
}

extension Jaxpr {
  /// The inexact dtypes of all sums of products in this program and in those inside it.
  fileprivate var contractedDTypes: [DType] {
    equations.flatMap { equation -> [DType] in
      let inner = equation.primitive.programs.flatMap(\.contractedDTypes)
      guard ["dot_general", "conv_general_dilated"].contains(type(of: equation.primitive).name)
      else { return inner }
      return inner + equation.outputs.map { avals[$0].dtype }.filter(\.isInexact)
    }
  }
}
