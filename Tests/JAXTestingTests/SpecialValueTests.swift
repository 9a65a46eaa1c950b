// Values and derivatives where a convention decides them: at kinks, ties, branch points, zeros, infinities and NaN,
// against those of JAX, which Golden/export_special.py wrote.

import Foundation
import JAX
import JAXTesting
import Testing

@testable import JAXTransforms

private typealias Function = @Sendable ([Tensor]) -> Tensor

private func unary(_ f: @escaping @Sendable (Tensor) -> Tensor) -> Function { { f($0[0]) } }

private func binary(_ f: @escaping @Sendable (Tensor, Tensor) -> Tensor) -> Function {
  { f($0[0], $0[1]) }
}

private func number(_ value: Double) -> Tensor { Tensor(.float(value), dtype: .float64) }

private func row(_ f: @escaping @Sendable (Tensor, [Int]) -> Tensor) -> Function {
  { f($0[0], [1]) }
}

/// The functions by their names in the table, but for primitives.
private let functions: [String: Function] = {
  var table: [String: Function] = [
    "igamma": binary { lax.igamma($0, $1) }, "igammac": binary { lax.igammac($0, $1) },
    "reduceMax": unary { lax.reduceMax($0, axes: [1]) },
    "reduceMin": unary { lax.reduceMin($0, axes: [1]) },
    "lax.cumlogsumexp": unary { lax.cumlogsumexp($0, axis: 1) },
    "nn.logsumexp": unary { nn.logsumexp($0, axis: [1]) },
    "nn.softmax": unary { nn.softmax($0, axis: 1) },
    "nn.logSoftmax": unary { nn.logSoftmax($0, axis: 1) },
    "nn.logsumexp b": binary { nn.logsumexp($0, axis: [1], b: $1) },
    "nn.standardize": unary { nn.standardize($0, axis: [1]) },
    "nn.logmeanexp": unary { nn.logmeanexp($0, axis: [1]) },
    "nn.relu": unary { nn.relu($0) }, "nn.relu6": unary { nn.relu6($0) },
    "nn.leakyRelu": unary { nn.leakyRelu($0) }, "nn.hardTanh": unary { nn.hardTanh($0) },
    "nn.hardSigmoid": unary { nn.hardSigmoid($0) }, "nn.hardSilu": unary { nn.hardSilu($0) },
    "nn.sparsePlus": unary { nn.sparsePlus($0) },
    "nn.sparseSigmoid": unary { nn.sparseSigmoid($0) }, "nn.sigmoid": unary { nn.sigmoid($0) },
    "nn.softplus": unary { nn.softplus($0) }, "nn.squareplus": unary { nn.squareplus($0) },
    "nn.softSign": unary { nn.softSign($0) }, "nn.silu": unary { nn.silu($0) },
    "nn.mish": unary { nn.mish($0) }, "nn.logSigmoid": unary { nn.logSigmoid($0) },
    "nn.elu": unary { nn.elu($0) }, "nn.celu": unary { nn.celu($0) },
    "nn.selu": unary { nn.selu($0) }, "nn.gelu": unary { nn.gelu($0) },
    "nn.geluExact": unary { nn.gelu($0, approximate: false) },
    "nn.log1mexp": unary { nn.log1mexp($0) }, "nn.tanh": unary { nn.tanh($0) },
    "jnp.sqrt": unary { jnp.sqrt($0) }, "jnp.log": unary { jnp.log($0) },
    "jnp.log2": unary { jnp.log2($0) }, "jnp.log10": unary { jnp.log10($0) },
    "jnp.log1p": unary { jnp.log1p($0) }, "jnp.exp": unary { jnp.exp($0) },
    "jnp.exp2": unary { jnp.exp2($0) }, "jnp.expm1": unary { jnp.expm1($0) },
    "jnp.cbrt": unary { jnp.cbrt($0) }, "jnp.abs": unary { jnp.abs($0) },
    "jnp.sign": unary { jnp.sign($0) }, "jnp.square": unary { jnp.square($0) },
    "jnp.reciprocal": unary { jnp.reciprocal($0) }, "jnp.sinc": unary { jnp.sinc($0) },
    "jnp.arcsin": unary { jnp.arcsin($0) }, "jnp.arccos": unary { jnp.arccos($0) },
    "jnp.arctan": unary { jnp.arctan($0) }, "jnp.arcsinh": unary { jnp.arcsinh($0) },
    "jnp.arccosh": unary { jnp.arccosh($0) }, "jnp.arctanh": unary { jnp.arctanh($0) },
    "jnp.sin": unary { jnp.sin($0) }, "jnp.cos": unary { jnp.cos($0) },
    "jnp.tan": unary { jnp.tan($0) }, "jnp.sinh": unary { jnp.sinh($0) },
    "jnp.cosh": unary { jnp.cosh($0) }, "jnp.tanh": unary { jnp.tanh($0) },
    "jnp.floor": unary { jnp.floor($0) }, "jnp.ceil": unary { jnp.ceil($0) },
    "jnp.trunc": unary { jnp.trunc($0) }, "jnp.deg2rad": unary { jnp.deg2rad($0) },
    "jnp.rad2deg": unary { jnp.rad2deg($0) }, "jnp.angle": unary { jnp.angle($0) },
    "jnp.positive": unary { jnp.positive($0) }, "jnp.nanToNum": unary { jnp.nanToNum($0) },
    "jnp.maximum": binary { jnp.maximum($0, $1) }, "jnp.minimum": binary { jnp.minimum($0, $1) },
    "jnp.maximum nan": binary { jnp.maximum($0, $1) },
    "jnp.fmax nan": binary { jnp.fmax($0, $1) },
    "jnp.arctan2": binary { jnp.arctan2($0, $1) }, "jnp.hypot": binary { jnp.hypot($0, $1) },
    "jnp.logaddexp": binary { jnp.logaddexp($0, $1) },
    "jnp.logaddexp2": binary { jnp.logaddexp2($0, $1) },
    "jnp.power": binary { jnp.power($0, $1) }, "jnp.floatPower": binary { jnp.floatPower($0, $1) },
    "jnp.remainder": binary { jnp.remainder($0, $1) }, "jnp.fmod": binary { jnp.fmod($0, $1) },
    "jnp.floorDivide": binary { jnp.floorDivide($0, $1) },
    "jnp.heaviside": binary { jnp.heaviside($0, $1) },
    "jnp.copysign": binary { jnp.copysign($0, $1) }, "jnp.fmax": binary { jnp.fmax($0, $1) },
    "jnp.fmin": binary { jnp.fmin($0, $1) },
    "jnp.clip": unary { jnp.clip($0, min: -1, max: 1) },
    "jnp.clip low": unary { jnp.clip($0, min: -1) },
    "jnp.clip arrays": { jnp.clip($0[0], min: $0[1], max: $0[2]) },
    "jnp.where": unary { jnp.where($0 .> 0, $0, 2 * $0) },
    "jnp.where sqrt": unary { jnp.where($0 .> 0, jnp.sqrt($0), 0.0) },
    "x ** 0": unary { $0 ** 0 }, "x ** 1": unary { $0 ** 1 }, "x ** 2": unary { $0 ** 2 },
    "x ** -1": unary { $0 ** -1 }, "x ** 0.5": unary { $0 ** 0.5 },
    "x ** 2.5": unary { $0 ** 2.5 }, "2 ** x": unary { 2.0 ** $0 },
    "0 ** x": unary { 0.0 ** $0 }, "norm": unary { jnp.sqrt(jnp.sum($0 * $0)) },
    "jnp.diff": unary { jnp.diff($0) },
    "jnp.average": binary { jnp.average($0, weights: $1) },
    "jnp.prod all": unary { jnp.prod($0) }, "jnp.prod one": unary { jnp.prod($0) },
  ]
  for n in [0, 1, 2, -1, 3] { table["integerPow \(n)"] = unary { lax.integerPow($0, n) } }
  for values in ["ties", "zeros", "nan"] {
    table["lax.cumprod \(values)"] = unary { lax.cumprod($0, axis: 1) }
    table["lax.cummax \(values)"] = unary { lax.cummax($0, axis: 1) }
    table["lax.cummin \(values)"] = unary { lax.cummin($0, axis: 1) }
    table["jnp.max \(values)"] = row { jnp.max($0, axis: $1) }
    table["jnp.min \(values)"] = row { jnp.min($0, axis: $1) }
    table["jnp.prod \(values)"] = row { jnp.prod($0, axis: $1) }
    table["jnp.sum \(values)"] = row { jnp.sum($0, axis: $1) }
    table["jnp.mean \(values)"] = row { jnp.mean($0, axis: $1) }
    table["jnp.var \(values)"] = row { jnp.var($0, axis: $1) }
    table["jnp.std \(values)"] = row { jnp.std($0, axis: $1) }
    table["jnp.ptp \(values)"] = row { jnp.ptp($0, axis: $1) }
    table["jnp.nansum \(values)"] = row { jnp.nansum($0, axis: $1) }
    table["jnp.nanprod \(values)"] = row { jnp.nanprod($0, axis: $1) }
    table["jnp.nanmean \(values)"] = row { jnp.nanmean($0, axis: $1) }
    table["jnp.nanvar \(values)"] = row { jnp.nanvar($0, axis: $1) }
    table["jnp.nanstd \(values)"] = row { jnp.nanstd($0, axis: $1) }
    table["jnp.nanmax \(values)"] = row { jnp.nanmax($0, axis: $1) }
    table["jnp.nanmin \(values)"] = row { jnp.nanmin($0, axis: $1) }
    table["jnp.sort \(values)"] = unary { jnp.sort($0, axis: 1) }
    table["jnp.median \(values)"] = row { jnp.median($0, axis: $1) }
    for q in [0, 0.3, 0.5, 1] {
      table["jnp.quantile \(q) \(values)"] = row { jnp.quantile($0, number(q), axis: $1) }
    }
    table["jnp.cumsum \(values)"] = unary { jnp.cumsum($0, axis: 1) }
    table["topK \(values)"] = unary { lax.topK($0, 2).values }
  }
  return table
}()

