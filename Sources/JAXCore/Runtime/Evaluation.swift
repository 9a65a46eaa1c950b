// Plain evaluation: each operation is compiled once for its operands' types, and run.

import Synchronization

/// Evaluates operations where nothing is traced.
package enum Evaluation {
  /// What an executable of one operation is kept under.
  private struct Key: Hashable, Sendable {
    let primitive: any Primitive
    let avals: [ShapedArray]
    let compilation: Configuration.CompilationKey?
    let placement: Placement?

    static func == (a: Key, b: Key) -> Bool {
      a.avals == b.avals && a.compilation == b.compilation && a.placement == b.placement
        && a.primitive.isEqual(to: b.primitive)
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(ObjectIdentifier(type(of: primitive)))
      primitive.hash(into: &hasher)
      for aval in avals { hasher.combine(aval) }
      hasher.combine(compilation)
      hasher.combine(placement)
    }
  }

  /// The executables of operations; a process can map only so many pieces of code.
  private static let executables = Mutex(LRUCache<Key, Executable>(capacity: 2048))

  /// Forgets the executables of all operations.
  package static func clear() { executables.withLock { $0.removeAll() } }

  /// Evaluates one operation.
  package static func run(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    let placement = try Placement.deciding(inputs, primitive.userName)
    let executable = try executable(for: primitive, inputs.map(\.aval), placement)
    return try executable.call(inputs, operation: primitive.userName)
  }

  private static func executable(
    for primitive: any Primitive, _ avals: [ShapedArray], _ placement: Placement?
  ) throws -> Executable {
    let programs = primitive.programs
    if let first = programs.first {
      return try executable(
        forProgram: primitive, first, others: Array(programs.dropFirst()), avals, placement)
    }
    let key = Key(
      primitive: primitive, avals: avals, compilation: Configuration.made?.compilation,
      placement: placement)
    if let known = executables.withLock({ $0.value(for: key) }) { return known }
    let new = try Executable(compiling: primitive, avals, on: placement)
    executables.withLock { $0.insert(new, for: key) }
    return new
  }

  /// What an executable of a program is kept under: everything but the programs themselves, so that there is no cycle.
  private struct ProgramKey: Hashable, Sendable {
    let type: ObjectIdentifier
    let params: Jaxpr.Params
    let otherPrograms: [ObjectIdentifier]
    let avals: [ShapedArray]
    let compilation: Configuration.CompilationKey?
    let placement: Placement?
    let epoch: Int
  }

  /// An executable with the programs that its key names by address, which must not be reused for others.
  private struct ProgramExecutable: Sendable {
    let executable: Executable
    let otherPrograms: [Jaxpr]
  }

  /// The executable of a program; it lives with the program, and with the first one of its kind.
  private static func executable(
    forProgram primitive: any Primitive, _ first: Jaxpr, others: [Jaxpr], _ avals: [ShapedArray],
    _ placement: Placement?
  ) throws -> Executable {
    let (type, params) = (
      ObjectIdentifier(type(of: primitive)), primitive.params.withoutPrograms
    )
    let compilation = Configuration.made?.compilation
    func key(_ others: [Jaxpr]) -> ProgramKey {
      ProgramKey(
        type: type, params: params, otherPrograms: others.map { ObjectIdentifier($0) },
        avals: avals, compilation: compilation, placement: placement,
        epoch: CacheEpoch.current)
    }
    // A program that was run before is found without a look at what it is made of.
    return try first.memoized(key(others)) {
      let alike = others.map(\.representative)
      let executable = try first.representative.memoized(key(alike)) {
        ProgramExecutable(
          executable: try Executable(compiling: primitive, avals, on: placement),
          otherPrograms: alike)
      }.executable
      return ProgramExecutable(executable: executable, otherPrograms: others)
    }.executable
  }
}

extension Primitive {
  /// Whether another primitive is of the same type with equal parameters.
  package func isEqual(to other: any Primitive) -> Bool { (other as? Self) == self }
}
