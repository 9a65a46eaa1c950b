// Expressions in Swift beside the same in Python, compared with what JAX gave for them.

import Foundation
import JAXNumpy
import Testing

/// The expressions of one section of Golden/numpy.tsv.
struct ExpressionTable {
  let section: String
  private var expressions: [(python: String, value: () -> Tensor)] = []

  init(_ section: String) { self.section = section }

  /// Adds an expression in Python and the same in Swift.
  mutating func add(_ python: String, _ value: @escaping () -> Tensor) {
    expressions.append((python, value))
  }

  /// Compares every expression with JAX's result; both tables must hold the same ones.
  func check() throws {
    let rows = try GoldenRow.section(section)
    #expect(expressions.map(\.python) == rows.map(\.expression))
    let known = Dictionary(rows.map { ($0.expression, $0) }) { first, _ in first }
    for (python, value) in expressions {
      guard let row = known[python] else { continue }
      do {
        let found = try catchingErrors { GoldenRow.text(value()) }
        let difference = row.difference(from: found)
        #expect(difference == nil, "\(python): \(difference ?? "")")
      } catch {
        Issue.record("\(python): \(error)")
      }
    }
  }
}

/// What JAX gave for an expression.
struct GoldenRow {
  let expression: String
  /// The dtype's name, with a star if weakly typed.
  let type: String
  let shape: String
  let elements: [String]

  /// The rows of a section, in order.
  static func section(_ name: String) throws -> [GoldenRow] {
    try lines(name).map { fields in
      GoldenRow(
        expression: fields[1], type: fields[2], shape: fields[3],
        elements: fields[4].split(separator: " ").map(String.init))
    }
  }

  /// The fields of the lines of a section.
  static func lines(_ section: String) throws -> [[String]] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Golden/numpy.tsv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix(section + "\t") }
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
  }

  /// A tensor in the form of a row.
  static func text(_ tensor: Tensor) -> GoldenRow {
    let elements: [String]
    if tensor.dtype.isComplex {
      let parts = zip(
        lax.real(tensor).scalars(as: Double.self), lax.imag(tensor).scalars(as: Double.self))
      elements = parts.map { "\($0),\($1)" }
    } else if tensor.dtype.isFloating {
      elements = tensor.scalars(as: Double.self).map { "\($0)" }
    } else if tensor.dtype == .bool {
      elements = tensor.scalars(as: Bool.self).map { $0 ? "True" : "False" }
    } else {
      elements = tensor.scalars(as: Int64.self).map { "\($0)" }
    }
    return GoldenRow(
      expression: "", type: tensor.dtype.name + (tensor.weakType ? "*" : ""),
      shape: tensor.shape.map(String.init).joined(separator: ","), elements: elements)
  }

  /// How another result differs; nil if it does not, or by rounding only.
  func difference(from other: GoldenRow) -> String? {
    if other.type != type { return "type \(other.type), JAX's is \(type)" }
    if other.shape != shape { return "shape (\(other.shape)), JAX's is (\(shape))" }
    let areNear =
      elements.count == other.elements.count
      && zip(elements, other.elements).allSatisfy { isNear($0, $1) }
    return areNear
      ? nil
      : "[\(other.elements.joined(separator: " "))], JAX's are [\(elements.joined(separator: " "))]"
  }

  private func isNear(_ a: String, _ b: String) -> Bool {
    if a == b { return true }
    let unit: Double =
      switch type.split(separator: "*")[0] {
      case "float64", "complex128": 0x1p-51
      case "float32", "complex64": 0x1p-22
      case "float16": 0x1p-10
      case "bfloat16": 0x1p-7
      default: 0
      }
    let (x, y) = (GoldenRow.numbers(a), GoldenRow.numbers(b))
    return unit > 0
      && zip(x, y).allSatisfy { x, y in
        (x.isNaN && y.isNaN) || (x == y && x.sign == y.sign)
          || (x != 0 && Swift.abs(x - y) <= 2 * unit * Swift.max(Swift.abs(x), 0x1p-60))
      }
  }

  private static func numbers(_ text: String) -> [Double] {
    text.split(separator: ",").compactMap { Double($0) }
  }
}
