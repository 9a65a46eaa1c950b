// The check of derivatives as functions of leaves: differences, their comparison, and the step to higher orders.

import JAXCore
import JAXLax
import JAXTransforms

/// Compares the derivatives of a function at a point with central differences.
package struct DerivativeCheck: Sendable {
  /// The name of the check, for errors.
  let operation: String
  let function: LeafFunction
  let point: [Tensor]
  let tolerance: Tolerance
  /// What the function is, if not the user's, as in `"the jvp"`; the innermost last.
  let derivations: [DerivativeMode]

  init<each Argument: PyTree, Result: PyTree>(
    _ operation: String, _ f: @escaping @Sendable (repeat each Argument) -> Result,
    _ args: repeat each Argument, atol: Double?, rtol: Double?, eps: Double?
  ) throws {
    let leaves = TreeWriter(repeat each args).leaves
    let function = LeafFunction(operation, f, repeat each args)
    let results = try catchingErrors { try function.values(leaves) }
    self.init(
      operation: operation, function: function, point: leaves,
      tolerance: Tolerance(
        for: (leaves + results).map(\.dtype), atol: atol, rtol: rtol, eps: eps))
  }

  package init(
    operation: String, function: LeafFunction, point: [Tensor], tolerance: Tolerance,
    derivations: [DerivativeMode] = []
  ) {
    self.operation = operation
    self.function = function
    self.point = point
    self.tolerance = tolerance
    self.derivations = derivations
  }

  /// Checks derivatives up to an order.
  package func run(order: Int, modes: Set<DerivativeMode>) throws {
    guard order > 0, !modes.isEmpty else {
      throw JAXError(
        .argument, operation, found: "order \(order) and \(modes.count) modes.",
        expected: "an order of at least 1 and at least one mode")
    }
    guard point.contains(where: \.dtype.isInexact) else {
      throw JAXError(
        .dtype, operation, found: "no argument with floating values.",
        expected: "at least one array that a derivative can be taken with respect to")
    }
    try catchingErrors { try check(order: order, modes: modes) }
  }

  private func check(order: Int, modes: Set<DerivativeMode>) throws {
    for mode in DerivativeMode.allCases where modes.contains(mode) {
      switch mode {
      case .forward: try checkTangents()
      case .reverse: try checkCotangents()
      }
      if order > 1 { try derived(mode).check(order: order - 1, modes: modes) }
    }
  }

  /// Numbers for each inexact leaf; nil for the others.
  private func directions(_ leaves: [Tensor], seed: UInt64) -> [Tensor?] {
    var generator = SplitMix64(seed: seed)
    return leaves.map { $0.dtype.isInexact ? generator.tensor($0.shape, $0.dtype) : nil }
  }

  /// The central difference of the results in a direction; nil for results without derivatives.
  private func difference(_ direction: [Tensor?]) throws -> [Elements?] {
    let high = try function.values(shifted(direction, by: tolerance.step))
    let low = try function.values(shifted(direction, by: -tolerance.step))
    return zip(high, low).map { high, low in
      guard high.dtype.isInexact else { return nil }
      return Elements(high).minus(Elements(low)).divided(by: 2 * tolerance.step)
    }
  }

  private func shifted(_ direction: [Tensor?], by step: Double) -> [Tensor] {
    zip(point, direction).map { x, u in
      guard let u else { return x }
      return lax.add(x, lax.mul(u, lax.fullLike(x, Tensor(.float(step), dtype: x.dtype))))
    }
  }

  private func checkTangents() throws {
    let direction = directions(point, seed: 1)
    var places: [String] = []
    let (outputs, tangents) = try jvpFlat(
      { leaves in
        let results = try function.call(leaves)
        places = results.places
        return results.leaves
      }, point, direction)
    let expected = try difference(direction)
    for (position, output) in outputs.enumerated() {
      guard let expected = expected[position] else { continue }
      let tangent = tangents[position] ?? lax.fullLike(output, 0)
      try expectType(of: tangent, like: output, "the tangent of \(places[position])", .forward)
      let found = Elements(tangent)
      if let (found, expected) = found.mismatch(
        with: expected, acceptsNaN: false, tolerance: { tolerance($0) })
      {
        throw mismatch(.forward, "the tangent of \(places[position]) is \(found)", expected)
      }
    }
  }

  private func checkCotangents() throws {
    let (outputs, pullback) = try vjpFlat({ try function.values($0) }, point)
    let cotangents = directions(outputs, seed: 2)
    let pulled = try pullback(cotangents)
    let directions = directions(point, seed: 3)
    for (position, direction) in directions.enumerated() {
      guard let direction else { continue }
      let place = function.places[position]
      let found = pulled[position] ?? lax.fullLike(point[position], 0)
      try expectType(of: found, like: point[position], "the cotangent of \(place)", .reverse)
      let backward = Elements(found).pairing(Elements(direction))
      let differences = try difference(
        directions.indices.map { $0 == position ? direction : nil })
      var (forward, scale) = (0.0, 0.0)
      for (difference, cotangent) in zip(differences, cotangents) {
        guard let difference, let cotangent else { continue }
        forward += difference.pairing(Elements(cotangent))
        scale += difference.pairingScale(Elements(cotangent))
      }
      guard (backward - forward).magnitude <= tolerance(scale) else {
        throw mismatch(
          .reverse, "the cotangent of \(place) times a direction is \(backward)", "\(forward)")
      }
    }
  }

  private func expectType(
    of found: Tensor, like value: Tensor, _ name: String, _ mode: DerivativeMode
  ) throws {
    guard found.shape == value.shape, found.dtype == value.dtype else {
      throw JAXError(
        .differentiation, operation, found: "\(stage(mode)): \(name) is \(found.aval).",
        expected: "\(value.aval.strong), as the value is")
    }
  }

  private func mismatch(_ mode: DerivativeMode, _ found: String, _ expected: String) -> JAXError {
    JAXError(
      .differentiation, operation, found: "\(stage(mode)): \(found).",
      expected:
        "\(expected) by central differences, to \(tolerance.absolute) + \(tolerance.relative) · |expected|",
      remedy:
        "look for a wrong rule, a kink at the point, or too few digits: "
        + "use float64, or give atol, rtol and eps.")
  }

  /// The order and the mode in words, as in `"order 2, forward mode of the vjp"`.
  private func stage(_ mode: DerivativeMode) -> String {
    let chain = derivations.map { $0 == .forward ? " of the jvp" : " of the vjp" }.joined()
    return "order \(derivations.count + 1), \(mode.rawValue) mode\(chain)"
  }

  /// The check of the derivative in a mode, as a function of the point and of the direction.
  private func derived(_ mode: DerivativeMode) throws -> DerivativeCheck {
    let (function, count) = (function, point.count)
    let isDifferentiated = point.map(\.dtype.isInexact)
    let names = zip(function.places, isDifferentiated).filter(\.1).map(\.0)
    switch mode {
    case .forward:
      let tangents = directions(point, seed: 4).compactMap { $0 }
      let derived = LeafFunction(
        places: function.places + names.map { "the tangent of \($0)" }
      ) { leaves in
        var places: [String] = []
        let (outputs, tangents) = try jvpFlat(
          { inner in
            let results = try function.call(inner)
            places = results.places
            return results.leaves
          }, Array(leaves[..<count]), isDifferentiated.scattering(Array(leaves[count...])))
        let kept = outputs.indices.filter { outputs[$0].dtype.isInexact }
        return (
          outputs + kept.map { tangents[$0] ?? lax.fullLike(outputs[$0], 0) },
          places + kept.map { "the tangent of \(places[$0])" }
        )
      }
      return deriving(derived, at: point + tangents, mode)
    case .reverse:
      let outputs = try function.values(point)
      let isNonzero = outputs.map(\.dtype.isInexact)
      let cotangents = directions(outputs, seed: 5).compactMap { $0 }
      let derived = LeafFunction(
        places: function.places + cotangents.indices.map { "cotangent \($0)" }
      ) { leaves in
        let point = Array(leaves[..<count])
        let (_, pullback) = try vjpFlat({ try function.values($0) }, point)
        let pulled = try pullback(isNonzero.scattering(Array(leaves[count...])))
        let kept = point.indices.filter { isDifferentiated[$0] }
        return (
          kept.map { pulled[$0] ?? lax.fullLike(point[$0], 0) },
          names.map { "the cotangent of \($0)" }
        )
      }
      return deriving(derived, at: point + cotangents, mode)
    }
  }

  private func deriving(
    _ function: LeafFunction, at point: [Tensor], _ mode: DerivativeMode
  ) -> DerivativeCheck {
    DerivativeCheck(
      operation: operation, function: function, point: point, tolerance: tolerance,
      derivations: [mode] + derivations)
  }
}
