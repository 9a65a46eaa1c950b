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

    // Settings and devices are rarely other than usual, so they are only compared.
    func hash(into hasher: inout Hasher) {
      hasher.combine(ObjectIdentifier(type(of: primitive)))
      primitive.hash(into: &hasher)
      for aval in avals { hasher.combine(aval) }
    }
  }

  /// The executables of operations; a process can map only so many pieces of code.
  private static let executables = Mutex(LRUCache<Key, Executable>(capacity: 2048))

  /// Forgets the executables of all operations.
  package static func clear() { executables.withLock { $0.removeAll() } }

  /// Evaluates one operation.
  package static func run(_ primitive: any Primitive, _ inputs: [Tensor]) throws -> [Tensor] {
    let placement = try Placement.deciding(inputs, primitive.userName)
    let avals = inputs.map(\.aval)
    if let program = primitive.sharedProgram(avals) {
      let executable = try kept(program.representative, program.arguments(avals), placement) {
        try Executable(compiling: primitive, as: program, avals, on: placement)
      }
      let numbers = try program.operands(on: placement ?? Placement.standard())
      return try executable.call(inputs + numbers, operation: primitive.userName)
    }
    let programs = primitive.programs
    let executable =
      if let first = programs.first {
        try executable(
          forProgram: primitive, first, others: Array(programs.dropFirst()), avals, placement)
      } else {
        try kept(primitive, avals, placement) {
          try Executable(compiling: primitive, avals, on: placement)
        }
      }
    return try executable.call(inputs, operation: primitive.userName)
  }

  /// The executable that is kept for a primitive and operand types, made if there is none.
  private static func kept(
    _ primitive: any Primitive, _ avals: [ShapedArray], _ placement: Placement?,
    _ make: () throws -> Executable
  ) throws -> Executable {
    let key = Key(
      primitive: primitive, avals: avals, compilation: Configuration.made?.compilation,
      placement: placement)
    if let known = executables.withLock({ $0.value(for: key) }) { return known }
    let new = try make()
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
  package func isEqual(to other: any Primitive) -> Bool {
    func isSelf<Other: Primitive>(_ other: Other) -> Bool {
      // Of the same type, so the bits are those of a value of it; a cast would look the types up.
      Other.self == Self.self && unsafeBitCast(other, to: Self.self) == self
    }
    return isSelf(other)
  }
}
