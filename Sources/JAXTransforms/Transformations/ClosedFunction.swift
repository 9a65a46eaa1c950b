// A function and what it captured, as a tree: a program that is static, and arrays.
//
// Source: `equinox.filter_closure_convert`; jax/_src/custom_derivatives.py `closure_convert`.

import JAXLax

/// A function staged for arguments of given types, with the arrays that it captured as leaves.
///
///     let line = ClosedFunction({ x in a * x + b }, x)
///     line(2.0)                                        // 2 a + b
///     grad { (f: ClosedFunction<Tensor, Tensor>) in f(2.0) }(line).captured   // [2, 1]
///
/// It may be kept in other trees, carried by loops, mapped, handed to functions with rules of their own, and
/// differentiated with respect to what it captured.
public struct ClosedFunction<each Argument: PyTree, Result: PyTree>: Sendable {
  private struct Program: Hashable, Sendable {
    let jaxpr: Jaxpr
    let arguments: [TreeDef]
    let results: [TreeDef]
    let capturedCount: Int
  }

  private let program: Program
  /// The arrays that the function captured.
  public private(set) var captured: [Tensor]

  /// The function, staged for arguments like the given ones, whose values do not matter.
  ///
  /// Results that depend on a value in Swift's control flow are a ``JAXError`` of kind `concretization`.
  public init(
    _ function: @escaping @Sendable (repeat each Argument) -> Result,
    _ arguments: repeat each Argument
  ) {
    let inputs = TreeWriter(repeat each arguments)
    do {
      let flat = packed.flattened(function)
      let staged = try StagedFunction("ClosedFunction", inputs.leaves.map(\.aval)) {
        try FlatFunction("ClosedFunction", inputs.structures, flat)($0)
      }
      captured = staged.captured
      program = Program(
        jaxpr: staged.program, arguments: inputs.structures, results: staged.results,
        capturedCount: staged.captured.count)
    } catch {
      raiseWithoutValue(error)
    }
  }

  /// Calls the function.
  ///
  /// Arguments of other structures, shapes or dtypes than those it was staged for are a ``JAXError``.
  public func callAsFunction(_ arguments: repeat each Argument) -> Result {
    let inputs = TreeWriter(repeat each arguments)
    return packed.reading(inputs) {
      try inputs.structures.check(
        like: program.arguments, "ClosedFunction", "value", of: "argument")
      for (position, (leaf, expected)) in zip(
        inputs.leaves, program.jaxpr.inputAvals[program.capturedCount...]
      ).enumerated() where leaf.shape != expected.shape || leaf.dtype != expected.dtype {
        throw JAXError(
          leaf.shape == expected.shape ? .dtype : .shape, "ClosedFunction",
          found: "\(inputs.structures.place(ofLeaf: position, "argument")) is \(leaf.aval).",
          expected: "\(expected), as the function was staged for",
          remedy: "make a ClosedFunction of arguments of these types.")
      }
      return TreeReader(
        try evalJaxpr(program.jaxpr, captured + inputs.leaves), program.results)
    }
  }
}

extension ClosedFunction: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 2)
    flattener.field("program", static: program)
    flattener.field("captured", captured)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    program = try unflattener.static()
    captured = try unflattener.field()
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try captured.mutateLeaves(body)
  }
}
