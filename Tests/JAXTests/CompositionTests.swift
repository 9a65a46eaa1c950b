// Every ordered triple of transformations on many functions, against numerical references.
//
// A function maps three numbers to three numbers. `grad` is that of the sum of the results, `jvp` the derivative along a
// fixed direction, `vmap` adds a leading axis. The references know no automatic differentiation: central differences in
// float64, and a loop over examples. Source: JAX's own tests of composition.

import Glibc
import JAX
import Testing

/// A transformation of functions of one tensor that keeps their type.
private enum Transformation: String, CaseIterable, CustomStringConvertible {
  case jit, vmap, grad, jvp

  var description: String { rawValue }

  typealias Function = @Sendable (Tensor) -> Tensor

  /// The transformed function.
  func callAsFunction(_ function: @escaping Function) -> Function {
    switch self {
    case .jit: return JAX.jit(function)
    case .vmap: return JAX.vmap(function)
    case .grad: return JAX.grad { x in function(x).sum() }
    case .jvp:
      return { x in
        JAX.jvp(function, x, jnp.fullLike(x, 0.5)).tangent
      }
    }
  }

  /// What the transformed function computes, by differences and loops.
  func reference(_ function: @escaping Reference) -> Reference {
    switch self {
    case .jit: return function
    case .vmap:
      return { x in
        let rows = x.shape[0]
        let width = x.values.count / rows
        var values: [Double] = []
        var shape: [Int] = []
        for row in 0..<rows {
          let example = Numbers(
            values: Array(x.values[row * width..<(row + 1) * width]),
            shape: Array(x.shape.dropFirst()))
          let result = function(example)
          values += result.values
          shape = result.shape
        }
        return Numbers(values: values, shape: [rows] + shape)
      }
    case .grad:
      return { x in
        var result = x
        for position in x.values.indices {
          result.values[position] =
            difference { step in
              var moved = x
              moved.values[position] += step
              return [function(moved).values.reduce(0, +)]
            }[0]
        }
        return result
      }
    case .jvp:
      return { x in
        Numbers(
          values: difference { step in
            var moved = x
            for position in x.values.indices { moved.values[position] += 0.5 * step }
            return function(moved).values
          }, shape: function(x).shape)
      }
    }
  }
}

/// Numbers with a shape.
private struct Numbers {
  var values: [Double]
  var shape: [Int]
}

private typealias Reference = (Numbers) -> Numbers

/// The derivative at 0 by a central difference of sixth order.
private func difference(_ function: (Double) -> [Double]) -> [Double] {
  let step = 0.02
  let weights: [(Double, Double)] = [(1, 45.0 / 60), (2, -9.0 / 60), (3, 1.0 / 60)]
  var sum = [Double](repeating: 0, count: function(0).count)
  for (multiple, weight) in weights {
    let ahead = function(multiple * step)
    let behind = function(-multiple * step)
    for position in sum.indices {
      sum[position] += weight * (ahead[position] - behind[position]) / step
    }
  }
  return sum
}

/// A function of three numbers, as a program and as plain arithmetic.
private struct Sample: CustomStringConvertible, Sendable {
  let description: String
  let function: @Sendable (Tensor) -> Tensor
  let reference: @Sendable ([Double]) -> [Double]
}