/// A line of the table.
private struct SpecialCase: CustomTestStringConvertible, Sendable {
  let name: String
  let arguments: [SpecialArray]
  let result: SpecialArray
  let cotangents: [SpecialArray?]
  let tangent: SpecialArray?

  var testDescription: String { name }

  static let all: [SpecialCase] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Golden/special.tsv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 5, let result = SpecialArray(fields[2]) else { return nil }
      return SpecialCase(
        name: fields[0], arguments: fields[1].split(separator: "|").compactMap { SpecialArray($0) },
        result: result, cotangents: fields[3].split(separator: "|").map { SpecialArray($0) },
        tangent: SpecialArray(fields[4]))
    }
  }()

  func function() throws -> Function {
    if name.hasPrefix("primitive ") {
      let type = try #require(Catalog.type(named: String(name.dropFirst(10))))
      let primitive = try type.init(params: Jaxpr.Params())
      return { bind(primitive, $0)[0] }
    }
    return try #require(functions[name], "no function \(name)")
  }
}

/// An array of the table.
private struct SpecialArray: Sendable {
  let dtype: DType
  let shape: [Int]
  let elements: [ScalarValue]

  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    guard parts.count == 3, let dtype = DType(name: String(parts[0])) else { return nil }
    self.dtype = dtype
    shape = parts[1].split(separator: ",").compactMap { Int($0) }
    elements = parts[2].split(separator: " ").compactMap { word in
      let numbers = word.split(separator: ",").compactMap { Double($0) }
      return numbers.count == 2
        ? .complex(numbers[0], numbers[1]) : numbers.first.map { .float($0) }
    }
  }

  var tensor: Tensor { Tensor(elements, shape: shape, dtype: dtype) }

  /// What of an array is not what JAX gives, in words; nil if it agrees.
  func difference(of found: Tensor, at arguments: [SpecialArray]) -> String? {
    guard found.shape == shape, found.dtype == dtype else {
      return "\(found.aval) instead of \(ShapedArray(shape: shape, dtype: dtype))"
    }
    let tolerance: Double = dtype.bitWidth / (dtype.isComplex ? 2 : 1) == 64 ? 1e-12 : 2e-6
    let wrong = zip(found.scalarValues(for: "test"), elements).enumerated().filter { _, pair in
      let (a, b) = pair
      return !isNear(a.double, b.double, tolerance)
        || !isNear(a.imaginary, b.imaginary, tolerance)
    }
    guard !wrong.isEmpty else { return nil }
    let places = wrong.prefix(12).map { position, pair in
      let point = arguments.filter { $0.shape == shape }.map { "\($0.elements[position])" }
      return "at \(point.joined(separator: ", ")): \(pair.0), JAX \(pair.1)"
    }
    return "\(wrong.count) of \(elements.count) wrong: " + places.joined(separator: "; ")
  }

  private func isNear(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    a == b || (a.isNaN && b.isNaN) || Swift.abs(a - b) <= tolerance * (1 + Swift.abs(b))
  }
}

