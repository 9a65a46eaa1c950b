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
  struct Step: Hashable, Sendable {
    let type: ObjectIdentifier
    let params: Params
    let programs: [Jaxpr]
    let primitive: AnyPrimitive?
    let inputs: [Atom]
    let outputs: [Int]

    init(_ equation: Equation) {
      let primitive = equation.primitive
      type = ObjectIdentifier(Swift.type(of: primitive))
      programs = primitive.programs.map(\.representative)
      params = programs.isEmpty ? Params() : primitive.params.withoutPrograms
      self.primitive = programs.isEmpty ? AnyPrimitive(primitive) : nil
      inputs = equation.inputs
      outputs = equation.outputs
    }
  }

  let avals: [ShapedArray]
  let constants: [Int]
  let inputs: [Int]
  let outputs: [Atom]
  let steps: [Step]

  init(_ jaxpr: Jaxpr) {
    avals = jaxpr.avals
    constants = jaxpr.constants
    inputs = jaxpr.inputs
    outputs = jaxpr.outputs
    steps = jaxpr.equations.map(Step.init)
  }
}

/// Any primitive, comparable to others.
private struct AnyPrimitive: Hashable, Sendable {
  let primitive: any Primitive

  init(_ primitive: any Primitive) { self.primitive = primitive }

  static func == (a: AnyPrimitive, b: AnyPrimitive) -> Bool { a.primitive.isEqual(to: b.primitive) }

  func hash(into hasher: inout Hasher) { primitive.hash(into: &hasher) }
}
