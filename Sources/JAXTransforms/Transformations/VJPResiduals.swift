// What the backward part of a derivative needs from its forward part, as a tree: arrays, and a program that is static.
//
// Source: jax/_src/api.py `fwd_and_bwd`, where the callable that `jax.vjp` returns is a tree.

import JAXLax

/// What the pullback of a function needs of its values; made by the first function of ``fwdAndBwd(_:)``.
///
/// It is a tree, so it is returned from one compiled function and handed to another.
///
/// - Source: `jax.fwd_and_bwd`.
public struct VJPResiduals<each Argument: PyTree>: Sendable {
  private var pullback: Pullback
  /// Arguments without values, for their structures.
  private let arguments: (repeat each Argument)

  package init(_ pullback: Pullback, _ arguments: repeat each Argument) {
    self.pullback = pullback
    self.arguments = (repeat tree.map({ Tensor(Placeholder($0.aval)) }, each arguments))
  }

  /// The saved arrays.
  public var values: [Tensor] { pullback.values }

  /// The cotangents of the arguments, from that of the result.
  package func pull(_ cotangent: some PyTree) -> (repeat each Argument) {
    do {
      let vector = TreeWriter(cotangent)
      var results = try pullback(vector.leaves, vector.structures)
      return (repeat try results.read((each Argument).self))
    } catch {
      raise(error)
      return arguments
    }
  }
}

extension VJPResiduals: PyTree {
  public func flatten(into flattener: inout TreeFlattener) {
    flattener.node(Self.self, count: 2)
    flattener.field("program", static: pullback.program)
    flattener.field("values", pullback.values)
  }

  public init(unflattening unflattener: inout TreeUnflattener) throws {
    try unflattener.node(Self.self)
    let program: PullbackProgram = try unflattener.static()
    pullback = Pullback(program: program, values: try unflattener.field())
    var reader = TreeReader(
      program.primals.map { Tensor(Placeholder($0)) }, program.arguments)
    arguments = (repeat try reader.read((each Argument).self))
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try pullback.values.mutateLeaves(body)
  }
}

extension Pullback {
  /// What stands in for a pullback after an error.
  package static var placeholder: Pullback {
    Pullback(
      program: PullbackProgram(
        name: "vjp", jaxpr: Jaxpr(avals: [], inputs: [], equations: [], outputs: []),
        isOutputNonzero: [], outputs: [], results: [], primals: [], arguments: []), values: [])
  }
}