@Suite struct CompositionTests {
  private static let samples: [Sample] = [
    Sample(description: "sin", function: { jnp.sin($0) }, reference: { $0.map(sin) }),
    Sample(
      description: "cos of the square", function: { jnp.cos($0 * $0) },
      reference: { $0.map { cos($0 * $0) } }),
    Sample(description: "exp", function: { jnp.exp($0) }, reference: { $0.map(exp) }),
    Sample(
      description: "log", function: { jnp.log($0 + 2) }, reference: { $0.map { log($0 + 2) } }),
    Sample(description: "tanh", function: { jnp.tanh($0) }, reference: { $0.map(tanh) }),
    Sample(
      description: "sqrt", function: { jnp.sqrt($0 * $0 + 1) },
      reference: { $0.map { ($0 * $0 + 1).squareRoot() } }),
    Sample(description: "cube", function: { $0 ** 3 }, reference: { $0.map { $0 * $0 * $0 } }),
    Sample(
      description: "reciprocal", function: { 1 / ($0 + 3) }, reference: { $0.map { 1 / ($0 + 3) } }),
    Sample(
      description: "logistic", function: { 1 / (1 + jnp.exp(-$0)) },
      reference: { $0.map { 1 / (1 + exp(-$0)) } }),
    Sample(description: "arctan", function: { jnp.arctan($0) }, reference: { $0.map(atan) }),
    Sample(
      description: "power", function: { ($0 + 2) ** 1.5 },
      reference: { $0.map { pow($0 + 2, 1.5) } }),
    Sample(
      description: "sum times itself", function: { x in x * x.sum() },
      reference: { x in x.map { $0 * x.reduce(0, +) } }),
    Sample(
      description: "mean of squares", function: { x in x + (x * x).mean() },
      reference: { x in x.map { $0 + x.map { $0 * $0 }.reduce(0, +) / 3 } }),
    Sample(
      description: "softmax", function: { jnp.exp($0) / jnp.exp($0).sum() },
      reference: { x in
        let powers = x.map(exp)
        return powers.map { $0 / powers.reduce(0, +) }
      }),
    Sample(
      description: "log-softmax", function: { $0 - jnp.log(jnp.exp($0).sum()) },
      reference: { x in x.map { $0 - log(x.map(exp).reduce(0, +)) } }),
    Sample(
      description: "matrix product",
      function: { x in
        let matrix = Tensor([1.0, 2, 3, 4, 5, 6, 7, 8, 10], shape: [3, 3], dtype: .float64) / 10
        return jnp.sin(matrix.matmul(x))
      },
      reference: { x in
        let rows: [[Double]] = [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 1]]
        return rows.map { row in sin(zip(row, x).map(*).reduce(0, +)) }
      }),
    Sample(
      description: "reversal and product", function: { x in x[.stride(by: -1)] * x },
      reference: { x in zip(x.reversed(), x).map(*) }),
    Sample(
      description: "slices joined",
      function: { x in jnp.concatenate([x[1...], x[..<1] * x[2..<3]]) },
      reference: { x in [x[1], x[2], x[0] * x[2]] }),
    Sample(
      description: "indices", function: { x in x[Tensor([2, 0, 0])] * x },
      reference: { x in [x[2] * x[0], x[0] * x[1], x[0] * x[2]] }),
    Sample(
      description: "choice", function: { x in jnp.where(x .> 0, jnp.sin(x), x * x) },
      reference: { x in x.map { $0 > 0 ? sin($0) : $0 * $0 } }),
    Sample(
      description: "update", function: { x in x.at[1].multiply(x[0]) },
      reference: { x in [x[0], x[1] * x[0], x[2]] }),
    Sample(
      description: "running sum", function: { x in jnp.cumsum(x * x) },
      reference: { x in [x[0] * x[0], x[0] * x[0] + x[1] * x[1], x.map { $0 * $0 }.reduce(0, +)] }),
    Sample(
      description: "compiled inside", function: { x in jit { jnp.sin($0) * $0 }(x) + x },
      reference: { x in x.map { sin($0) * $0 + $0 } }),
    Sample(
      description: "loop in Swift",
      function: { x in
        var y = x
        for _ in 0..<3 { y = y + 0.1 * jnp.sin(y) }
        return y
      },
      reference: { x in
        x.map { x in
          var y = x
          for _ in 0..<3 { y += 0.1 * sin(y) }
          return y
        }
      }),
  ]

  @Test(arguments: samples)
  fileprivate func agreesWithDifferencesAndLoops(_ sample: Sample) {
    for first in Transformation.allCases {
      for second in Transformation.allCases {
        for third in Transformation.allCases {
          check(sample, [first, second, third])
        }
      }
    }
  }

  /// Checks the composition that applies the last transformation first.
  private func check(_ sample: Sample, _ transformations: [Transformation]) {
    var function: @Sendable (Tensor) -> Tensor = sample.function
    var reference: Reference = { Numbers(values: sample.reference($0.values), shape: $0.shape) }
    for transformation in transformations.reversed() {
      function = transformation(function)
      reference = transformation.reference(reference)
    }
    let mapped = transformations.count { $0 == .vmap }
    let shape = Array(repeating: 2, count: mapped) + [3]
    let count = shape.reduce(1, *)
    let point = Numbers(
      values: (0..<count).map { 0.35 + 0.2 * sin(Double(3 * $0 + 1)) }, shape: shape)
    let found = function(Tensor(point.values, shape: shape, dtype: .float64))
    let expected = reference(point)
    #expect(found.shape == expected.shape)
    #expect(found.dtype == .float64)
    for (found, expected) in zip(found.scalars(as: Double.self), expected.values) {
      #expect(
        abs(found - expected) <= 2e-5 * (1 + abs(expected)),
        "\(transformations.map(\.description).joined(separator: "∘")) of \(sample)")
    }
  }
}
