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

  init(_ pullback: Pullback) {
    self.pullback = pullback
  }

  /// The saved arrays.
  public var values: [Tensor] { pullback.values }

  /// The cotangents of the arguments, from that of the result.
  func pull(_ cotangent: some PyTree) -> (repeat each Argument) {
    let vector = TreeWriter(cotangent)
    let program = pullback.program
    let arguments = TreeWriter(
      leaves: program.primals.map { Tensor(Placeholder($0)) }, structures: program.arguments)
    return packed.reading(vector, like: arguments) {
      try pullback(vector.leaves, vector.structures)
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
  }

  public mutating func mutateLeaves(_ body: (inout Tensor) throws -> Void) rethrows {
    try pullback.values.mutateLeaves(body)
  }
}
