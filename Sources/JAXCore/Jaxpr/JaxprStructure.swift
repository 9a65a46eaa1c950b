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
    for position in jaxpr.equations.indices {
      let inside = jaxpr.equations[position].primitive.programs
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
    // Equations are compared where they lie: to copy one counts references to all that it holds.
    return first.equations.indices.allSatisfy { position in
      guard first.equations[position].outputs == second.equations[position].outputs,
        first.equations[position].inputs == second.equations[position].inputs
      else { return false }
      if a.programs.isEmpty || a.programs[position] == nil {
        return first.equations[position].primitive.isEqual(to: second.equations[position].primitive)
      }
      let (one, other) = (first.equations[position].primitive, second.equations[position].primitive)
      return type(of: one) == type(of: other)
        && one.params.withoutPrograms == other.params.withoutPrograms
    }
  }

  // Little is hashed, as programs are large and most that differ differ in this.
  func hash(into hasher: inout Hasher) {
    hasher.combine(jaxpr.avals.count)
    for input in jaxpr.inputs { hasher.combine(jaxpr.avals[input]) }
    for position in jaxpr.equations.indices {
      hasher.combine(ObjectIdentifier(type(of: jaxpr.equations[position].primitive)))
    }
    for equation in jaxpr.equations.suffix(4) {
      hasher.combine(equation.inputs)
    }
  }
}
