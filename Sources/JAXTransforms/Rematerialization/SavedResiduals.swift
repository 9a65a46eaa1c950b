// Which values a function keeps for its derivative, and where they come from.
//
// Source: jax/_src/ad_checkpoint.py `saved_residuals`, `print_saved_residuals`.

import JAXLax

/// A value that is kept for the derivative of a function.
public struct SavedResidual: Hashable, Sendable, CustomStringConvertible {
  /// The shape and dtype.
  public let aval: ShapedArray
  /// Where it comes from, as in `"output of sin"`.
  public let source: String

  /// The type and where the value comes from, as in `"f32[8] output of sin"`.
  public var description: String { "\(aval.shortDescription) \(source)" }
}

/// The values that a function keeps for its derivative.
///
///     savedResiduals({ x in lax.sin(lax.sin(x)) }, 3.0)     // f32[] output of cos, f32[] output of cos
///
/// - Source: `jax.ad_checkpoint.saved_residuals`.
public func savedResiduals<each Argument: PyTree, each Result: PyTree>(
  _ f: @escaping @Sendable (repeat each Argument) -> (repeat each Result),
  _ arguments: repeat each Argument
) -> [SavedResidual] {
  raising(placeholder: []) {
    let inputs = TreeWriter(repeat each arguments)
    let function = FlatFunction("savedResiduals", inputs.structures) { reader, writer in
      let results = f(repeat try reader.read((each Argument).self))
      repeat writer.write(each results)
    }
    return try function.savedResiduals(inputs.leaves)
  }
}

/// Prints the values that a function keeps for its derivative, one a line.
///
/// - Source: `jax.ad_checkpoint.print_saved_residuals`.
public func printSavedResiduals<each Argument: PyTree, each Result: PyTree>(
  _ f: @escaping @Sendable (repeat each Argument) -> (repeat each Result),
  _ arguments: repeat each Argument
) {
  for residual in savedResiduals(f, repeat each arguments) { print(residual) }
}

extension FlatFunction {
  fileprivate func savedResiduals(_ leaves: [Tensor]) throws -> [SavedResidual] {
    let program = try traceToJaxpr(leaves.map(\.aval), name: name) { arguments in
      let linear = try linearizeFlat(
        { try self($0).leaves }, arguments, isDifferentiated: leaves.map(\.dtype.isInexact)
      ).program
      let needed = linear.jaxpr.withoutDeadCode().jaxpr
      let used = Set(
        (needed.equations.flatMap(\.inputs) + needed.outputs).compactMap(\.variable))
      return zip(linear.jaxpr.constants, linear.constants).filter { used.contains($0.0) }.map(\.1)
    }.jaxpr
    return program.outputs.map { output in
      SavedResidual(aval: program.aval(output), source: source(of: output, in: program))
    }
  }

  private func source(of atom: Jaxpr.Atom, in program: Jaxpr) -> String {
    guard let variable = atom.variable else { return "from a literal" }
    if let position = program.inputs.firstIndex(of: variable) {
      return "from \(place(ofLeaf: position))"
    }
    let named = program.equations.first {
      $0.primitive is CheckpointName
        && ($0.outputs + $0.inputs.compactMap(\.variable))
          .contains(variable)
    }
    if let named = named?.primitive as? CheckpointName { return "named '\(named.valueName)'" }
    guard let equation = program.equations.first(where: { $0.outputs.contains(variable) }) else {
      return "from a constant"
    }
    // A kept value is rounded to its own format; it comes from before that.
    if equation.primitiveName == "reduce_precision" {
      return source(of: equation.inputs[0], in: program)
    }
    return "output of \(equation.primitiveName)"
  }
}