@Suite struct SpecialValueTests {
  @Test func theTableIsRead() { #expect(SpecialCase.all.count > 250) }

  @Test(arguments: SpecialCase.all) fileprivate func agreesWithJAX(_ row: SpecialCase) throws {
    let function = try row.function()
    let arguments = row.arguments.map(\.tensor)
    let (value, cotangents, tangent) = try catchingErrors {
      let (outputs, pullback) = try vjpFlat({ [function($0)] }, arguments)
      let ones = lax.fullLike(outputs[0], 1)
      let cotangents = row.tangent == nil ? [] : try pullback([ones])
      let directions = arguments.map { $0.dtype.isInexact ? lax.fullLike($0, 1) : nil }
      let (_, tangents) = try jvpFlat({ [function($0)] }, arguments, directions)
      return (outputs[0], cotangents, tangents[0] ?? lax.zeros(outputs[0].aval))
    }
    let result = row.result.difference(of: value, at: row.arguments)
    #expect(result == nil, "\(row.name): \(result ?? "")")
    for (position, (expected, found)) in zip(row.cotangents, cotangents).enumerated() {
      guard let expected else { continue }
      let difference = expected.difference(
        of: found ?? lax.zeros(arguments[position].aval), at: row.arguments)
      #expect(difference == nil, "\(row.name), cotangent \(position): \(difference ?? "")")
    }
    if let expected = row.tangent {
      let difference = expected.difference(of: tangent, at: row.arguments)
      #expect(difference == nil, "\(row.name), tangent: \(difference ?? "")")
    }
  }
}
