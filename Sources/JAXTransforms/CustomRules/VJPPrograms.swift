// The two programs of a reverse derivative: forward with residuals, and backward.

import JAXLax
import Synchronization

/// The programs of a rule, made where they are first used: an error in a rule is one only there.
final class VJPPrograms: Sendable {
  /// A rule as programs.
  struct Pair: Sendable {
    /// From captured values and arguments to results and residuals.
    let forward: Jaxpr
    /// From residuals and the cotangents of the results that are not integers to the cotangents of the arguments
    /// that are not integers.
    let backward: Jaxpr
  }

  private let known = Mutex<Pair?>(nil)
  private let make: @Sendable () throws -> Pair

  init(_ make: @escaping @Sendable () throws -> Pair) { self.make = make }

  /// The programs.
  func pair() throws -> Pair {
    if let known = known.withLock({ $0 }) { return known }
    let pair = try make()
    known.withLock { $0 = pair }
    return pair
  }
}

extension VJPPrograms: Hashable {
  static func == (a: VJPPrograms, b: VJPPrograms) -> Bool { a === b }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension VJPPrograms.Pair {
  /// The rule mapped over axis 0 of some operands, all its results at axis 0.
  ///
  /// The cotangent of an argument that all examples share is the sum of theirs.
  func batched(_ isMapped: [Bool], constantCount: Int, outputCount: Int, axisSize: Int) throws
    -> VJPPrograms.Pair
  {
    let batchedForward = try forward.batchedProgram(
      axes: isMapped.map { $0 ? 0 : nil }, axisSize: axisSize,
      mapping: forward.outputs.indices.map { $0 < outputCount })
    let areResidualsMapped = batchedForward.isOutputMapped[outputCount...]
    let cotangentCount = backward.inputs.count - areResidualsMapped.count
    let isArgumentMapped = zip(forward.inputAvals, isMapped).dropFirst(constantCount)
      .filter(\.0.dtype.isInexact).map(\.1)
    let batchedBackward = try backward.batchedProgram(
      axes: areResidualsMapped.map { $0 ? 0 : nil } + [Int?](repeating: 0, count: cotangentCount),
      axisSize: axisSize, mapping: backward.outputs.map { _ in true }
    ).jaxpr
    return VJPPrograms.Pair(
      forward: batchedForward.jaxpr,
      backward: isArgumentMapped.contains(false)
        ? try stageProgram(batchedBackward.inputAvals, "vmap") { arguments in
          zip(try evalJaxpr(batchedBackward, arguments), isArgumentMapped).map {
            $1 ? $0 : lax.reduceSum($0, axes: [0])
          }
        } : batchedBackward)
  }
}
