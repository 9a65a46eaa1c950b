// The named axes that a function is mapped over: what collective operations refer to.
//
// The traces of the enclosing transformations know their axes, so the axes in scope are found among them. A program that
// was staged earlier is mapped by a rule, which the trace of the axis calls: then the context holds the axis.
// Source: jax/_src/core.py `AxisEnv`.

/// An axis that a function is mapped over, by the name that collective operations know it by.
public struct NamedAxis: Hashable, Sendable {
  /// The name given as `axisName` to `vmap`.
  public let name: String
  /// The number of examples.
  public let size: Int

  /// The axis with the given name and size.
  public init(_ name: String, size: Int) {
    self.name = name
    self.size = size
  }
}

/// The named axes of the enclosing transformations, the innermost first.
package var namedAxes: [NamedAxis] {
  var found: [NamedAxis] = []
  var trace = currentTrace
  while let current = trace {
    found += current.axes
    trace = current.parent
  }
  return found
}

/// The innermost axis with the given name.
///
/// - Throws: ``JAXError`` if no enclosing transformation maps over such an axis.
package func namedAxis(_ name: String, _ operation: String) throws -> NamedAxis {
  let known = namedAxes
  if let axis = known.first(where: { $0.name == name }) { return axis }
  throw JAXError.unboundAxis(name, operation, known: known)
}

extension JAXError {
  /// The error for an operation over an axis that no enclosing transformation maps over.
  package static func unboundAxis(_ name: String, _ operation: String, known: [NamedAxis] = [])
    -> JAXError
  {
    let names = known.map { "'\($0.name)' of size \($0.size)" }
    return JAXError(
      .axis, operation, found: "no enclosing transformation maps over an axis named '\(name)'.",
      expected: names.isEmpty
        ? "a call inside of a function that is mapped over it" : "one of the axes \(names.listed)",
      remedy: "name the axis where the function is mapped, as in vmap(f, axisName: \"\(name)\").")
  }
}

/// The named axis that a rule of this thread is mapping an operation over.
package var mappedAxis: NamedAxis? {
  Context.slot?.pointee.mappedAxis
}

/// Runs a rule that maps an operation over the given axis; nil for one without a name.
package func withMappedAxis<Result>(_ axis: NamedAxis?, _ body: () throws -> Result) rethrows
  -> Result
{
  var axis = axis
  return try Context.exchanging({ swap(&$0.mappedAxis, &axis) }, body)
}

extension Jaxpr {
  /// The names of the mapped axes that the program's operations refer to.
  package var axisNames: Set<String> {
    memoized("axisNames") {
      equations.reduce(into: []) { $0.formUnion($1.primitive.axisNames) }
    }
  }
}
