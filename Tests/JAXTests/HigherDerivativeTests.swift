// Second and third derivatives against JAX's values, in every order of forward and reverse mode.
//
// All derivatives of one function are computed by one compiled program. Source: Golden/higher_derivatives.py.

import Foundation
import JAX
import JAXCore
import Testing

@Suite struct HigherDerivativeTests {
  private static let point = Tensor([0.6, -0.4, 1.2], dtype: .float64)
  private static let direction = Tensor([0.3, 0.7, -0.5], dtype: .float64)

  /// A line of the table of JAX's values.
  private struct Row {
    let name: String
    /// The modes that JAX differentiates the function in: "forward", "reverse", or "both".
    let modes: String
    /// "gradient", "hessian", "product" (of the Hessian and the direction), or "third".
    let kind: String
    let values: [Double]
  }

  private static func table() throws -> [Row] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Golden/higher_derivatives.tsv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    return lines.filter { !$0.hasPrefix("#") }.map { line in
      let fields = line.split(separator: "\t").map(String.init)
      return Row(
        name: fields[0], modes: fields[1], kind: fields[2],
        values: fields[3].split(separator: " ").compactMap { Double($0) })
    }
  }

  /// The derivatives of a function, by name: first the kind, then how it was computed.
  private static func derivatives(
    _ f: @escaping @Sendable (Tensor) -> Tensor, isForward: Bool
  ) -> [String: @Sendable (Tensor) -> Tensor] {
    let gradient = grad(f)
    let direction = direction
    var derivatives: [String: @Sendable (Tensor) -> Tensor] = [
      "gradient reverse": gradient,
      "hessian forward reverse": hessian(f),
      "hessian reverse reverse": jacrev(jacrev(f)),
      "product forward reverse": { x in jvp(gradient, x, direction).tangent },
      "third forward forward reverse": jacfwd(hessian(f)),
    ]
    if isForward {
      derivatives["gradient forward"] = jacfwd(f)
      derivatives["hessian forward forward"] = jacfwd(jacfwd(f))
      derivatives["hessian reverse forward"] = jacrev(jacfwd(f))
    }
    return derivatives
  }

  @Test func tableHasEveryFunction() throws {
    let names = HigherDerivativeSample.all.map(\.description)
    #expect(try Set(Self.table().map(\.name)) == Set(names))
    #expect(Set(names).count == names.count)
  }

  @Test(arguments: HigherDerivativeSample.all) func agreesWithJAX(_ sample: HigherDerivativeSample)
    throws
  {
    let rows = try Self.table().filter { $0.name == sample.description }
    let derivatives = Self.derivatives(
      sample.function, isForward: rows.allSatisfy { $0.modes != "reverse" })
    let found = withConfiguration({ $0.compilerFlags = CompilerFlags.quick }) {
      jit { (x: Tensor) in derivatives.mapValues { $0(x) } }(Self.point)
    }
    for row in rows {
      let orders = found.filter { $0.key.hasPrefix(row.kind) }
      #expect(!orders.isEmpty)
      let scale = 1 + (row.values.map { Swift.abs($0) }.max() ?? 0)
      for (order, tensor) in orders {
        let values = tensor.scalars(as: Double.self)
        #expect(
          values.count == row.values.count
            && zip(values, row.values).allSatisfy { Swift.abs($0 - $1) <= 1e-10 * scale },
          "\(order): \(values) and \(row.values)")
      }
    }
  }
}
