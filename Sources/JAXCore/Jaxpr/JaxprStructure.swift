// Programs that do the same share their executables.
//
// A Swift closure has no identity, so an eager loop is staged anew at each call. Its program is looked up among those
// seen before, by all that it is made of, and run by what was compiled for the first of its kind.

import Synchronization

extension Jaxpr {
  /// The first program seen that is made of the same equations; the program itself if there is none.
  package var representative: Jaxpr {
    memoized("representative") { StructuralReference(to: KnownStructures.find(self), from: self) }
      .target ?? self
  }
}

/// A program that another one refers to; nothing if it is the same one, which would never be freed.
private struct StructuralReference: Sendable {
  let target: Jaxpr?

  init(to target: Jaxpr, from source: Jaxpr) { self.target = target === source ? nil : target }
}

/// The first program seen of each structure.
package enum KnownStructures {
  /// Each program keeps what was compiled of it, and a process can map only so many pieces of code.
  private static let table = Mutex(LRUCache<Structure, Jaxpr>(capacity: 256))

  static func find(_ jaxpr: Jaxpr) -> Jaxpr {
    let structure = Structure(jaxpr)
    return table.withLock { table in
      if let known = table.value(for: structure) { return known }
      table.insert(jaxpr, for: structure)
      return jaxpr
    }
  }

  /// Forgets all programs.
  package static func clear() { table.withLock { $0.removeAll() } }
}

/// All that a program is made of, with representatives in place of the programs inside.
private struct Structure: Hashable, Sendable {
  private let jaxpr: Jaxpr
  /// The representatives of the programs inside, by the positions of their equations.
  private let programs: [Int: [Jaxpr]]

  init(_ jaxpr: Jaxpr) {
    self.jaxpr = jaxpr
    var programs: [Int: [Jaxpr]] = [:]
    for (position, equation) in jaxpr.equations.enumerated() {
      let inside = equation.primitive.programs
      if !inside.isEmpty { programs[position] = inside.map(\.representative) }
    }
    self.programs = programs
  }

  static func == (a: Structure, b: Structure) -> Bool {
    let (first, second) = (a.jaxpr, b.jaxpr)
    if first === second { return true }
    guard first.equations.count == second.equations.count, first.avals == second.avals,
      first.constants == second.constants, first.inputs == second.inputs,
      first.outputs == second.outputs, a.programs == b.programs
    else { return false }
    return first.equations.indices.allSatisfy { position in
      let (one, other) = (first.equations[position], second.equations[position])
      guard one.outputs == other.outputs, one.inputs == other.inputs else { return false }
      if a.programs[position] == nil { return one.primitive.isEqual(to: other.primitive) }
      return type(of: one.primitive) == type(of: other.primitive)
        && one.primitive.params.withoutPrograms == other.primitive.params.withoutPrograms
    }
  }

  // Little is hashed, as programs are large and most that differ differ in this.
  func hash(into hasher: inout Hasher) {
    hasher.combine(jaxpr.avals.count)
    for input in jaxpr.inputs { hasher.combine(jaxpr.avals[input]) }
    for equation in jaxpr.equations {
      hasher.combine(ObjectIdentifier(type(of: equation.primitive)))
    }
    for equation in jaxpr.equations.suffix(4) {
      hasher.combine(equation.inputs)
    }
  }
}
