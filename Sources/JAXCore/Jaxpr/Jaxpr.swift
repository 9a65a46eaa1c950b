// The intermediate representation: a program as a list of equations in administrative normal form.
//
// Variables are numbers that index the array of their types, so that an interpreter's environment is an array too.
// A jaxpr never changes; what is derived from it (its derivative, its batched form, its executables) is kept with it
// and goes when it goes. Source: JAX "Jaxpr" documentation; jax/_src/core.py.

import Synchronization

extension Jaxpr {
  /// A number known when the program was traced, written into it.
  public struct Literal: Hashable, Sendable {
    /// The number.
    public let value: ScalarValue
    /// Its type: always 0-dimensional.
    public let aval: ShapedArray

    /// The number with the given 0-dimensional type.
    public init(value: ScalarValue, aval: ShapedArray) {
      self.value = value
      self.aval = aval
    }
  }
}

extension Jaxpr {
  /// An operand of an equation or an output of a jaxpr.
  public enum Atom: Hashable, Sendable {
    /// The variable with the given number.
    case variable(Int)
    /// A literal.
    case literal(Literal)

    /// The variable's number; nil for a literal.
    public var variable: Int? { if case .variable(let number) = self { number } else { nil } }
  }
}

extension Jaxpr {
  /// One operation of a jaxpr: a primitive applied to atoms, binding its results to variables.
  public struct Equation: Sendable {
    /// The primitive.
    public let primitive: any Primitive
    /// The operands.
    public let inputs: [Atom]
    /// The variables that the results are bound to.
    public let outputs: [Int]
    /// The names that the operation was recorded under; nil without any.
    package let names: NameStack?

    /// The primitive applied to operands, its results bound to variables.
    public init(_ primitive: any Primitive, inputs: [Atom], outputs: [Int]) {
      self.init(primitive, inputs: inputs, outputs: outputs, names: nil)
    }

    /// The primitive applied to operands, its results bound to variables, recorded under the given names.
    package init(
      _ primitive: any Primitive, inputs: [Atom], outputs: [Int], names: NameStack?
    ) {
      self.primitive = primitive
      self.inputs = inputs
      self.outputs = outputs
      self.names = names
    }
  }
}

/// A program of typed equations.
///
///     print(makeJaxpr { x in sin(x) * 2 }([1, 2]))
///     // { lambda ; a:f32[2]. let b:f32[2] = sin a; c:f32[2] = mul b 2.0:f32[] in (c,) }
///
/// Two jaxprs are equal if they are the same object.
///
/// - Source: `jax.core.Jaxpr`.
public final class Jaxpr: Sendable {
  /// The types of the variables, by their numbers.
  public let avals: [ShapedArray]
  /// The variables that stand for values captured from outside.
  public let constants: [Int]
  /// The variables that stand for the arguments.
  public let inputs: [Int]
  /// The equations, in an order in which they can be evaluated.
  public let equations: [Equation]
  /// The results.
  public let outputs: [Atom]

  /// What a derived value is kept under: rules read the settings too.
  private struct DerivedKey<Key: Hashable & Sendable>: Hashable, Sendable {
    let key: Key
    let tracing: Configuration.TracingKey?
  }

  private let derived = Mutex<[AnyHashable: any Sendable]>([:])

  /// The program with the given parts.
  public init(
    avals: [ShapedArray], constants: [Int] = [], inputs: [Int], equations: [Equation],
    outputs: [Atom]
  ) {
    self.avals = avals
    self.constants = constants
    self.inputs = inputs
    self.equations = equations
    self.outputs = outputs
    #if DEBUG
      let isChecked = true
    #else
      let isChecked = Configuration.current.isCheckingPrograms
    #endif
    if isChecked {
      do { try checkJaxpr(self) } catch { raise(error) }
    }
  }

  /// The types of the arguments.
  public var inputAvals: [ShapedArray] { inputs.map { avals[$0] } }
  /// The types of the results.
  public var outputAvals: [ShapedArray] { outputs.map(aval) }

  /// The type of an atom.
  public func aval(_ atom: Atom) -> ShapedArray {
    switch atom {
    case .variable(let number): avals[number]
    case .literal(let literal): literal.aval
    }
  }

  /// What `make` derives from this jaxpr, kept under the given key.
  ///
  /// Two threads that ask at once may both derive it; the first one's is kept.
  package func memoized<Key: Hashable & Sendable, Derived: Sendable>(
    _ key: Key, _ make: () throws -> Derived
  ) rethrows -> Derived {
    let key = DerivedKey(key: key, tracing: Configuration.made?.tracing)
    // Found first and cast then: a missing value would be an optional `Derived` too.
    if let kept = derived.withLock({ $0[AnyHashable(key)] }), let known = kept as? Derived {
      return known
    }
    let new = try make()
    return derived.withLock { table in
      if let kept = table[AnyHashable(key)], let known = kept as? Derived { return known }
      table[AnyHashable(key)] = new
      return new
    }
  }
}

extension Jaxpr: Hashable {
  public static func == (a: Jaxpr, b: Jaxpr) -> Bool { a === b }

  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A jaxpr together with the values it captured.
///
/// - Source: `jax.core.ClosedJaxpr`.
public struct ClosedJaxpr: Sendable {
  /// The program.
  public let jaxpr: Jaxpr
  /// The values of its constant variables.
  public let constants: [Tensor]

  /// The program with the values of its constant variables.
  public init(_ jaxpr: Jaxpr, constants: [Tensor] = []) {
    self.jaxpr = jaxpr
    self.constants = constants
  }
}

extension Jaxpr {
  /// The same program with its constant variables as leading arguments.
  package var withConstantsAsInputs: Jaxpr {
    constants.isEmpty
      ? self
      : memoized("withConstantsAsInputs") {
        Jaxpr(
          avals: avals, inputs: constants + inputs, equations: equations, outputs: outputs)
      }
  }
}
