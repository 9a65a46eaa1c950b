// The names of the axes that a collective operation works over.

/// The name of a mapped axis, or of several.
///
///     lax.psum(x, "i")
///     lax.psum(x, ["i", "j"])
public struct AxisNames: Hashable, Sendable {
  /// The names; of several the first one varies slowest.
  public let names: [String]

  /// The axes with the given names.
  public init(_ names: [String]) { self.names = names }

  /// The axis with the given name.
  public init(_ name: String) { names = [name] }
}

extension AxisNames: ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
  public init(stringLiteral name: String) { self.init(name) }

  public init(arrayLiteral names: String...) { self.init(names) }
}

extension AxisNames {
  /// The axes in scope with these names.
  func axes(_ operation: String) throws -> [NamedAxis] {
    try names.map { try namedAxis($0, operation) }
  }

  /// The only axis in scope with these names.
  func axis(_ operation: String) throws -> NamedAxis {
    guard names.count == 1 else {
      throw JAXError(
        .axis, operation, found: "\(names.count) axes, \(names.map { "'\($0)'" }.listed).",
        expected: "one axis", remedy: "apply the operation to one axis after the other.")
    }
    return try namedAxis(names[0], operation)
  }
}

/// The indices of the examples that work together, group by group; all of them if nil.
public typealias AxisIndexGroups = [[Int]]

/// Checks that groups hold each index of an axis once.
func check(_ groups: AxisIndexGroups?, _ axes: [NamedAxis], _ operation: String, equal: Bool) throws
{
  guard let groups else { return }
  let size = axes.map(\.size).elementCount
  let isComplete = groups.flatMap { $0 }.sorted() == Array(0..<size)
  guard isComplete, !equal || Set(groups.map(\.count)).count <= 1 else {
    throw JAXError(
      .argument, operation, found: "the groups \(groups) of an axis of size \(size).",
      expected:
        "groups \(equal ? "of one size " : "")that hold each index from 0 to \(size - 1) once")
  }
}

extension Jaxpr.Params {
  /// The axis names under the given parameter: a tuple of them, or one alone.
  func axisNames(_ name: String) throws -> [String] {
    if case .string(let single)? = self[name] { return [single] }
    return try list(name).map { item in
      guard case .string(let text) = item else {
        throw JAXError(
          .argument, "replaying a jaxpr", found: "parameter '\(name)' holds \(item).",
          expected: "the names of axes")
      }
      return text
    }
  }

  /// The groups of indices under `axis_index_groups`.
  func axisIndexGroups() throws -> AxisIndexGroups? {
    try optional("axis_index_groups") { params in { try params.list($0).compactMap(\.asInts) } }
  }
}

extension Jaxpr.Param {
  /// Axis names as JAX writes them: always a tuple.
  static func names(_ names: [String]) -> Jaxpr.Param { .list(names.map { .string($0) }) }

  /// Groups of indices as JAX writes them.
  static func groups(_ groups: AxisIndexGroups?) -> Jaxpr.Param {
    groups.map { .list($0.map { .ints($0) }) } ?? .none
  }
}
